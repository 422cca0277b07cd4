from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin, messages
from django.contrib.admin.views.main import SEARCH_VAR, ChangeList
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import User
from coaching.models import Application, Note

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Application]
    StackedInline = admin.StackedInline[Note, Application]
else:
    ModelAdmin = admin.ModelAdmin
    StackedInline = admin.StackedInline


class StageTab(admin.SimpleListFilter):
    """Tabs over the list: each stage, suspected spam apart, and all. New ones first; a search goes through all."""

    title = _("stage")
    parameter_name = "stage"
    template = "admin/coaching/application/_tabs.html"
    SPAM, ALL = "spam", "all"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        self.otherwise = self.ALL if request.GET.get(SEARCH_VAR) else Application.Stage.NEW.value
        return [*Application.Stage.choices, (self.SPAM, _("suspected spam")), (self.ALL, _("all"))]

    def value(self) -> str:
        return super().value() or self.otherwise

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == self.ALL:
            return queryset
        if self.value() == self.SPAM:
            return queryset.suspected()
        return queryset.credible().filter(stage=self.value())

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        numbers = self.numbers()
        for value, label in self.lookup_choices:
            yield {
                "selected": self.value() == value,
                "query_string": changelist.get_query_string({self.parameter_name: value}, ["p"]),
                "display": label,
                "number": numbers.get(str(value), 0),
            }

    def numbers(self) -> dict[str, int]:
        groups = Application.objects.order_by().values_list("stage", "is_suspected_spam").annotate(Count("pk"))
        numbers = {self.SPAM: 0, self.ALL: 0}
        for stage, is_spam, number in groups:
            tab = self.SPAM if is_spam else stage
            numbers[tab] = numbers.get(tab, 0) + number
            numbers[self.ALL] += number
        return numbers


class NoteInline(StackedInline):
    """Notes are added. What stands there stays as it is."""

    model = Note
    template = "admin/coaching/application/_notes.html"
    extra = 1
    fields = ["text"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Note]:
        return super().get_queryset(request).select_related("author")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Application)
class ApplicationAdmin(ModelAdmin):
    list_display = ["applicant", "wish", "stage", "created_at"]
    list_filter = [StageTab]
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["name", "email", "answers__value", "notes__text"]
    search_help_text = _("Search in names, addresses, answers and notes")
    inlines = [NoteInline]
    actions = ["in_conversation", "accepted", "client", "declined", "withdrawn", "suspected_spam", "not_spam"]
    fieldsets = [
        (None, {"fields": [*"name email_link phone created_at origin stage is_suspected_spam".split()]}),
        (_("Answers"), {"fields": ["given"]}),
        (_("Consent"), {"fields": ["consent_text", "consented_at"], "classes": ["collapse"]}),
        (
            _("Where it came from"),
            {
                "fields": [*"address user_agent referrer screened_at screening_due_at screening_error".split()],
                "classes": ["collapse"],
            },
        ),
    ]

    class Media:
        css = {"all": ["css/admin-applications.css"]}

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"title": _("Applications"), **(extra_context or {})})

    def get_queryset(self, request: HttpRequest) -> QuerySet[Application]:
        return super().get_queryset(request).with_origin().with_answers()  # type: ignore[attr-defined, no-any-return]

    def get_readonly_fields(self, request: HttpRequest, obj: Application | None = None) -> list[str]:
        shown = [name for _title, options in self.fieldsets or [] for name in cast(Any, options["fields"])]
        return [name for name in shown if name not in ("stage", "is_suspected_spam")]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.display(description=_("applicant"), ordering="name")
    def applicant(self, application: Application) -> SafeString:
        return format_html('{}<br><small class="quiet">{}</small>', application.name, application.email)

    @admin.display(description=_("wish"))
    def wish(self, application: Application) -> str:
        return Truncator(application.headline).chars(120)

    @admin.display(description=_("answers"))
    def given(self, application: Application) -> str:
        return render_to_string("admin/coaching/application/_answers.html", {"answers": application.answers.all()})

    @admin.display(description=_("e-mail"))
    def email_link(self, application: Application) -> SafeString:
        return format_html('<a href="mailto:{0}">{0}</a>', application.email)

    @admin.display(description=_("origin"))
    def origin(self, application: Application) -> str:
        if not application.came_from_post:
            return self.get_empty_value_display()
        return render_to_string("admin/coaching/application/_origin.html", {"application": application})

    def save_model(self, request: HttpRequest, obj: Application, form: Any, change: bool) -> None:
        if "is_suspected_spam" in form.changed_data:
            obj.judge(is_spam=obj.is_suspected_spam, by=cast(User, request.user))
        if "stage" in form.changed_data:
            obj.move_to(obj.stage, by=cast(User, request.user))

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        for note in formset.save(commit=False):
            note.author = request.user
            note.save()

    def _move(self, request: HttpRequest, applications: QuerySet[Application], stage: str) -> None:
        for application in applications:
            application.move_to(stage, by=cast(User, request.user))
        self._say(request, len(applications))

    def _judge(self, request: HttpRequest, applications: QuerySet[Application], *, is_spam: bool) -> None:
        for application in applications:
            application.judge(is_spam=is_spam, by=cast(User, request.user))
        self._say(request, len(applications))

    def _say(self, request: HttpRequest, number: int) -> None:
        said = ngettext("%d application was changed.", "%d applications were changed.", number)
        messages.success(request, said % number)

    @admin.action(description=_("Move to: in conversation"), permissions=["change"])
    def in_conversation(self, request: HttpRequest, applications: QuerySet[Application]) -> None:
        self._move(request, applications, Application.Stage.IN_CONVERSATION)

    @admin.action(description=_("Move to: accepted"), permissions=["change"])
    def accepted(self, request: HttpRequest, applications: QuerySet[Application]) -> None:
        self._move(request, applications, Application.Stage.ACCEPTED)

    @admin.action(description=_("Move to: client"), permissions=["change"])
    def client(self, request: HttpRequest, applications: QuerySet[Application]) -> None:
        self._move(request, applications, Application.Stage.CLIENT)

    @admin.action(description=_("Move to: declined"), permissions=["change"])
    def declined(self, request: HttpRequest, applications: QuerySet[Application]) -> None:
        self._move(request, applications, Application.Stage.DECLINED)

    @admin.action(description=_("Move to: withdrawn"), permissions=["change"])
    def withdrawn(self, request: HttpRequest, applications: QuerySet[Application]) -> None:
        self._move(request, applications, Application.Stage.WITHDRAWN)

    @admin.action(description=_("This is spam"), permissions=["change"])
    def suspected_spam(self, request: HttpRequest, applications: QuerySet[Application]) -> None:
        self._judge(request, applications, is_spam=True)

    @admin.action(description=_("This is not spam"), permissions=["change"])
    def not_spam(self, request: HttpRequest, applications: QuerySet[Application]) -> None:
        self._judge(request, applications, is_spam=False)
