"""Where an applicant came from. The form's URL names it; hidden fields and drafts keep it."""

from django import forms
from django.http import QueryDict
from django.urls import reverse

from blog.models import Post
from coaching.models import Application
from comments.models import Comment
from core.web.site_urls import absolute_url
from offers.attribution_field import AttributionField
from offers.models import Offer


def apply_link(comment: Comment) -> str:
    """The form, told that its visitor comes from below ``comment``."""
    return f"{absolute_url(reverse('application_create'))}?comment={comment.pk}"


class AttributionMixin(forms.Form):
    """Hidden fields for the article, the offer and the comment with the link to the form. A comment names its article
    too."""

    article = AttributionField(Post.objects.published)
    comment = AttributionField(lambda: Comment.objects.by_guests().public_or_private())
    offer = AttributionField(Offer.objects.begun, key="slug")

    @staticmethod
    def initial_from(query: QueryDict) -> dict[str, str | None]:
        """Return ``initial`` values from the query of a URL such as ``/apply/?offer=coaching&article=7``."""
        return {name: query.get(name) for name in AttributionMixin.base_fields}

    def set_attribution(self, application: Application) -> None:
        application.came_from_post = self.cleaned_data["article"]
        application.came_from_comment = self.cleaned_data["comment"]
        application.came_from_offer = self.cleaned_data["offer"]

    @property
    def attribution_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in AttributionMixin.base_fields]

    @property
    def has_attribution(self) -> bool:
        return any(field.value() for field in self.attribution_fields)
