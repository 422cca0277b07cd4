"""Import categories and tags. One that exists here already, with the same path or name, is used and not added again."""

from typing import TYPE_CHECKING

from taggit.models import Tag

from blog.models import Category
from blog.models.category import MAX_PATH_LENGTH, PAGING_WORDS
from blog.tags import MAX_SLUG_LENGTH, redirect_to_tag
from core.slugs import free_slug, is_slug, make_slug
from wordpress.models import ImportedRow
from wordpress.overview import term_key
from wordpress.records import Term

if TYPE_CHECKING:
    from wordpress.importer import ImportRun

Kind = ImportedRow.Kind
MAX_NAME = 100


def import_categories(run: "ImportRun", terms: dict[str, Term]) -> None:
    """Import parents before their children, whatever their order in the file. A circle of parents is cut."""
    for term in terms.values():
        chain: list[Term] = []
        ancestor: Term | None = term
        while ancestor and ancestor not in chain and term_key(ancestor) not in run.categories:
            chain.append(ancestor)
            ancestor = terms.get(ancestor.parent.casefold())
        for one in reversed(chain):
            category = run.categories[term_key(one)] = _import_category(run, one)
            run.remember_addresses(Kind.CATEGORY, category.pk, f"/?cat={one.id}" if one.id else "")


def _make_slug(term: Term, otherwise: str) -> str:
    """Return the term's own slug, or the nearest one that is valid."""
    slug = term.slug if is_slug(term.slug) else make_slug(term.slug) or make_slug(term.name) or otherwise
    return slug[:MAX_SLUG_LENGTH].strip("-_")


def _import_category(run: "ImportRun", term: Term) -> Category:
    category = Category.objects.filter(pk=run.find_id(Kind.CATEGORY, term.slug or term.name)).first()
    if category:
        run.report.tally_for(Kind.CATEGORY).already_there += 1
        return category
    parent = run.categories.get(term.parent.casefold())
    parent_path = f"{parent.path}/" if parent else ""
    category = Category.objects.filter(path=f"{parent_path}{term.slug}").first()
    if category is None:
        slug = _free_slug(term, parent_path)
        parent = parent if len(f"{parent_path}{slug}") <= MAX_PATH_LENGTH else None
        category = Category(name=(term.name or term.slug)[:MAX_NAME], slug=slug, parent=parent)
        category.save()
    # WordPress answers with and without the slugs above it.
    old = [path for path in (f"{parent_path}{term.slug}", term.slug) if not Category.objects.filter(path=path).exists()]
    category.redirect_from(*dict.fromkeys(old))
    run.remember(Kind.CATEGORY, term.slug or term.name, category.pk)
    run.report.tally_for(Kind.CATEGORY).imported += 1
    return category


def _free_slug(term: Term, parent_path: str) -> str:
    def is_taken(slug: str) -> bool:
        return slug in PAGING_WORDS or Category.objects.filter(path=f"{parent_path}{slug}").exists()

    return free_slug(_make_slug(term, "category"), is_taken, MAX_SLUG_LENGTH)


def import_tags(run: "ImportRun", terms: dict[str, Term]) -> None:
    for key, term in terms.items():
        run.tags[key] = _import_tag(run, term)


def _import_tag(run: "ImportRun", term: Term) -> Tag:
    tag = Tag.objects.filter(pk=run.find_id(Kind.TAG, term.slug or term.name)).first()
    if tag:
        run.report.tally_for(Kind.TAG).already_there += 1
        return tag
    name = (term.name or term.slug)[:MAX_NAME]
    tag = Tag.objects.filter(slug=term.slug).first() or Tag.objects.filter(name__iexact=name).first()
    if tag is None:
        slug = free_slug(_make_slug(term, "tag"), lambda slug: Tag.objects.filter(slug=slug).exists(), MAX_SLUG_LENGTH)
        tag = Tag.objects.create(name=name, slug=slug)
    redirect_to_tag(tag, term.slug)
    run.remember(Kind.TAG, term.slug or term.name, tag.pk)
    run.report.tally_for(Kind.TAG).imported += 1
    return tag
