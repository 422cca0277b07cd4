"""Rows for tests, each valid and boring. Name only what the test is about."""

from collections.abc import Iterable
from datetime import timedelta
from itertools import count
from typing import Any

from django.core.management.color import no_style
from django.db import connection
from django.db.models import Model
from django.utils import timezone
from django.utils.html import escape

from accounts.models import Profile, User
from blog.models import Category, OutsideLink, Page, Post
from coaching.fields import name_of
from coaching.models import Answer, Application, Message, Offer, Question, SignUp
from comments.models import Comment, Correspondent
from outbox.models import OutgoingMail, Subject

_number = count(1)


def make_user(**fields: Any) -> User:
    number = next(_number)
    return User.objects.create_user(
        **{"email": f"person{number}@example.org", "display_name": f"Person {number}", "password": "sturdy", **fields}
    )


def make_coach(**fields: Any) -> User:
    """A staff user with a public profile, who may do everything."""
    coach = make_user(**{"display_name": "Mara Lindt", "is_staff": True, "is_superuser": True, **fields})
    Profile.objects.create(user=coach, slug=f"mara-lindt-{coach.pk}", role="Head coach")
    return coach


def make_category(name: str = "Core", parent: Category | None = None) -> Category:
    category = Category(name=name, slug=name.lower().replace(" ", "-"), parent=parent)
    category.save()
    return category


def make_post(
    slug: str = "", categories: list[Category] | None = None, tags: list[str] | None = None, **fields: Any
) -> Post:
    """A published article of a week ago."""
    number = next(_number)
    defaults = {
        "title": f"Article {number}",
        "body": "<p>Breathe out and lift.</p>",
        "state": Post.State.PUBLISHED,
        "published_at": timezone.now() - timedelta(days=7),
    }
    post = Post(**{**defaults, **fields})
    if not post.author_id:
        post.author = make_coach()
    post.move_to(slug or f"article-{number}")
    post.save()
    post.categories.set(categories or [])
    post.tags.set(tags or [])
    return post


def make_page(slug: str = "about", **fields: Any) -> Page:
    page = Page(**{"title": "About", "body": "<p>Who we are.</p>", "is_published": True, **fields})
    page.move_to(slug)
    page.save()
    return page


def make_outside_link(address: str = "https://short.example/abc", **fields: Any) -> OutsideLink:
    """As it is known when a page links there, which one does."""
    make_page(f"page-{next(_number)}", body=f'<p>Join: <a href="{escape(address)}">{escape(address)}</a></p>')
    OutsideLink.objects.filter(address=address).update(**{"state": OutsideLink.State.UNCHECKED, **fields})
    return OutsideLink.objects.get(address=address)


def make_mail(about: Iterable[Model] = (), **fields: Any) -> OutgoingMail:
    """A mail that waits, written just now."""
    defaults = {
        "kind": OutgoingMail.Kind.APPLICATION_RECEIVED,
        "key": f"mail-{next(_number)}",
        "to": "nadia@example.org",
        "subject": "Your application has arrived",
        "text": "Thank you.\n",
        "html": "<p>Thank you.</p>",
    }
    mail = OutgoingMail.objects.create(**{**defaults, **fields})
    Subject.objects.bulk_create(Subject.of(mail, row) for row in about)
    return mail


def make_comment(post: Post | None = None, **fields: Any) -> Comment:
    """An approved comment by a reader, a second after the one made before it."""
    number = next(_number)
    defaults = {
        "name": f"Reader {number}",
        "email": f"reader{number}@example.org",
        "text": f"Words of reader {number}.",
        "state": Comment.State.APPROVED,
        "created_at": timezone.now() - timedelta(days=3) + timedelta(seconds=number),
    }
    comment = Comment(**{**defaults, **fields})
    comment.post = post or (comment.parent.post if comment.parent else make_post())
    comment.save()
    return comment


def make_answer(comment: Comment, **fields: Any) -> Comment:
    """The coach's answer: hers is the article's author, if none is named."""
    author = fields.pop("author", comment.post.author)
    return make_comment(parent=comment, author=author, name=author.display_name, email=author.email, **fields)


