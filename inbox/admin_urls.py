"""The URLs of the inbox in the admin. Only staff reach them, and Django's CSRF protection applies."""

from collections.abc import Callable

from django.contrib.admin import AdminSite
from django.http import HttpResponse
from django.urls import URLPattern, path

from inbox import views


def urls_for(site: AdminSite) -> list[URLPattern]:
    routes: dict[str, tuple[str, Callable[..., HttpResponse]]] = {
        "inbox/": ("inbox", views.show_inbox),
        "inbox/backlog/": ("inbox_backlog", views.show_backlog),
        "inbox/backlog/settle/": ("inbox_settle_many", views.settle_many),
        "inbox/act/": ("inbox_comment_action", views.comment_action),
        "inbox/application/": ("inbox_application_action", views.application_action),
        "inbox/undo/": ("inbox_undo", views.undo),
        "inbox/<int:pk>/": ("inbox_thread", views.show_thread),
        "inbox/<int:pk>/similar/": ("inbox_similar", views.show_similar),
    }
    return [path(route, site.admin_view(view), name=name) for route, (name, view) in routes.items()]
