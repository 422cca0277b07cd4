from django.urls import path

from blog import converters as _converters  # noqa: F401
from coaching.views import apply, link_requests, status

urlpatterns = [
    path("apply/", apply.application_create, name="application_create"),
    path("apply/status/", link_requests.link_request_create, name="link_request_create"),
    path("apply/status/sent/", link_requests.link_request_received, name="link_request_received"),
    path("apply/deleted/", status.application_deleted, name="application_deleted"),
    path("apply/<str:token>/", status.application_status, name="application_status"),
    path("apply/<str:token>/correct/", status.application_correct, name="application_correct"),
    path("apply/<str:token>/application.json", status.application_download, {"kind": "json"}, "application_json"),
    path("apply/<str:token>/application.html", status.application_download, {"kind": "html"}, "application_html"),
    path("apply/<str:token>/withdraw/", status.application_withdraw, name="application_withdraw"),
    path("apply/<str:token>/consent/", status.application_withdraw_consent, name="application_withdraw_consent"),
    path("apply/<str:token>/delete/", status.application_delete, name="application_delete"),
]
