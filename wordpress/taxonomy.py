"""Import categories and tags. One that exists here already, with the same path or name, is used and not added again."""

from typing import TYPE_CHECKING

from taggit.models import Tag

from blog.models import Category
from blog.models.category import PAGING_WORDS
from blog.tags import MAX_SLUG_LENGTH, redirect_to_tag
from core.slugs import free_slug, is_slug, make_slug
from wordpress.models import ImportedRow
from wordpress.parse import Term

if TYPE_CHECKING:
    from wordpress.importer import ImportRun

Kind = ImportedRow.Kind


def import_categories(run: "ImportRun", terms: dict[str, Term]) -> None:
    """Import parents before their children, whatever their order in the file. A circle of parents is cut."""
    for term in terms.values():
        chain: list[Term] = []
        ancestor: Term | None = term
        while ancestor and ancestor not in chain and ancestor.slug not in run.categories:
            chain.append(ancestor)
            ancestor = terms.get(ancestor.parent)
        for category in reversed(chain):
            run.categories[category.slug] = _import_category(run, category)


def _make_slug(term: Term, otherwise: str) -> str:
    """Return the term's own slug, or the nearest one that is valid."""
    return term.slug if is_slug(term.slug) else make_slug(term.slug) or make_slug(term.name) or otherwise


def _is_taken(parent_path: str, slug: str) -> bool:
    return slug in PAGING_WORDS or Category.objects.filter(path=f"{parent_path}{slug}").exists()


def _import_category(run: "ImportRun", term: Term) -> Category:
    category = Category.objects.filter(pk=run.find(Kind.CATEGORY, term.slug) or 0).first()
    if category:
        run.report.tally_for(Kind.CATEGORY).already_there += 1
        return category
    parent = run.categories.get(term.parent)
    parent_path = f"{parent.path}/" if parent else ""
    category = Category.objects.filter(path=f"{parent_path}{term.slug}").first()
    if category is None:
        slug = free_slug(_make_slug(term, "category"), lambda slug: _is_taken(parent_path, slug), MAX_SLUG_LENGTH)
        category = Category(name=(term.name or term.slug)[:100], slug=slug, parent=parent)
        category.save()
    category.redirect_from(f"{parent_path}{term.slug}")
    run.remember(Kind.CATEGORY, term.slug, category.pk)
    run.report.tally_for(Kind.CATEGORY).imported += 1
    return category


def import_tags(run: "ImportRun", terms: dict[str, Term]) -> None:
    for term in terms.values():
        run.tags[term.slug] = _import_tag(run, term)


def _import_tag(run: "ImportRun", term: Term) -> Tag:
    tag = Tag.objects.filter(pk=run.find(Kind.TAG, term.slug) or 0).first()
    if tag:
        run.report.tally_for(Kind.TAG).already_there += 1
        return tag
    tag = Tag.objects.filter(slug=term.slug).first() or Tag.objects.filter(name__iexact=term.name).first()
    if tag is None:
        slug = free_slug(_make_slug(term, "tag"), lambda slug: Tag.objects.filter(slug=slug).exists(), MAX_SLUG_LENGTH)
        tag = Tag.objects.create(name=(term.name or term.slug)[:100], slug=slug)
    redirect_to_tag(tag, term.slug)
    run.remember(Kind.TAG, term.slug, tag.pk)
    run.report.tally_for(Kind.TAG).imported += 1
    return tag
