"""Articles by the time when they were published."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from blog.models import Address, Post
from blog.periods import Period, months, months_of, years
from blog.views.entries import entry_detail
from blog.views.lists import get_page
from pagecache.kept import kept


@kept()
def archive(request: HttpRequest) -> HttpResponse:
    """All ways to the articles: years with their months, topics and tags."""
    published = Post.objects.published()
    context = {"years": years(), "topics": published.topics(), "tags": published.tags_in_use()}
    return render(request, "blog/archive.html", context)


@kept()
def period_list(request: HttpRequest, period: Period, page: int = 1) -> HttpResponse:
    """The articles of a year or month. An entry whose slug is a year, from an import, stays at its address."""
    if page == 1 and Address.objects.filter(slug=period.path).exists():
        return entry_detail(request, period.path)
    posts = get_page(Post.objects.published().of_period(period.start, period.end), page)
    if not posts:
        raise Http404
    alike = [one.period for one in (months() if period.month else years())]
    place = alike.index(period) if period in alike else 0
    context = {
        "period": period,
        "posts": posts,
        "months": [] if period.month else months_of(period),
        "newer": alike[place - 1] if place else None,
        "older": next(iter(alike[place + 1 :]), None),
    }
    return render(request, "blog/period_list.html", context)
