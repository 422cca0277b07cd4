"""Import authors: accounts without a password, because a file must not give anybody access."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from accounts.models import Profile, User
from accounts.roles import Role
from core.slugs import free_slug, make_slug
from wordpress.models import ImportedRow
from wordpress.overview import Overview
from wordpress.records import Author

if TYPE_CHECKING:
    from wordpress.importer import ImportRun

Kind = ImportedRow.Kind
# The column of an account.
MAX_EMAIL = 254


class UnknownAuthorError(Exception):
    """A login given as staff is not among the export's authors. The message is a sentence for the person who runs
    the import."""


def check_logins(overview: Overview, staff: Collection[str]) -> None:
    """Raise ``UnknownAuthorError`` for a login that is not in the file."""
    if unknown := sorted(login for login in staff if login.casefold() not in overview.authors):
        raise UnknownAuthorError(
            _("There is no author “%(unknown)s” in the file. Its authors are: %(authors)s.")
            % {"unknown": ", ".join(unknown), "authors": ", ".join(one.login for one in overview.authors.values())}
        )


def import_author(run: "ImportRun", author: Author) -> User:
    """Return the account with the author's e-mail address, or a new one that has no password yet."""
    key = author.login
    imported = run.find_id(Kind.AUTHOR, key)
    email = _email_of(author)
    chosen = User.objects.filter(pk=run.options.people.get(author.login, 0)).first()
    user = chosen or User.objects.filter(pk=imported).first() or User.objects.filter(email=email).first()
    if user and imported == user.pk:
        run.report.tally_for(Kind.AUTHOR).already_there += 1
    else:
        if user is None:
            name = author.name or run.overview.site.title or _("Author")
            user = User.objects.create_user(email, display_name=name[:120])
            run.report.note(_note(run, author, user))
        if not Profile.objects.filter(user=user).exists():
            Profile.objects.create(user=user, slug=_free_profile_slug(author.login or author.name))
        run.remember(Kind.AUTHOR, key, user.pk)
        run.report.tally_for(Kind.AUTHOR).imported += 1
    if is_staff(run, author) and not user.is_staff:
        user.is_staff, user.role = True, Role.WRITER
        user.save(update_fields=["is_staff", "role"])
    run.users[author.login.casefold()] = user
    run.users_by_email.setdefault(user.email, user)
    if author.id:
        run.users_by_id[author.id] = user
    run.remember_addresses(Kind.AUTHOR, user.pk, f"/?author={author.id}", f"/author/{make_slug(author.login)}/")
    return user


def is_staff(run: "ImportRun", author: Author) -> bool:
    return author.login.casefold() in {login.casefold() for login in run.options.staff}


def _email_of(author: Author) -> str:
    fits = "@" in author.email and len(author.email) <= MAX_EMAIL
    return author.email if fits else f"{make_slug(author.login, longest=60) or 'author'}@imported.invalid"


def _note(run: "ImportRun", author: Author, user: User) -> str:
    if is_staff(run, author):
        note = _("%(name)s can’t sign in yet: make a link for %(email)s under Settings → People.")
    else:
        note = _("%(name)s is an author and can’t sign in. An owner can change that under Settings → People.")
    return note % {"name": user.display_name, "email": user.email}


def _free_profile_slug(name: str) -> str:
    return free_slug(make_slug(name) or "author", lambda slug: Profile.objects.filter(slug=slug).exists())
