from offers.admin.offers import OfferAdmin
from offers.admin.sign_ups import SignUpAdmin

__all__ = ["OfferAdmin", "SignUpAdmin"]
