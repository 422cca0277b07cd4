from collections.abc import Callable

from django.http import HttpResponse
from django.urls import URLPattern, path

from blog import converters as _converters  # noqa: F401
from blog.views import archives, drafts, entries, feeds, icons, lists
from blog.views.robots import robots


def _feed(list_route: str, view: Callable[..., HttpResponse], name: str) -> list[URLPattern]:
    """Return the routes of a list's feed."""
    return [
        path(f"{list_route}feed/", view, name=name),
        path(f"{list_route}feed/<feed_format:feed_format>/", view, name=name),
    ]


urlpatterns = [
    path("", lists.home, name="home"),
    *_feed("", feeds.site_feed, "feed"),
    path("guest/<str:token>/", drafts.guest_draft, name="guest_draft"),
    path("robots.txt", robots, name="robots"),
    path("icon-<int:size>.png", icons.site_icon, name="site_icon"),
    # Phones ask for this one by itself.
    path("apple-touch-icon.png", icons.site_icon, {"size": icons.TOUCH_SIZE}, name="touch_icon"),
    path("site.webmanifest", icons.manifest, name="web_manifest"),
    path("articles/", lists.article_list, name="article_list"),
    path("articles/page/1/", lists.first_page),
    path("articles/page/<int:page>/", lists.article_list, name="article_list"),
    path("articles/archive/", archives.archive, name="archive"),
    *_feed("category/<category_path:path>/", feeds.category_feed, "category_feed"),
    path("category/<category_path:path>/page/1/", lists.first_page),
    path("category/<category_path:path>/page/<int:page>/", lists.category_detail, name="category_detail"),
    path("category/<category_path:path>/", lists.category_detail, name="category_detail"),
    *_feed("tag/<label:slug>/", feeds.tag_feed, "tag_feed"),
    path("tag/<label:slug>/", lists.tag_detail, name="tag_detail"),
    path("tag/<label:slug>/page/1/", lists.first_page),
    path("tag/<label:slug>/page/<int:page>/", lists.tag_detail, name="tag_detail"),
    *_feed("author/<label:slug>/", feeds.author_feed, "author_feed"),
    path("author/<label:slug>/", lists.author_detail, name="author_detail"),
    path("author/<label:slug>/page/1/", lists.first_page),
    path("author/<label:slug>/page/<int:page>/", lists.author_detail, name="author_detail"),
    path("<period:period>/", archives.period_list, name="period_list"),
    path("<period:period>/page/1/", lists.first_page),
    path("<period:period>/page/<int:page>/", archives.period_list, name="period_list"),
    path("<uslug:slug>/", entries.entry_detail, name="entry_detail"),
]
