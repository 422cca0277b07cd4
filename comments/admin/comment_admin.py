"""The list of comments and the page of one comment."""

from typing import Any

from django.contrib import admin
from django.db.models import Case, Exists, OuterRef, Prefetch, QuerySet, When
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blog.models import Post
from comments.admin import views
from comments.admin.comment_context import comment_context
from comments.admin.tabs import CommentList, StateTabs
from comments.models import Comment, Decision, ScreeningRules
from comments.moderation import actions as moderation
from core.admin.lists import ListAdmin


@admin.register(Comment)
class CommentAdmin(ListAdmin):
    change_list_template = "admin/comments/comment/change_list.html"
    list_title = gettext_lazy("Comments")
    empty_sentence = gettext_lazy("There are no comments here.")
    actions = None
    fields = ["text", "name", "website"]
    list_filter = [StateTabs]
    list_per_page = 25
    ordering = ["-created_at", "-pk"]
    search_fields = ["name", "email", "text"]
    search_help_text = gettext_lazy("Name, e-mail or text")
    view_on_site = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Comment]:
        newest_first = Decision.objects.select_related("person").order_by("-decided_at", "-pk")
        # None of these is joined: SQLite might read all comments in the order of another table, and sort them.
        posts = Post.objects.select_related("address").defer("body", "html")
        parents = Comment.objects.select_related("author").defer("html")
        return (
            Comment.objects.prefetch_related("author", Prefetch("post", posts), Prefetch("parent", parents))
            .annotate(is_answered=Exists(Comment.objects.staff_answers().filter(parent=OuterRef("pk"))))
            .prefetch_related(Prefetch("decisions", newest_first, to_attr="newest_decisions"))
        )

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        """List likely spam last among held comments."""
        likely_spam = Case(When(spam_score__gt=0, then=1), default=0)
        is_waiting = StateTabs.read(request) == Comment.State.HELD
        return [likely_spam, *self.ordering] if is_waiting else list(self.ordering)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[CommentList]:
        return CommentList

    def get_urls(self) -> list[URLPattern]:
        for_staff = self.admin_site.admin_view
        return [
            path("moderate/", for_staff(views.moderate_comments), name="comments_comment_moderate"),
            path("delete-for-good/", for_staff(views.delete_comments), name="comments_comment_delete_for_good"),
            path("<int:pk>/pin/", for_staff(views.pin_answer), name="comments_comment_pin"),
            path("<int:pk>/answer/", for_staff(views.answer_comment), name="comments_comment_answer"),
            path("<int:pk>/address/", for_staff(views.correct_reader_address), name="comments_comment_address"),
            path("<int:pk>/edit/", for_staff(views.settle_edit), name="comments_comment_settle_edit"),
            *super().get_urls(),
        ]

    def undo_url(self) -> str:
        return reverse("admin:comments_comment_moderate")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Comment | None = None) -> bool:
        """An erased comment can't be changed, even by a form that was open before."""
        return super().has_change_permission(request, obj) and not (obj and obj.erased_at)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        state = StateTabs.read(request)
        context = {
            "akismet_problem": ScreeningRules.load().akismet_problem,
            "bulk_verbs": moderation.VERBS_BY_STATE.get(state, list(moderation.Verb)),
            "has_change_permission": self.has_change_permission(request),
            "has_delete_permission": self.has_delete_permission(request),
            "are_hidden": state in moderation.HIDDEN_STATES,
        }
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        comment = context["original"]
        title = _("Comment by %(name)s") % {"name": comment.full_name}
        context |= {"title": title, "subtitle": None, **comment_context(comment)}
        return super().render_change_form(request, context, *args, **kwargs)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return HttpResponseRedirect(views.delete_url(object_id))
