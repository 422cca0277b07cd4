from accounts.admin import groups, profiles, users

__all__ = ["groups", "profiles", "users"]
