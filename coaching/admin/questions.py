from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from coaching.models import Question

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Question]
else:
    ModelAdmin = admin.ModelAdmin


@admin.register(Question)
class QuestionAdmin(ModelAdmin):
    """She adds, words, orders and retires. Nothing is deleted, and what was once asked stays as it was worded."""

    list_display = ["text", "kind", "is_required", "position"]
    fields = ["text", "help_text", "kind", "choices", "minimum", "maximum", "is_required", "position"]
    actions = ["retire"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Question]:
        return Question.objects.asked()

    def has_delete_permission(self, request: HttpRequest, obj: Question | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Question, form: Any, change: bool) -> None:
        if not change:
            obj.save()
        elif set(form.changed_data) & set(Question.WORDING):
            obj.reword()
        else:
            obj.save(update_fields=["is_required", "position"])

    @admin.action(description=_("Ask no more"), permissions=["change"])
    def retire(self, request: HttpRequest, questions: QuerySet[Question]) -> None:
        for question in questions:
            question.retire()
