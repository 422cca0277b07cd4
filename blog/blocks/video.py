from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blog.blocks.library_pictures import captioned, image_html, shown_pictures
from blog.models import RemotePicture
from blog.tasks import fetch_remote_pictures
from blog.video_addresses import Video as VideoAddress
from blog.video_addresses import video_at, video_of_key
from core.blocks import Block, BlockForm, Content
from core.queue import enqueue_once
from media.models import Picture
from pagecache.memo import memoised


@dataclass(frozen=True, slots=True)
class ShownVideo:
    at: VideoAddress
    still: Picture | None

    @property
    def title(self) -> str:
        return self.still.alternative_text if self.still else ""


class VideoForm(BlockForm):
    address = forms.CharField(
        label=gettext_lazy("Address of the video"),
        max_length=500,
        help_text=gettext_lazy(
            "From YouTube or Vimeo, as it is in the address bar. Before a reader presses play, nothing is loaded "
            "from there."
        ),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )

    def values_of(self, key: str) -> dict[str, Any]:
        video = video_of_key(key)
        return {"address": video.address} if video else {}

    def clean_address(self) -> VideoAddress:
        video = video_at(self.cleaned_data["address"])
        if video is None:
            raise ValidationError(
                _(
                    "This isn’t the address of a video on YouTube or Vimeo. It looks like "
                    "https://www.youtube.com/watch?v=… or https://vimeo.com/…"
                )
            )
        return video

    def save(self) -> str:
        return str(self.cleaned_data["address"].key)


class Video(Block):
    """A video of YouTube or Vimeo. The key is that of ``VideoAddress``."""

    kind = "video"
    label = gettext_lazy("Video")
    description = gettext_lazy("From YouTube or Vimeo, by its address.")
    icon = "smart_display"
    content = Content.CAPTION
    form_class = VideoForm
    script = "js/video.js"

    def load(self, keys: frozenset[str], page: Mapping[str, Any]) -> Mapping[str, Any]:
        videos = {key: video for key in keys if (video := video_of_key(key))}
        chosen = shown_pictures(frozenset(video.still for video in videos.values() if video.still))
        fetched = _fetched_stills(frozenset(video.page for video in videos.values() if not video.still))
        return {
            key: ShownVideo(video, chosen.get(video.still) or fetched.get(video.page)) for key, video in videos.items()
        }

    def context(self, key: str, shown: Any, content: str) -> dict[str, Any]:
        return {"video": shown.at, "still": shown.still, "title": shown.title, "caption": content}

    def feed_html(self, key: str, shown: Any, content: str) -> SafeString:
        words = shown.title or _("Video on %(site)s") % {"site": shown.at.site_name}
        still = format_html("{}<br>", image_html(shown.still)) if shown.still else ""
        return captioned(format_html('<a href="{}">{}{}</a>', shown.at.address, still, words), content)

    def search_text(self, shown: Any) -> str:
        return str(shown.title)

    def pictures(self, key: str) -> list[int]:
        video = video_of_key(key)
        if video is None or video.still:
            return [video.still] if video else []
        return [picture.pk for picture in _fetched_stills(frozenset([video.page])).values()]

    def frames(self, key: str) -> set[str]:
        video = video_of_key(key)
        return {video.frame_origin} if video else set()

    def key_for_address(self, address: str) -> str:
        video = video_at(address)
        return video.key if video else ""

    def prepare(self, key: str, person: Any) -> None:
        """Have the still fetched."""
        if video := video_of_key(key):
            with transaction.atomic():
                RemotePicture.objects.ask(video.page, person)
                enqueue_once(fetch_remote_pictures)

    def awaits(self, key: str) -> str:
        video = video_of_key(key)
        is_awaited = video and RemotePicture.objects.awaited().filter(address=video.page).exists()
        return _("The still of the video is on its way.") if is_awaited else ""


@memoised("blog", "media")
def _fetched_stills(pages: frozenset[str]) -> Mapping[str, Picture]:
    """Return the stills by the addresses of their videos."""
    rows = RemotePicture.objects.filter(address__in=pages, picture__isnull=False).select_related("picture")
    return {row.address: row.picture for row in rows if row.picture}
