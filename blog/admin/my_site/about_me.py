from typing import Any, cast

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from accounts.access import signed_in_user
from accounts.models import Profile, ProfileLink, User
from blog.admin.my_site.page import PageWithPreview
from blog.models import Post
from blog.views.lists import get_page
from core.admin.widgets import RichText
from core.slugs import make_slug
from media.forms import PictureFormField, PictureModelForm


class AboutMeForm(PictureModelForm):
    """The profile of ``person``, which may not exist yet."""

    person: User
    display_name = forms.CharField(label=_("Name"), max_length=120, help_text=_("As readers see it."))
    photo = PictureFormField(label=_("Photo"))

    class Meta:
        model = Profile
        fields = ["job_title", "photo", "short_text", "biography"]
        labels = {"job_title": _("What you are"), "biography": _("Long text")}
        help_texts = {"biography": _("Shown on your own page.")}
        widgets = {"short_text": forms.Textarea(attrs={"rows": 3}), "biography": RichText()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["display_name"] = self.person.display_name
        if self.instance.pk is None:
            self.instance.user, self.instance.slug = self.person, _new_slug(self.person)

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if name := self.cleaned_data.get("display_name"):
            self.instance.user.display_name = name


class LinkForm(forms.ModelForm[ProfileLink]):
    class Meta:
        model = ProfileLink
        fields = ["label", "url", "position"]
        labels = {"label": _("Words"), "position": _("Place")}

    url = forms.URLField(label=_("Leads to"), max_length=300, widget=forms.URLInput, assume_scheme="https")


class LinkInline(admin.TabularInline[ProfileLink, Profile]):
    model = ProfileLink
    form = LinkForm
    fields = ["label", "url", "position"]
    template = "admin/blog/my_site/entries.html"
    extra = 1

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    has_view_permission = has_delete_permission = has_change_permission


class AboutMePage(PageWithPreview):
    """The page on which people who write edit their own name, photo and texts."""

    form = AboutMeForm
    slug, name = "about-me", "about_me"
    title = _("About me")
    inlines = [LinkInline]
    fieldsets = [(None, {"fields": ["display_name", "job_title", "photo", "short_text", "biography"]})]

    def page(self, request: HttpRequest) -> HttpResponse:
        profile = Profile.objects.filter(user=signed_in_user(request)).first()
        response: HttpResponse = self.changeform_view(request, str(profile.pk) if profile else None)
        return response

    def preview(self, request: HttpRequest) -> HttpResponse:
        """The page of the author as it would be. Nothing is saved."""
        user = signed_in_user(request)
        # Without a row there are no links either, which only a row with a primary key may be asked for.
        profile = Profile.objects.filter(user=user).first() or Profile(pk=0, user=user, slug="me")
        context = {"profile": self.previewed(request, profile), "posts": get_page(_articles_of(user), 1)}
        return render(request, "blog/author_detail.html", context)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form_class = super().get_form(request, obj, change, **kwargs)
        return type(form_class.__name__, (form_class,), {"person": signed_in_user(request)})

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).filter(user=signed_in_user(request)).select_related("user", "photo")

    def save_model(self, request: HttpRequest, obj: Profile, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        obj.user.save(update_fields=["display_name"])

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return cast(User, request.user).has_perm("blog.change_post")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_change_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request)

    def response_add(self, request: HttpRequest, obj: Profile, post_url_continue: str | None = None) -> HttpResponse:
        return self.response_change(request, obj)


def _articles_of(user: User) -> Any:
    return Post.objects.published().filter(author=user)


def _new_slug(user: User) -> str:
    slug = make_slug(user.display_name) or f"author-{user.pk}"
    return f"{slug}-{user.pk}" if Profile.objects.filter(slug=slug).exists() else slug
