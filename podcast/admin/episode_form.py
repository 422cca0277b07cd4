from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blog.models import Post
from core.uploads.widgets import PrivateFileInput
from core.validators import validate_no_controls
from media.forms import PictureFormField, PictureModelForm
from podcast.chapters import read_chapters, write_chapters
from podcast.durations import read_duration, write_duration
from podcast.models import Episode
from podcast.models.episode import MAX_TRANSCRIPT
from podcast.transcripts import cues

if TYPE_CHECKING:
    from podcast.audio_files import AudioFile

ACCEPT = "audio/mpeg,audio/mp4,audio/x-m4a,audio/ogg,.mp3,.m4a,.ogg,.opus"
EXPLICIT = [("", gettext_lazy("As the podcast says")), ("true", gettext_lazy("Yes")), ("false", gettext_lazy("No"))]
# A file of a transcript has times as well, and may be in UTF-16.
MAX_TRANSCRIPT_BYTES = 4 * MAX_TRANSCRIPT


class EpisodeForm(PictureModelForm):
    """Asks for one audio, a file or an address, and what podcast apps show. ``post`` is the article."""

    post: Post

    audio = forms.FileField(
        label=gettext_lazy("Audio file"),
        required=False,
        widget=PrivateFileInput("audio", attrs={"accept": ACCEPT}),
        help_text=gettext_lazy("An MP3 or M4A file of at most 500 MB. A new one takes the place of the old one."),
    )
    length = forms.CharField(
        label=gettext_lazy("Length"),
        required=False,
        max_length=20,
        help_text=gettext_lazy("Such as 32:10. It is read from a file; only audio elsewhere needs it."),
    )
    picture = PictureFormField(
        label=gettext_lazy("Picture of the episode"),
        help_text=gettext_lazy("Only for podcast apps, and square. Empty: that of the podcast."),
    )
    is_explicit = forms.TypedChoiceField(
        label=gettext_lazy("Words that children should not hear"),
        choices=EXPLICIT,
        required=False,
        coerce=lambda value: value == "true",
        empty_value=None,
    )
    transcript_file = forms.FileField(
        label=gettext_lazy("Transcript from a file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".vtt,.srt,.txt"}),
        help_text=gettext_lazy("VTT or SRT, with times: readers jump to what they read. Or plain text."),
    )

    class Meta:
        model = Episode
        fields = [
            *"audio address number season kind guests picture is_explicit chapters transcript".split(),
        ]
        labels = {"address": gettext_lazy("Or its address elsewhere")}
        help_texts = {
            "address": gettext_lazy("If another service keeps the audio: the address of the file itself."),
            "guests": gettext_lazy("One on each line. An address after the name becomes a link."),
            "chapters": gettext_lazy("One on each line: “2:30 What to do on bad days”."),
            "transcript": gettext_lazy("What is said. It is found by the search, too."),
            "number": gettext_lazy("Only if you count your episodes."),
        }
        widgets = {
            "address": forms.URLInput(attrs={"placeholder": "https://…"}),
            "guests": forms.Textarea(attrs={"rows": 2}),
            "chapters": forms.Textarea(attrs={"rows": 5, "placeholder": "0:00 …"}),
            "transcript": forms.Textarea(attrs={"rows": 12}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.measured: AudioFile | None = None
        self.instance.post = self.post
        explicit = self.instance.is_explicit
        self.initial["is_explicit"] = "" if explicit is None else str(explicit).lower()
        self.initial["length"] = write_duration(self.instance.duration) if self.instance.duration else ""

    def clean_audio(self) -> Any:
        from podcast.audio_files import measure  # With mutagen, which playing audio does not need.

        audio = self.cleaned_data["audio"]
        if "audio" in self.changed_data and audio:
            self.measured = measure(audio)
            audio.name = f"{audio.name.rpartition('.')[0] or audio.name}{self.measured.extension}"
        return audio

    def clean_length(self) -> int | None:
        text = self.cleaned_data["length"]
        seconds = read_duration(text) if text else None
        if text and seconds is None:
            raise ValidationError(_("Please write the length in minutes and seconds, such as 32:10."))
        return seconds

    def clean_transcript_file(self) -> str:
        file = self.cleaned_data["transcript_file"]
        if not file:
            return ""
        if file.size > MAX_TRANSCRIPT_BYTES:
            raise ValidationError(_("This file is too large for a transcript."))
        text = _decode(file.read())
        validate_no_controls(text)
        if len(text) > MAX_TRANSCRIPT:
            raise ValidationError(_("This file is too large for a transcript."))
        return text

    def clean_transcript(self) -> str:
        transcript: str = self.cleaned_data["transcript"]
        if "-->" in transcript and not cues(transcript):
            raise ValidationError(_("The times of this transcript can’t be read. Please choose the file instead."))
        return transcript

    def clean_chapters(self) -> str:
        chapters: str = self.cleaned_data["chapters"]
        lines = [line for line in chapters.splitlines() if line.strip()]
        wrong = [] if chapters.lstrip().startswith("{") else [line for line in lines if not read_chapters(line)]
        if wrong:
            raise ValidationError(
                _("“%(line)s” does not begin with a time and go on with a title. Please write “2:30 A title”.")
                % {"line": wrong[0].strip()[:80]}
            )
        return write_chapters(read_chapters(chapters))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.instance._state.adding and Episode.objects.filter(post=self.post).exists():
            raise ValidationError(_("The article has got audio meanwhile. Please open it again."))
        self._choose_audio(cleaned)
        if cleaned.get("transcript_file"):
            cleaned["transcript"] = cleaned["transcript_file"]
        if self.measured and self.measured.chapters and not cleaned.get("chapters"):
            cleaned["chapters"] = write_chapters(self.measured.chapters)
        return cleaned

    def _choose_audio(self, cleaned: dict[str, Any]) -> None:
        """Of a file and an address, the one that was given now is the audio."""
        is_new_file, is_new_address = bool(self.measured), "address" in self.changed_data and cleaned.get("address")
        if is_new_file and is_new_address:
            self.add_error("address", _("Please give either a file or an address."))
        elif is_new_file:
            cleaned["address"] = ""
        elif is_new_address:
            cleaned["audio"] = False
        elif not (cleaned.get("audio") or cleaned.get("address") or {"audio", "address"} & self.errors.keys()):
            self.add_error("audio", _("Please choose a file, or give the address of the audio."))

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        episode: Episode = self.instance
        if self.measured:
            episode.size, episode.media_type = self.measured.size, self.measured.media_type
            episode.duration = self.measured.duration
        elif "address" in self.changed_data or not episode.audio:
            episode.duration = self.cleaned_data.get("length")
        if "address" in self.changed_data and not self.measured:
            episode.size, episode.fault = 0, ""


def _decode(content: bytes) -> str:
    """Return the text of a file: UTF-16 if it says so, else UTF-8, else what Windows wrote before."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
