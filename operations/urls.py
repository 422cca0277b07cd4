from django.urls import path

from operations.health.views import health

urlpatterns = [path("health/", health, name="health")]
