from offers.models.click import Click
from offers.models.offer import Offer, OfferQuerySet
from offers.models.sign_up import SignUp

__all__ = ["Click", "Offer", "OfferQuerySet", "SignUp"]
