from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth.decorators import permission_required
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from coaching.forms import ApplicationForm
from coaching.models import Question
from core.admin.filters import Tabs

STEPS = {"up": -1, "down": 1}

QuestionForm = forms.modelform_factory(Question, fields=[*Question.WORDING, "is_required"])
may_change = permission_required("coaching.change_question", raise_exception=True)


@require_POST
@may_change
def move(request: HttpRequest, pk: int) -> HttpResponse:
    question = get_object_or_404(Question.objects.asked(), pk=pk)
    question.move(STEPS.get(request.POST.get("step", ""), 0))
    return redirect("admin:coaching_question_changelist")


@require_POST
@may_change
def preview(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """The form as readers would see it with what is typed into the admin's, which is not stored."""
    asked = list(Question.objects.asked())
    form = QuestionForm(request.POST, instance=next((question for question in asked if question.pk == pk), None))
    if not form.is_valid():
        return render(request, "admin/coaching/question/preview_refused.html", {"form": form}, status=422)
    if form.instance not in asked:
        asked.append(form.instance)
    return render(
        request, "coaching/application_create.html", {"form": ApplicationForm(questions=asked), "is_preview": True}
    )


class AskedTab(Tabs):
    title = _("state")
    parameter_name = "state"
    template = "admin/coaching/application/_tabs.html"
    navigation_label = _("Stages")
    ASKED, RETIRED = "asked", "retired"
    default = ASKED

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(self.ASKED, _("asked")), (self.RETIRED, _("no longer asked"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(retired_at__isnull=self.value() != self.RETIRED)

    def numbers(self, changelist: ChangeList) -> dict[str, int]:
        retired = Count("pk", filter=Q(retired_at__isnull=False))
        return Question.objects.aggregate(asked=Count("pk", filter=Q(retired_at=None)), retired=retired)


@admin.register(Question)
class QuestionAdmin(admin.ModelAdmin[Question]):
    """Questions are added, reworded, ordered and retired. Nothing is deleted, and asked questions keep their
    wording."""

    list_display = ["text", "kind", "must_be_answered", "number_of_answers", "place_in_form"]
    list_filter = [AskedTab]
    show_facets = admin.ShowFacets.NEVER
    actions = ["retire", "ask_again"]
    readonly_fields = ["earlier_wordings"]
    change_form_template = "admin/coaching/question/change_form.html"
    fieldsets = [
        (None, {"fields": ["text", "help_text", "kind", "is_required"]}),
        (_("To choose from"), {"fields": ["choices"], "classes": ["question-options"]}),
        (_("Numbers"), {"fields": ["minimum", "maximum"], "classes": ["question-numbers"]}),
        (_("Earlier wordings"), {"fields": ["earlier_wordings"], "classes": ["question-wordings"]}),
    ]

    def get_urls(self) -> list[URLPattern]:
        staff = self.admin_site.admin_view
        return [
            path("preview/", staff(preview), name="coaching_question_preview"),
            path("<int:pk>/preview/", staff(preview), name="coaching_question_preview"),
            path("<int:pk>/move/", staff(move), name="coaching_question_move"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"title": _("Questions of the form"), **(extra_context or {})})

    def get_queryset(self, request: HttpRequest) -> QuerySet[Question]:
        return super().get_queryset(request).annotate(answered=Count("answers"))

    def get_fieldsets(self, request: HttpRequest, obj: Question | None = None) -> Any:
        return super().get_fieldsets(request, obj)[: None if obj else -1]

    def has_change_permission(self, request: HttpRequest, obj: Question | None = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and obj.retired_at)

    def has_delete_permission(self, request: HttpRequest, obj: Question | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Question, form: Any, change: bool) -> None:
        if not change:
            obj.append()
        elif set(form.changed_data) & set(Question.WORDING):
            self._say_what_stays(request, obj.answers.count())
            obj.reword()
        else:
            obj.save(update_fields=["is_required"])

    def _say_what_stays(self, request: HttpRequest, number: int) -> None:
        if number:
            kept = ngettext(
                "%d answer belongs to the earlier wording and is kept with it.",
                "%d answers belong to the earlier wording and are kept with it.",
                number,
            )
            messages.info(request, kept % number)

    @admin.display(description=_("must be answered"), ordering="is_required")
    def must_be_answered(self, question: Question) -> str:
        return gettext("yes") if question.is_required else gettext("no")

    @admin.display(description=_("answers"))
    def number_of_answers(self, question: Question) -> int:
        return int(cast(Any, question).answered)

    @admin.display(description=_("place"))
    def place_in_form(self, question: Question) -> str:
        context = {"question": question, "steps": [("up", "↑", _("Move up")), ("down", "↓", _("Move down"))]}
        return render_to_string("admin/coaching/question/_place.html", context)

    @admin.display(description=_("worded before"))
    def earlier_wordings(self, question: Question) -> str:
        earlier = Question.objects.in_place_of(question.place).exclude(pk=question.pk).order_by("-pk")
        context = {"wordings": earlier.annotate(answered=Count("answers"))}
        return render_to_string("admin/coaching/question/_wordings.html", context)

    @admin.action(description=_("Stop asking"), permissions=["change"])
    def retire(self, request: HttpRequest, questions: QuerySet[Question]) -> None:
        for question in questions:
            question.retire()

    @admin.action(description=_("Ask again"), permissions=["change"])
    def ask_again(self, request: HttpRequest, questions: QuerySet[Question]) -> None:
        for question in questions:
            question.ask_again()
