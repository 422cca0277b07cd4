from django.urls import path

from blog import converters as _converters  # noqa: F401
from blog.views.lists import first_page
from comments.feeds import CommentFeed
from comments.views import hearing, keeping, submission, threads

urlpatterns = [
    path("<uslug:slug>/comments/new/", submission.comment_create, name="comment_create"),
    path("comments/mine/<str:token>/", keeping.comment_received, name="comment_received"),
    path("comments/mine/<str:token>/edit/", keeping.comment_edit, name="comment_edit"),
    path("comments/mine/<str:token>/email/", keeping.comment_fix_email, name="comment_fix_email"),
    path("comments/mine/<str:token>/link/", keeping.comment_mail_link, name="comment_mail_link"),
    path("comments/mine/<str:token>/name/", keeping.comment_show_first_name, name="comment_show_first_name"),
    path("comments/mine/<str:token>/private/", keeping.comment_make_private, name="comment_make_private"),
    path("comments/mine/<str:token>/take-back/", keeping.comment_take_back, name="comment_take_back"),
    path("comments/received/", submission.comment_already_received, name="comment_already_received"),
    path("comments/feed/", CommentFeed(), name="comment_feed"),
    path("comments/<int:pk>/", threads.comment_detail, name="comment_detail"),
    path("comments/<int:pk>/thread/", threads.comment_thread, name="comment_thread"),
    path("comments/<int:pk>/thread/page/1/", first_page),
    path("comments/<int:pk>/thread/page/<int:number>/", threads.comment_thread, name="comment_thread"),
    path("hearing/confirm/<str:token>/", hearing.hearing_confirm, name="hearing_confirm"),
    path("hearing/stop/<str:token>/", hearing.hearing_stop, name="hearing_stop"),
    path("hearing/not-me/<str:token>/", hearing.hearing_disown, name="hearing_disown"),
    path("hearing/thread/<int:pk>/<str:token>/", hearing.hearing_mute, name="hearing_mute"),
    path("hearing/one-click/<str:token>/", hearing.hearing_one_click, name="hearing_one_click"),
    path("<uslug:slug>/comment-page-<int:number>/", threads.comment_page, name="comment_page"),
    path("<uslug:slug>/feed/", threads.post_comment_feed, name="post_comment_feed"),
]
