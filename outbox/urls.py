from django.urls import path

from outbox.reports.webhooks import provider_report

urlpatterns = [path("mail/reports/<slug:provider>/", provider_report, name="provider_report")]
