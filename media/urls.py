from django.urls import path

from media import views

urlpatterns = [path("files/<str:name>", views.document_file, name="document_file")]
