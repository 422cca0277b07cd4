from collections.abc import Callable
from typing import Any, cast

from django.contrib import admin
from django.contrib.admin import ActionLocation
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import smart_split, unescape_string_literal
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.access import signed_in_user
from coaching import contact_history, timeline
from coaching.admin import bulk, message_views
from coaching.admin.export import applications_as_csv
from coaching.admin.filters import MENU_FILTERS, StageTab
from coaching.admin.forms import HandlingForm
from coaching.coaches import coaches
from coaching.models import Application, ApplicationQuerySet
from core.admin.lists import ListAdmin
from outbox import erasure
from outbox.models import OutgoingMail

SIDEBAR = ["beside"]


@admin.register(Application)
class ApplicationAdmin(ListAdmin):
    form = HandlingForm
    change_list_template = "admin/coaching/application/change_list.html"
    list_title = _("Applications")
    empty_sentence = _("No applications here.")
    list_filter = [StageTab, *MENU_FILTERS]
    list_select_related = ["assigned_to"]
    search_fields = ["name"]
    search_help_text = _("Search in names, addresses, answers, notes and mails")
    actions = bulk.ACTIONS
    fieldsets = [
        (_("Applicant"), {"fields": [*"email_link phone created_at origin".split()]}),
        (_("Answers"), {"fields": ["given_answers"]}),
        (_("Consent"), {"fields": ["consent_text", "consented_at"], "classes": ["collapse"]}),
        (
            _("Where it came from"),
            {
                "fields": [*"ip_address user_agent referrer screened_at screening_due_at screening_error".split()],
                "classes": ["collapse"],
            },
        ),
        (
            _("What you do"),
            {"fields": ["stage", "note", "assigned_to", "is_suspected_spam", "since"], "classes": SIDEBAR},
        ),
        (_("Next step"), {"fields": ["next_step", "next_step_on"], "classes": SIDEBAR}),
        (
            _("Medical clearance"),
            {"fields": ["clearance_needed", "clearance_on", "clearance_note"], "classes": SIDEBAR},
        ),
    ]

    def undo_url(self) -> str:
        return reverse("admin:coaching_application_undo")

    def get_actions(
        self, request: HttpRequest, action_location: ActionLocation = ActionLocation.CHANGE_LIST
    ) -> dict[str, Any]:
        """Without those that change nothing in the tab that is open."""
        actions = super().get_actions(request, action_location)
        tab = StageTab.open_in(request)
        useless = ["not_spam"] if tab in Application.Stage else ["suspected_spam"] if tab == StageTab.SPAM else []
        return {name: action for name, action in actions.items() if name not in (*useless, tab.replace("-", "_"))}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Application]:
        return super().get_queryset(request).with_origin().with_answers()  # type: ignore[attr-defined, no-any-return]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Application], search_term: str
    ) -> tuple[QuerySet[Application], bool]:
        found = cast(ApplicationQuerySet, queryset)
        for words in smart_split(search_term):
            is_quoted = len(words) > 1 and words[0] == words[-1] and words[0] in "\"'"
            found = found.containing(unescape_string_literal(words) if is_quoted else words)
        return found, False

    def get_urls(self) -> list[URLPattern]:
        routes: list[tuple[str, Callable[..., HttpResponseBase], str]] = [
            ("csv/", self.export, "csv"),
            ("undo/", require_POST(bulk.undo), "undo"),
            ("<int:pk>/message/", message_views.write_message, "message"),
            ("<int:pk>/message/<int:message_pk>/take-back/", message_views.cancel_message, "cancel_message"),
            ("<int:pk>/told/<int:change_pk>/", message_views.mark_told, "mark_told"),
            ("<int:pk>/address/", message_views.correct_address, "address"),
            ("<int:pk>/seen/", message_views.mark_seen, "mark_seen"),
        ]
        own = [
            path(route, self.admin_site.admin_view(view), name=f"coaching_application_{name}")
            for route, view, name in routes
        ]
        return [*own, *super().get_urls()]

    def export(self, request: HttpRequest) -> StreamingHttpResponse:
        """Download the list with its filters and order, all pages of it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        changelist: ChangeList = self.get_changelist_instance(request)
        return applications_as_csv(changelist.get_queryset(request))

    def get_fieldsets(self, request: HttpRequest, obj: Application | None = None) -> Any:
        hidden = set() if self.has_change_permission(request, obj) else {"note", "since"}
        if obj and not obj.assigned_to_id and len(coaches()[:2]) < 2:
            hidden.add("assigned_to")
        return [
            (title, {**options, "fields": [name for name in cast(Any, options["fields"]) if name not in hidden]})
            for title, options in self.fieldsets or []
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Application | None = None) -> list[str]:
        read = [
            options["fields"] for _title, options in self.fieldsets or [] if "beside" not in options.get("classes", ())
        ]
        return [name for fields in read for name in cast(Any, fields)]

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        application = context["original"]
        context |= {
            "timeline": timeline.events_for(application),
            "contact_history": contact_history.history_for(application),
            "corrected": application.notes.unseen().last(),
            "shown": application.shown_stage,
            "undelivered": OutgoingMail.objects.undelivered_to(application.email),
        }
        return super().render_change_form(request, context, *args, **kwargs)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.display(description=_("answers"))
    def given_answers(self, application: Application) -> str:
        return render_to_string("admin/coaching/application/_answers.html", {"answers": application.answers.all()})

    @admin.display(description=_("e-mail"))
    def email_link(self, application: Application) -> SafeString:
        return format_html('<a href="mailto:{0}">{0}</a>', application.email)

    @admin.display(description=_("origin"))
    def origin(self, application: Application) -> str:
        if not (application.came_from_post or application.came_from_offer):
            return self.get_empty_value_display()
        return render_to_string("admin/coaching/application/_origin.html", {"application": application})

    def save_model(self, request: HttpRequest, obj: Application, form: Any, change: bool) -> None:
        person, note = signed_in_user(request), form.cleaned_data.get("note", "")
        if "is_suspected_spam" in form.changed_data:
            obj.mark_spam(is_spam=obj.is_suspected_spam, by=person)
        obj.save(update_fields=obj.HANDLED)
        is_moved = "stage" in form.changed_data and obj.move_to(obj.stage, by=person, note=note)
        if note and not is_moved:
            obj.notes.create(author=person, text=note)

    def delete_model(self, request: HttpRequest, obj: Application) -> None:
        erasure.erase(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Application]) -> None:
        for application in queryset:
            erasure.erase(application)
