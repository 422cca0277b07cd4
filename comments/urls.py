from django.urls import path

from blog import converters as _converters  # noqa: F401
from blog.views.lists import first_page
from comments.views import mail_preferences, reader_actions, submission, threads

urlpatterns = [
    path("<uslug:slug>/comments/new/", submission.comment_create, name="comment_create"),
    path("comments/mine/<str:token>/", reader_actions.comment_received, name="comment_received"),
    path("comments/mine/<str:token>/edit/", reader_actions.comment_edit, name="comment_edit"),
    path("comments/mine/<str:token>/email/", reader_actions.comment_change_email, name="comment_change_email"),
    path("comments/mine/<str:token>/link/", reader_actions.comment_mail_link, name="comment_mail_link"),
    path("comments/mine/<str:token>/name/", reader_actions.comment_show_first_name, name="comment_show_first_name"),
    path("comments/mine/<str:token>/private/", reader_actions.comment_make_private, name="comment_make_private"),
    path("comments/mine/<str:token>/take-back/", reader_actions.comment_withdraw, name="comment_withdraw"),
    path("comments/received/", submission.comment_already_received, name="comment_already_received"),
    path("comments/feed/", threads.comment_feed, name="comment_feed"),
    path("comments/feed/<feed_format:feed_format>/", threads.comment_feed, name="comment_feed"),
    path("comments/<int:pk>/", threads.comment_detail, name="comment_detail"),
    path("comments/<int:pk>/thread/", threads.comment_thread, name="comment_thread"),
    path("comments/<int:pk>/thread/page/1/", first_page),
    path("comments/<int:pk>/thread/page/<int:number>/", threads.comment_thread, name="comment_thread"),
    path("mail/confirm/<str:token>/", mail_preferences.mail_confirm, name="mail_confirm"),
    path("mail/stop/<str:token>/", mail_preferences.mail_stop, name="mail_stop"),
    path("mail/not-me/<str:token>/", mail_preferences.mail_disown, name="mail_disown"),
    path("mail/thread/<int:pk>/<str:token>/", mail_preferences.mail_mute, name="mail_mute"),
    path("mail/one-click/<str:token>/", mail_preferences.mail_one_click, name="mail_one_click"),
    path("<uslug:slug>/comment-page-<int:number>/", threads.comment_page, name="comment_page"),
    path("<uslug:slug>/feed/", threads.post_comment_feed, name="post_comment_feed"),
    path("<uslug:slug>/feed/<feed_format:feed_format>/", threads.post_comment_feed, name="post_comment_feed"),
]
