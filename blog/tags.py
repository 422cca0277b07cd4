"""Slugs of tags. The model ``Tag`` belongs to taggit, so signals make it follow this site's rules."""

from typing import Any

from django.db.models.signals import pre_save
from taggit.models import Tag

from blog.models import FormerTagSlug
from core.slugs import allow_marks, free_slug, is_slug, make_slug

MAX_SLUG_LENGTH = 100


def connect_tag_signals() -> None:
    """Make slugs of tags by this site's rules, and record former ones."""
    pre_save.connect(_record_former_slug, sender=Tag)
    allow_marks(Tag._meta.get_field("slug"))


def find_tag(slug: str) -> Tag | None:
    """Find the tag that has or once had this slug."""
    return Tag.objects.filter(slug=slug).first() or Tag.objects.filter(former_slugs__slug=slug).first()


def redirect_to_tag(tag: Tag, slug: str) -> None:
    """Make ``slug`` redirect to the tag."""
    if slug != tag.slug:
        FormerTagSlug.objects.update_or_create(slug=slug[:200], defaults={"tag": tag})


def make_tag_slug(words: str, exclude: Tag | None = None) -> str:
    others = Tag.objects.exclude(pk=exclude.pk if exclude else None)
    return free_slug(make_slug(words) or "tag", lambda slug: others.filter(slug=slug).exists(), MAX_SLUG_LENGTH)


def _record_former_slug(instance: Tag, raw: bool = False, update_fields: Any = None, **kwargs: Any) -> None:
    if raw or (update_fields is not None and "slug" not in update_fields):
        return
    is_made_by_taggit = instance._state.adding and instance.slug == instance.slugify(instance.name)
    if is_made_by_taggit or not is_slug(instance.slug):
        instance.slug = make_tag_slug(instance.name, exclude=instance)
    before = Tag.objects.filter(pk=instance.pk).values_list("slug", flat=True).first()
    if before is not None:
        redirect_to_tag(instance, before)
