"""The page beside the desk on which an article gets its audio, and with it becomes an episode."""

from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from accounts.access import signed_in_user
from accounts.models import User
from blog.models import Post
from core.admin.stale_forms import StaleFormAdmin
from core.web.primary_keys import read_pk
from media.admin import PictureFormAdmin
from podcast.admin.episode_form import EpisodeForm
from podcast.models import Episode


def may_change(person: User, post: Post) -> bool:
    """Who may write the article, and publish it if readers see it."""
    if post.is_binned or not person.has_perm("blog.change_post"):
        return False
    return person.has_perm("blog.publish_post") or not post.is_out_or_scheduled


@admin.register(Episode)
class EpisodeAdmin(StaleFormAdmin, PictureFormAdmin):
    """The episode of an article, whose primary key is in the URL of the page that the desk links to."""

    form = EpisodeForm
    change_form_template = "admin/podcast/episode/change_form.html"
    fieldsets = [
        (None, {"fields": ["audio", "address", "length"]}),
        (_("In podcast apps"), {"fields": [("season", "number"), "kind", "guests", "picture", "is_explicit"]}),
        (_("To read along and to jump"), {"fields": ["chapters", "transcript_file", "transcript"]}),
    ]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.of_post)
        return [path("of/<int:pk>/", view, name="podcast_episode_of"), *super().get_urls()]

    def of_post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Lead to the form for the audio of an article, or to that for adding it."""
        episode = Episode.objects.filter(post=pk).first()
        if episode:
            return redirect("admin:podcast_episode_change", episode.pk)
        return redirect(f"{reverse('admin:podcast_episode_add')}?post={pk}")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return redirect("admin:blog_post_changelist")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("post__address", "picture")

    def get_form(self, request: HttpRequest, obj: Episode | None = None, change: bool = False, **kwargs: Any) -> Any:
        form_class = super().get_form(request, obj, change, **kwargs)
        return type(form_class.__name__, (form_class,), {"post": obj.post if obj else self._post_asked(request)})

    def _post_asked(self, request: HttpRequest) -> Post:
        """Return the article that an episode is added to. Raises ``Http404``."""
        return get_object_or_404(Post.objects.select_related("address"), pk=read_pk(request.GET.get("post", "")))

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        post = context["adminform"].form.post
        context |= {
            "title": _("Audio"),
            "subtitle": None,
            "post": post,
            "show_save_and_continue": False,
            "show_save_and_add_another": False,
        }
        return super().render_change_form(request, context, *args, **kwargs)

    def has_add_permission(self, request: HttpRequest) -> bool:
        try:
            return may_change(signed_in_user(request), self._post_asked(request))
        except Http404:
            return False

    def has_change_permission(self, request: HttpRequest, obj: Episode | None = None) -> bool:
        person = signed_in_user(request)
        return may_change(person, obj.post) if obj else person.has_perm("blog.change_post")

    def has_view_permission(self, request: HttpRequest, obj: Episode | None = None) -> bool:
        return request.user.has_perm("blog.view_post")

    def has_delete_permission(self, request: HttpRequest, obj: Episode | None = None) -> bool:
        return self.has_change_permission(request, obj)

    def response_add(self, request: HttpRequest, obj: Episode, post_url_continue: str | None = None) -> HttpResponse:
        return self._back(request, obj.post_id, _("The article has audio now."))

    def response_change(self, request: HttpRequest, obj: Episode) -> HttpResponse:
        return self._back(request, obj.post_id, _("The audio is saved."))

    def delete_model(self, request: HttpRequest, obj: Episode) -> None:
        request.post_of_episode = obj.post_id  # type: ignore[attr-defined]
        super().delete_model(request, obj)

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: int) -> HttpResponse:
        post: int = request.post_of_episode  # type: ignore[attr-defined]
        return self._back(request, post, _("The audio is gone. The article stays as it is."))

    def _back(self, request: HttpRequest, post: int, sentence: str) -> HttpResponse:
        messages.success(request, sentence)
        return redirect("admin:blog_post_change", post)
