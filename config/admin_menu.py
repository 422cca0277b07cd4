"""The menu of the admin: its sections and entries, and who sees them."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User

# Instead of a permission.
OWNER = "owner"
EVERYBODY = ""

Label = str | Promise


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the menu. ``permission`` is what a person needs to see it.

    The pages of an entry are those whose URL names begin like its own: ``blog_post_changelist`` has ``blog_post_add``
    too. ``also`` names the beginnings of the URL names of other pages that belong to it. With ``is_form`` it leads
    to the form of the only row, without a list.
    """

    label: Label
    url_name: str
    permission: str = EVERYBODY
    also: tuple[str, ...] = ()
    is_form: bool = False

    @property
    def url(self) -> str:
        return reverse(self.url_name)

    def is_for(self, person: User) -> bool:
        if self.permission == OWNER:
            return person.may_do_everything
        return self.permission == EVERYBODY or person.has_perm(self.permission)

    @property
    def stem(self) -> str:
        return self.url_name.removeprefix("admin:").removesuffix("_changelist")

    def match(self, page: str) -> int:
        """Return how many letters of the URL name ``page`` show that the page belongs to this entry, or 0."""
        starts = (self.stem, *self.also)
        return max(len(start) if page == start or page.startswith(f"{start}_") else 0 for start in starts)

    def leads_to(self, page: str) -> bool:
        """Whether ``page`` is the page that the entry opens, and none below it."""
        return self.url_name == f"admin:{page}" or (self.is_form and page == f"{self.stem}_change")


@dataclass(frozen=True, slots=True)
class Section:
    label: Label
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Menu:
    """What one person sees of the menu, and where in it the current page is."""

    sections: list[Section]
    bar: list[Entry]
    section: Section | None
    entry: Entry | None
    is_page_of_entry: bool


ANSWER, APPLICATIONS, ARTICLES = "comments.change_comment", "coaching.view_application", "blog.view_post"
SITE = "blog.change_sitetexts"

MENU = (
    Section(
        _("Today"),
        (
            Entry(_("Inbox"), "admin:inbox"),
            Entry(_("Backlog"), "admin:inbox_backlog", ANSWER, also=("inbox_inboxsettings",)),
        ),
    ),
    Section(
        _("Write"),
        (
            Entry(_("Articles"), "admin:blog_post_changelist", ARTICLES, also=("podcast_episode",)),
            Entry(_("Pages"), "admin:blog_page_changelist", "blog.view_page"),
            Entry(_("Pictures"), "admin:media_picture_changelist", "media.view_picture"),
            Entry(_("Files"), "admin:media_document_changelist", "media.view_document"),
            Entry(_("Topics"), "admin:blog_category_changelist", "blog.view_category", also=("taggit_tag",)),
            Entry(_("What readers look for"), "admin:search_missedword_changelist", "blog.add_post"),
            Entry(
                _("Links that died"),
                "admin:blog_externallink_changelist",
                "blog.publish_post",
                also=("blog_linkreplacement",),
            ),
        ),
    ),
    Section(
        _("Readers"),
        (
            Entry(
                _("Comments"),
                "admin:comments_comment_changelist",
                "comments.view_comment",
                also=("wordpress_unplacedcomment",),
            ),
            Entry(_("Saved replies"), "admin:comments_savedreply_changelist", "comments.view_savedreply"),
            Entry(_("Readers"), "admin:comments_mailrecipient_changelist", "comments.view_mailrecipient"),
        ),
    ),
    Section(
        _("Clients"),
        (
            Entry(_("Applications"), "admin:coaching_application_changelist", APPLICATIONS),
            Entry(_("Questions"), "admin:coaching_question_changelist", "coaching.view_question"),
            Entry(_("Mails to applicants"), "admin:coaching_mailtemplate_changelist", "coaching.view_mailtemplate"),
            Entry(_("Numbers"), "admin:coaching_funnelpage_changelist", APPLICATIONS),
        ),
    ),
    Section(
        _("Offers"),
        (
            Entry(_("Offers"), "admin:offers_offer_changelist", "offers.view_offer"),
            Entry(_("Sign-ups"), "admin:offers_signup_changelist", "offers.view_signup"),
        ),
    ),
    Section(
        _("My site"),
        (
            Entry(_("Name and front page"), "admin:site_front", SITE, also=("blog_sitetexts",)),
            Entry(_("Logo and colours"), "admin:site_look", SITE),
            Entry(_("Menu"), "admin:site_menu", SITE),
            Entry(_("The big button"), "admin:offers_big_button", "offers.change_offer"),
            Entry(_("Footer"), "admin:site_footer", SITE),
            Entry(_("Podcast"), "admin:podcast_show_changelist", "podcast.change_show", is_form=True),
            Entry(_("About me"), "admin:about_me", "blog.change_post", also=("accounts_profile",)),
        ),
    ),
    Section(
        _("Settings"),
        (
            Entry(_("People"), "admin:people", OWNER, also=("person",)),
            Entry(
                _("What holds a comment back"),
                "admin:comments_screeningrules_changelist",
                "comments.change_screeningrules",
                also=("comments_triagewords",),
                is_form=True,
            ),
            Entry(
                _("What I get mailed"),
                "admin:comments_mailsettings_changelist",
                "comments.change_mailsettings",
                is_form=True,
            ),
            Entry(_("Mail"), "admin:outbox_mail", "outbox.view_outgoingmail"),
            Entry(_("Move in"), "admin:move_in", "wordpress.add_import"),
            Entry(_("Privacy"), "admin:privacy_retentionsettings_changelist", OWNER, also=("privacy",), is_form=True),
        ),
    ),
    Section(
        _("Machine room"),
        (
            Entry(_("How the site is"), "admin:health", OWNER),
            Entry(_("Backup and export"), "admin:operations", OWNER),
            Entry(_("Mail that was sent"), "admin:outbox_outgoingmail_changelist", OWNER),
            Entry(_("Background work"), "admin:django_ox_oxtask_changelist", OWNER, also=("django_ox",)),
        ),
    ),
)

# The entries of the bar at the bottom of a phone, before "More".
BAR = (
    Entry(_("Inbox"), "admin:inbox"),
    Entry(_("Write"), "admin:blog_post_changelist", ARTICLES),
    Entry(_("Clients"), "admin:coaching_application_changelist", APPLICATIONS),
)


def menu_for(request: HttpRequest) -> Menu | None:
    """Return the menu for the person who asks, or ``None`` for somebody who is no staff."""
    person = request.user
    if not isinstance(person, User) or not (person.is_active and person.is_staff):
        return None
    page = (request.resolver_match and request.resolver_match.url_name) or ""
    visible = [(section, [entry for entry in section.entries if entry.is_for(person)]) for section in MENU]
    sections = [Section(section.label, tuple(entries)) for section, entries in visible if entries]
    section, entry = _place_of(page, sections)
    bar = [entry for entry in BAR if entry.is_for(person)]
    return Menu(sections, bar, section, entry, entry is not None and entry.leads_to(page))


def _place_of(page: str, sections: list[Section]) -> tuple[Section, Entry] | tuple[None, None]:
    """Return the section and the entry that the URL name ``page`` belongs to."""
    places = [(section, entry) for section in sections for entry in section.entries if entry.match(page)]
    return max(places, key=lambda place: place[1].match(page)) if places else (None, None)
