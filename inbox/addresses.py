"""The addresses of the inbox in the admin: each is reached by staff alone, with CSRF protection."""

from collections.abc import Callable

from django.contrib.admin import AdminSite
from django.http import HttpResponse
from django.urls import URLPattern, path

from inbox import views


def of(site: AdminSite) -> list[URLPattern]:
    routes: dict[str, tuple[str, Callable[..., HttpResponse]]] = {
        "inbox/": ("inbox", views.to_front),
        "inbox/backlog/": ("inbox_backlog", views.show_backlog),
        "inbox/backlog/settle/": ("inbox_settle_many", views.settle_many),
        "inbox/act/": ("inbox_act", views.act_on_comment),
        "inbox/application/": ("inbox_application", views.act_on_application),
        "inbox/undo/": ("inbox_undo", views.undo),
        "inbox/<int:pk>/": ("inbox_thread", views.show_thread),
    }
    return [path(route, site.admin_view(view), name=name) for route, (name, view) in routes.items()]
