from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blog.blocks.library_pictures import captioned, image_html, shown_pictures
from blog.blocks.video_addresses import Video as VideoAddress
from blog.blocks.video_addresses import video_at, video_of_key
from blog.blocks.video_stills import fetch_still
from core.blocks import Block, BlockForm, Content
from media.models import Picture


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
        return {"address": video.address, "video": video} if video else {}

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
        """Fetch the still, unless it is that of the block before."""
        video: VideoAddress = self.cleaned_data["address"]
        before: VideoAddress | None = self.initial.get("video")
        if before and before.still and (before.site, before.id) == (video.site, video.id):
            return video.with_still(before.still).key
        still = fetch_still(video, self.person)
        return video.with_still(still.pk).key if still else video.key


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
        stills = shown_pictures(frozenset(video.still for video in videos.values() if video.still))
        return {key: ShownVideo(video, stills.get(video.still)) for key, video in videos.items()}

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
        return [video.still] if video and video.still else []

    def frames(self, key: str) -> set[str]:
        video = video_of_key(key)
        return {video.frame_origin} if video else set()

    def key_for_address(self, address: str) -> str:
        video = video_at(address)
        return video.key if video else ""
