from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import ActionLocation
from django.contrib.auth.decorators import permission_required
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from coaching.forms import ApplicationForm
from coaching.models import Question
from core.admin.filters import QuerySetTabs
from core.admin.lists import ListAdmin, undo_button
from core.admin.pages import next_url
from core.web.primary_keys import read_pks

STEPS = {"up": -1, "down": 1}
# The names of hidden fields that say what is undone.
RETIRED, ASKED = "retired", "asked"

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


class AskedTabs(QuerySetTabs):
    title = _("state")
    parameter_name = "state"
    navigation_label = _("Which questions")
    options = {
        "asked": (_("asked"), lambda questions: questions.asked()),
        "retired": (_("no longer asked"), lambda questions: questions.retired()),
    }


@require_POST
@may_change
def undo(request: HttpRequest) -> HttpResponse:
    """Ask the ``retired`` questions again, and retire those ``asked``."""
    pks = {name: read_pks(request.POST.getlist(name)) for name in (RETIRED, ASKED)}
    for question in Question.objects.asked().filter(pk__in=pks[ASKED]):
        question.retire()
    for question in Question.objects.retired().filter(pk__in=pks[RETIRED]):
        question.ask_again()
    messages.success(request, gettext("Undone."))
    return redirect(next_url(request, "admin:coaching_question_changelist"))


@admin.register(Question)
class QuestionAdmin(ListAdmin):
    """Questions are added, reworded, ordered and retired. Nothing is deleted, and asked questions keep their
    wording."""

    change_list_template = "admin/coaching/question/change_list.html"
    list_title = _("Questions of the form")
    add_label = _("New question")
    empty_sentence = _("The form asks nothing but name and e-mail address.")
    list_filter = [AskedTabs]
    list_per_page = 200
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
            path("undo/", staff(undo), name="coaching_question_undo"),
            path("preview/", staff(preview), name="coaching_question_preview"),
            path("<int:pk>/preview/", staff(preview), name="coaching_question_preview"),
            path("<int:pk>/move/", staff(move), name="coaching_question_move"),
            *super().get_urls(),
        ]

    def undo_url(self) -> str:
        return reverse("admin:coaching_question_undo")

    def get_actions(
        self, request: HttpRequest, action_location: ActionLocation = ActionLocation.CHANGE_LIST
    ) -> dict[str, Any]:
        """Only the one that changes something in the tab that is open."""
        actions = super().get_actions(request, action_location)
        actions.pop("retire" if request.GET.get(AskedTabs.parameter_name) == "retired" else "ask_again", None)
        return actions

    def get_queryset(self, request: HttpRequest) -> QuerySet[Question]:
        questions: QuerySet[Question] = super().get_queryset(request).annotate(answered=Count("answers"))
        return questions

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

    @admin.display(description=_("worded before"))
    def earlier_wordings(self, question: Question) -> str:
        earlier = Question.objects.in_place_of(question.place).exclude(pk=question.pk).order_by("-pk")
        context = {"wordings": earlier.annotate(answered=Count("answers"))}
        return render_to_string("admin/coaching/question/_wordings.html", context)

    @admin.action(description=_("Stop asking"), permissions=["change"])
    def retire(self, request: HttpRequest, questions: QuerySet[Question]) -> None:
        retired = list(questions.filter(retired_at=None))
        for question in retired:
            question.retire()
        said = ngettext("%d question is no longer asked.", "%d questions are no longer asked.", len(retired))
        undo_fields = [(RETIRED, question.pk) for question in retired]
        messages.success(request, format_html("{} {}", said % len(retired), undo_button(undo_fields)))

    @admin.action(description=_("Ask again"), permissions=["change"])
    def ask_again(self, request: HttpRequest, questions: QuerySet[Question]) -> None:
        undo_fields: dict[int, tuple[str, int]] = {}
        for question in questions.filter(retired_at__isnull=False):
            before = question.ask_again()
            undo_fields.setdefault(question.place, (RETIRED, before.pk) if before else (ASKED, question.pk))
        number = len(undo_fields)
        said = ngettext("%d question is asked again.", "%d questions are asked again.", number)
        messages.success(request, format_html("{} {}", said % number, undo_button(undo_fields.values())))
