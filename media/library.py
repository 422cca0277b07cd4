"""Add pictures to the library."""

from media.models import Picture
from media.tasks import render_picture


def add(picture: Picture) -> None:
    """Save a new picture, and enqueue the task that makes its renditions."""
    picture.save()
    render_picture.enqueue(picture.pk)
