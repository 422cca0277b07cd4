from django.contrib import admin

from blog.admin.addressed import AddressedAdmin, AddressedForm
from blog.models import Page
from blog.views.entries import render_page
from core.widgets import RichText


class PageForm(AddressedForm):
    class Meta:
        model = Page
        fields = ["title", "body", "is_published"]
        widgets = {"body": RichText(has_blocks=True)}


@admin.register(Page)
class PageAdmin(AddressedAdmin):
    form = PageForm
    words = {"title", "body"}
    render = render_page
    fields = ["title", "body", "slug", "is_published"]
    list_display = ["title", "slug", "is_published", "updated_at"]
    search_fields = ["title", "body"]
