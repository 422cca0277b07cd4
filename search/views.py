from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from blog.models import Category, Post
from pagecache.kept import kept
from pagecache.memo import memoised, parts_of
from search.asked import Asked
from search.finding import find
from search.kinds import all_kinds
from search.missed import count_missed


@memoised("blog")
def topics() -> list[Category]:
    return list(Post.objects.published().topics())


@kept("q", "kind", "topic", "page")
def search(request: HttpRequest) -> HttpResponse:
    """Show what is found. Only the page without a query is kept: nobody recognises the words of the others."""
    asked = Asked.from_parameters(request.GET)
    with parts_of(request.path):
        results = find(asked.words, asked.kind, asked.topic, asked.page)
        if asked.is_unfiltered:
            count_missed(term.word for term in results.not_found)
        context = {
            "asked": asked,
            "results": results,
            "kinds": [kind for kind in all_kinds() if kind.is_offered()],
            "topics": topics(),
        }
        return render(request, "search/search.html", context)