def make_question(post: Post | None = None, **fields: Any) -> Comment:
    """A comment that came through the form, so that its reader may be written to."""
    comment = make_comment(post, **fields)
    Correspondent.objects.meet(comment.email)
    return comment


def make_many_comments(post: Post, count: int, thread: Comment | None = None, chain: bool = False) -> list[Comment]:
    """Written at once, a second apart: threads of their own, or answers in ``thread``, each to the one before it if
    they are a ``chain``."""
    first = Comment.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    start = timezone.now() - timedelta(days=2)
    comments = Comment.objects.bulk_create(
        Comment(
            pk=pk,
            post=post,
            thread=thread,
            parent_id=pk - 1 if chain and pk > first + 1 else thread and thread.pk,
            name=f"Reader {pk}",
            text=f"Words {pk}.",
            state=Comment.State.APPROVED,
            fingerprint=f"{pk}",
            created_at=start + timedelta(seconds=pk),
        )
        for pk in range(first + 1, first + count + 1)
    )
    with connection.cursor() as cursor:
        # PostgreSQL counts on from where it was itself.
        for statement in connection.ops.sequence_reset_sql(no_style(), [Comment]):
            cursor.execute(statement)
    return comments


# What the questions that a new site starts with are called in tests, in their order.
QUESTIONS = ("goal", "training", "days_per_week", "obstacles", "found_through")

ANSWERS = {
    "name": "Nadia Sommer",
    "email": "nadia@example.org",
    "phone": "",
    "goal": "Carry my daughter up four flights of stairs.",
    "training": "Running, twice a week.",
    "days_per_week": "3",
    "obstacles": "",
    "found_through": "",
}


def default_questions() -> dict[str, Question]:
    """By their names in tests. Written anew where a test that commits has emptied the tables."""
    if not Question.objects.exists():
        Question.objects.write_defaults()
    return dict(zip(QUESTIONS, Question.objects.order_by("pk"), strict=False))


def make_asked(text: str = "", **fields: Any) -> Question:
    """A question that is asked last of all."""
    number = next(_number)
    return Question.objects.create(**{"text": text or f"Question {number}?", "position": 100 + number, **fields})


def make_posted(**answers: Any) -> dict[str, Any]:
    """``ANSWERS``, as the form sends them; the names are those in tests, or the form's own."""
    places = {name: name_of(question) for name, question in default_questions().items()}
    return {places.get(name, name): value for name, value in {**ANSWERS, "consent": "on", **answers}.items()}


def make_application(answers: dict[Question, Any] | None = None, **fields: Any) -> Application:
    """A new application with ``ANSWERS``, each time with another goal, and with ``answers`` to other questions."""
    values = {**ANSWERS, "goal": f"Lift {next(_number)} kg.", "days_per_week": 3, "consent_text": "I agree.", **fields}
    given = {question: values.pop(name) for name, question in default_questions().items()} | (answers or {})
    application = Application(**values)
    application.store([Answer(question=question, value=value) for question, value in given.items() if value])
    return application


def make_message(application: Application, **fields: Any) -> Message:
    """A mail to the applicant that waits."""
    if "person" not in fields:
        fields["person"] = make_coach()
    if "mail" not in fields:
        kind = OutgoingMail.Kind.APPLICATION_MESSAGE
        fields["mail"] = make_mail(kind=kind, to=application.email, about=[application])
    return Message.objects.create(**{"application": application, "subject": "Hi", "text": "Hi there.", **fields})


def make_offer(slug: str = "", categories: list[Category] | None = None, **fields: Any) -> Offer:
    """An offer that is on, without dates, and placed nowhere."""
    number = next(_number)
    defaults = {"name": f"Offer {number}", "button": "Join in", "target": "https://shop.example.com/join/"}
    offer = Offer.objects.create(**{**defaults, "slug": slug or f"offer-{number}", **fields})
    offer.categories.set(categories or [])
    return offer


def make_sign_up(offer: Offer | None = None, **fields: Any) -> SignUp:
    """One that is not confirmed yet."""
    number = next(_number)
    offer = offer or make_offer(collects_sign_ups=True, target="")
    defaults = {"name": f"Reader {number}", "email": f"reader{number}@example.org", "consent_text": "I agree."}
    return SignUp.objects.create(**{**defaults, "offer": offer, **fields})
