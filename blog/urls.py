from django.urls import path

from blog import converters as _converters  # noqa: F401
from blog.feeds import PostFeed, category_feed
from blog.views import drafts, entries, icons, lists
from blog.views.robots import robots
from pagecache.kept import kept

urlpatterns = [
    path("", lists.home, name="home"),
    path("feed/", kept()(PostFeed()), name="feed"),
    path("guest/<str:token>/", drafts.guest_draft, name="guest_draft"),
    path("robots.txt", robots, name="robots"),
    path("icon-<int:size>.png", icons.site_icon, name="site_icon"),
    # Phones ask for this one by itself.
    path("apple-touch-icon.png", icons.site_icon, {"size": icons.TOUCH_SIZE}, name="touch_icon"),
    path("site.webmanifest", icons.manifest, name="web_manifest"),
    path("articles/", lists.article_list, name="article_list"),
    path("articles/page/1/", lists.first_page),
    path("articles/page/<int:page>/", lists.article_list, name="article_list"),
    path("category/<category_path:path>/feed/", category_feed, name="category_feed"),
    path("category/<category_path:path>/page/1/", lists.first_page),
    path("category/<category_path:path>/page/<int:page>/", lists.category_detail, name="category_detail"),
    path("category/<category_path:path>/", lists.category_detail, name="category_detail"),
    path("tag/<label:slug>/", lists.tag_detail, name="tag_detail"),
    path("tag/<label:slug>/page/1/", lists.first_page),
    path("tag/<label:slug>/page/<int:page>/", lists.tag_detail, name="tag_detail"),
    path("author/<label:slug>/", lists.author_detail, name="author_detail"),
    path("author/<label:slug>/page/1/", lists.first_page),
    path("author/<label:slug>/page/<int:page>/", lists.author_detail, name="author_detail"),
    path("<uslug:slug>/", entries.entry_detail, name="entry_detail"),
]
