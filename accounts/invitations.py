"""Give people access to the admin, by a link with which they set their name and password, and take it away again."""

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from accounts.models import Device, Invitation, User
from accounts.roles import Role
from accounts.sign_in import mails
from core.refusals import RefusedError


@transaction.atomic
def invite(email: str, name: str, role: Role) -> Invitation:
    """Give the role to the person with this e-mail address, and return an invitation. No mail is sent.

    An account without access, such as that of a former author, is given access again. Raises ``RefusedError``.
    """
    user = User.objects.select_for_update().filter(email=email.lower()).first()
    if user is None:
        user = User(email=email.lower(), display_name=name, is_active=False)
        user.set_unusable_password()
    elif user.is_staff:
        raise RefusedError(_("%(email)s has access already.") % {"email": email})
    user.role, user.is_staff = role, True
    user.save()
    return renew(user)


def renew(user: User) -> Invitation:
    """Return a new invitation, which revokes the links of an older one."""
    with transaction.atomic():
        Invitation.objects.filter(user=user).delete()
        return Invitation.objects.create(user=user)


@transaction.atomic
def accept(invitation: Invitation, name: str, password: str) -> User:
    """Set name and password, and sign the person out everywhere. Raises ``RefusedError`` if it was accepted already."""
    if not Invitation.objects.filter(pk=invitation.pk).delete()[0]:
        raise RefusedError(_("This invitation has been accepted already."))
    user = invitation.user
    user.display_name, user.is_active = name, True
    user.set_password(password)
    user.save()
    Device.objects.filter(user=user).end()
    return user


@transaction.atomic
def change(user: User, role: Role | None, *, by: User) -> None:
    """Save the name, the address and, if one is given, the role, which replaces single permissions."""
    has_new_address = User.objects.exclude(email=user.email).filter(pk=user.pk).exists()
    if role:
        user.role, user.is_staff = role, True
        _remove_single_permissions(user)
    user.save()
    if has_new_address and hasattr(user, "invitation"):
        mails.mail_invitation(renew(user), by)


@transaction.atomic
def take_away_access(user: User) -> None:
    """End the access. The name stays below what the person wrote. Whoever has not accepted an invitation is deleted."""
    Invitation.objects.filter(user=user).delete()
    if not user.is_active and user.last_login is None and _delete_unless_needed(user):
        return
    user.role, user.is_staff, user.is_superuser = "", False, False
    user.set_unusable_password()
    user.save()
    _remove_single_permissions(user)
    Device.objects.filter(user=user).end()


def _delete_unless_needed(user: User) -> bool:
    try:
        with transaction.atomic():
            user.delete()
    except ProtectedError:  # Somebody has named the person as an author.
        return False
    return True


def _remove_single_permissions(user: User) -> None:
    user.groups.clear()
    user.user_permissions.clear()
