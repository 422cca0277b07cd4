from django.urls import path

from blog import converters as _converters  # noqa: F401
from offers.views import offer_redirect, sign_ups

urlpatterns = [
    path("go/<uslug:slug>/", offer_redirect.offer_redirect, name="offer_redirect"),
    path("sign-up/<uslug:slug>/", sign_ups.sign_up_create, name="sign_up_create"),
    path("sign-up/<uslug:slug>/sent/", sign_ups.sign_up_received, name="sign_up_received"),
    path("sign-up/mine/<str:token>/", sign_ups.sign_up_page, name="sign_up_page"),
    path("sign-up/mine/<str:token>/file/", sign_ups.sign_up_file, name="sign_up_file"),
]
