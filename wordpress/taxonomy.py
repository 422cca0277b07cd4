"""The export's categories and tags become ours, joined to what is here already under the same address or name."""

from typing import TYPE_CHECKING

from django.utils.text import slugify
from taggit.models import Tag

from blog.models import Category
from wordpress.models import ImportedRow
from wordpress.parse import Term

if TYPE_CHECKING:
    from wordpress.importer import ImportRun

Kind = ImportedRow.Kind


def import_categories(run: "ImportRun", terms: dict[str, Term]) -> None:
    """Parents first, whatever their order in the file; a circle of parents is cut open."""
    for term in terms.values():
        line: list[Term] = []
        ancestor: Term | None = term
        while ancestor and ancestor not in line and ancestor.slug not in run.categories:
            line.append(ancestor)
            ancestor = terms.get(ancestor.parent)
        for one in reversed(line):
            run.categories[one.slug] = _import_category(run, one)


def _import_category(run: "ImportRun", term: Term) -> Category:
    category = Category.objects.filter(pk=run.find(Kind.CATEGORY, term.slug) or 0).first()
    if category:
        run.report.of(Kind.CATEGORY).already_there += 1
        return category
    slug = (slugify(term.slug, allow_unicode=True) or slugify(term.name, allow_unicode=True) or "category")[:100]
    parent = run.categories.get(term.parent)
    category = Category.objects.filter(path=f"{parent.path}/{slug}" if parent else slug).first()
    if category is None:
        category = Category(name=term.name[:100], slug=slug, parent=parent)
        category.save()
    run.remember(Kind.CATEGORY, term.slug, category.pk)
    run.report.of(Kind.CATEGORY).imported += 1
    return category


def import_tags(run: "ImportRun", terms: dict[str, Term]) -> None:
    for term in terms.values():
        run.tags[term.slug] = _import_tag(run, term)


def _import_tag(run: "ImportRun", term: Term) -> Tag:
    tag = Tag.objects.filter(pk=run.find(Kind.TAG, term.slug) or 0).first()
    if tag:
        run.report.of(Kind.TAG).already_there += 1
        return tag
    tag = Tag.objects.filter(slug=term.slug).first() or Tag.objects.filter(name__iexact=term.name).first()
    if tag is None:
        tag = Tag.objects.create(name=term.name[:100], slug=term.slug[:100])
    run.remember(Kind.TAG, term.slug, tag.pk)
    run.report.of(Kind.TAG).imported += 1
    return tag
