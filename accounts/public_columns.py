"""What public pages show of this app's rows, see ``pagecache.declarations``."""

from accounts.models import Device, Invitation, Profile, ProfileLink, SignInThrottle, User
from pagecache.declarations import declare_private, declare_public


def declare_columns() -> None:
    declare_public(
        User,
        "email display_name is_active",
        private="password last_login is_superuser is_staff role second_factor_due_at date_joined",
    )
    declare_public(Profile, "user_id slug job_title photo_id short_text biography_html", private="biography")
    declare_public(ProfileLink, "profile_id label url position")
    declare_private(Device, Invitation, SignInThrottle, User.groups.through, User.user_permissions.through)
