from accounts.models.device import Device
from accounts.models.invitation import Invitation
from accounts.models.profile import Profile, ProfileLink
from accounts.models.sign_in_throttle import SignInThrottle
from accounts.models.user import User

__all__ = ["Device", "Invitation", "Profile", "ProfileLink", "SignInThrottle", "User"]
