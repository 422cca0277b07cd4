"""The text and links of a reader's mail, and events that cancel a mail."""

import re

from comments.models import Comment, MailRecipient

NADIA = "nadia@example.org"


def text_of(mail):
    return mail.get_body(["plain"]).get_content().replace("\r\n", "\n")


def link(mail, page):
    return re.search(rf"http://testserver(/mail/{page}/\S+)", text_of(mail)).group(1)


def take_article_offline(question, reply):
    type(question.post).objects.filter(pk=question.post_id).update(state="private")


def hide_question(question, reply):
    Comment.objects.filter(pk=question.pk).update(state="spam")


def change_email(question, reply):
    Comment.objects.filter(pk=question.pk).update(email="kim@example.org")


def stop(question, reply):
    MailRecipient.objects.get(email=NADIA).stop()


def mute(question, reply):
    MailRecipient.objects.get(email=NADIA).mute(question)
