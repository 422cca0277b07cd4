from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from blog.admin.my_site.page import SitePage
from blog.models import SiteTexts
from media.forms import PictureFormField, PictureModelForm


class ColoursInput(forms.RadioSelect):
    option_template_name = "blog/widgets/colours_option.html"


class LookForm(PictureModelForm):
    logo = PictureFormField(label=_("Logo"), help_text=_("Shown in place of the name at the top of each page."))
    dark_logo = PictureFormField(
        label=_("Logo on a dark ground"),
        help_text=_("For readers whose device is dark. Only needed if the logo itself can’t be read there."),
    )
    icon = PictureFormField(
        label=_("Icon"),
        help_text=_("In the tab of the browser, and on the home screen of a phone. A simple square picture is best."),
    )

    class Meta:
        model = SiteTexts
        fields = ["colours", "logo", "dark_logo", "icon"]
        widgets = {"colours": ColoursInput}
        help_texts = {
            "colours": _("The first is for what readers should do, the second for the coach. All are easy to read.")
        }


class LookPage(SitePage):
    form = LookForm
    slug, name = "look", "site_look"
    title = _("Logo and colours")
    fieldsets = [
        (_("Colours"), {"fields": ["colours"]}),
        (_("Logo"), {"fields": ["logo", "dark_logo"]}),
        (_("Icon"), {"fields": ["icon"]}),
    ]

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().render_change_form(request, context | {"shows_icon": True}, *args, **kwargs)
