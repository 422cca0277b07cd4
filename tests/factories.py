"""Valid rows for tests, with plain defaults. A test gives only the fields that matter to it."""

import io
from collections.abc import Iterable
from datetime import timedelta
from itertools import count
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.db.models import Model, QuerySet
from django.test import Client
from django.utils import timezone
from django.utils.html import escape
from PIL import Image

from accounts.models import Profile, User
from blog.models import Category, ExternalLink, Page, Post
from coaching import default_rows
from coaching.mail_kinds import MailKind
from coaching.models import Answer, Application, Message, Question
from coaching.questions import field_name
from comments.models import Comment, MailRecipient
from media import library
from media.models import Document, Picture
from offers.models import Offer, SignUp
from outbox.models import MailSubject, OutgoingMail
from podcast.models import Episode, Show
from tests.many_rows import insert_many

_number = count(1)


def make_user(**fields: Any) -> User:
    number = next(_number)
    return User.objects.create_user(
        **{"email": f"person{number}@example.org", "display_name": f"Person {number}", "password": "sturdy", **fields}
    )


def make_coach(**fields: Any) -> User:
    """A staff user with a public profile, who may do everything."""
    coach = make_user(**{"display_name": "Mara Lindt", "is_staff": True, "is_superuser": True, **fields})
    Profile.objects.create(user=coach, slug=f"mara-lindt-{coach.pk}", job_title="Head coach")
    return coach


PASSWORD = "squat-press-pull-42"


def sign_in(client: Client, user: User, password: str = PASSWORD, **extra: Any) -> Any:
    """Sign in through the form of the site. ``extra`` goes to ``client.post``."""
    return client.post("/account/login/", {"login": user.email, "password": password}, **extra)


def make_category(name: str = "Core", parent: Category | None = None) -> Category:
    category = Category(name=name, slug=name.lower().replace(" ", "-"), parent=parent)
    category.save()
    return category


def make_picture(width: int = 1200, height: int = 800, name: str = "squat.jpg", **fields: Any) -> Picture:
    """A picture in the library that is not rendered yet."""
    file = io.BytesIO()
    Image.new("RGB", (width, height), "tomato").save(file, "JPEG")
    picture = Picture.from_upload(ContentFile(file.getvalue()), name, **fields)
    library.add(picture)
    return picture


def make_document(name: str = "plan.pdf", content: bytes = b"%PDF-1.7 plan", **fields: Any) -> Document:
    """A PDF in the library that nothing links to."""
    document = Document.from_upload(ContentFile(content), name, **fields)
    document.save()
    return document


def make_post(
    slug: str = "", categories: list[Category] | None = None, tags: list[str] | None = None, **fields: Any
) -> Post:
    """An article published a week ago."""
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
    if categories:
        post.categories.set(categories)
    if tags:
        post.tags.set(tags)
    # Looked up once a process: not by a test that counts statements.
    ContentType.objects.get_for_model(Post)
    return post


def make_page(slug: str = "about", *, is_published: bool = True, **fields: Any) -> Page:
    state = Page.State.PUBLISHED if is_published else Page.State.DRAFT
    week_ago = timezone.now() - timedelta(days=7)
    page = Page(**{"title": "About", "body": "<p>Who we are.</p>", "state": state, "published_at": week_ago, **fields})
    page.move_to(slug)
    page.save()
    return page


def make_external_link(address: str = "https://short.example/abc", **fields: Any) -> ExternalLink:
    """An external link, and a page that contains it."""
    make_page(f"page-{next(_number)}", body=f'<p>Join: <a href="{escape(address)}">{escape(address)}</a></p>')
    ExternalLink.objects.filter(url=address).update(**{"state": ExternalLink.State.UNCHECKED, **fields})
    return ExternalLink.objects.get(url=address)


def make_mail(about: Iterable[Model] = (), **fields: Any) -> OutgoingMail:
    """A queued mail, written just now."""
    defaults = {
        "kind": MailKind.APPLICATION_RECEIVED,
        "key": f"mail-{next(_number)}",
        "to": "nadia@example.org",
        "subject": "Your application has arrived",
        "text": "Thank you.\n",
        "html": "<p>Thank you.</p>",
    }
    mail = OutgoingMail.objects.create(**{**defaults, **fields})
    MailSubject.objects.bulk_create(MailSubject.for_row(mail, row) for row in about)
    return mail


def make_comment(post: Post | None = None, **fields: Any) -> Comment:
    """An approved comment by a reader, a second later than the one before."""
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
    """An answer by the author of the article, if no other is given."""
    author = fields.pop("author", comment.post.author)
    return make_comment(parent=comment, author=author, name=author.display_name, email=author.email, **fields)


def make_question(post: Post | None = None, **fields: Any) -> Comment:
    """A comment from the form, whose reader may be mailed."""
    comment = make_comment(post, **fields)
    MailRecipient.objects.register(comment.email)
    return comment


def make_many_comments(post: Post, count: int, thread: Comment | None = None, chain: bool = False) -> QuerySet[Comment]:
    """Comments a second apart: roots, or replies to ``thread``, or with ``chain`` each a reply to the one before."""
    first = 1 + (Comment.objects.order_by("-pk").values_list("pk", flat=True).first() or 0)
    start = timezone.now() - timedelta(days=2)
    comment = Comment(post=post, thread=thread, parent=thread, state=Comment.State.APPROVED)
    insert_many(
        comment,
        (
            {
                "id": pk,
                "parent_id": pk - 1 if chain and pk > first else comment.parent_id,
                "name": f"Reader {pk}",
                "text": f"Words {pk}.",
                "html": f"<p>Words {pk}.</p>",
                "fingerprint": f"{pk}",
                "created_at": start + timedelta(seconds=pk),
            }
            for pk in range(first, first + count)
        ),
    )
    return Comment.objects.filter(pk__range=(first, first + count - 1)).order_by("pk")


# The names in tests of the questions of a new site, in order.
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
    """The default questions by their names in tests; created again if a committing test has emptied the table."""
    if not Question.objects.exists():
        default_rows.write_questions(apps)
    return dict(zip(QUESTIONS, Question.objects.order_by("pk"), strict=False))


def make_asked(text: str = "", **fields: Any) -> Question:
    """A question at the end of the form."""
    number = next(_number)
    return Question.objects.create(**{"text": text or f"Question {number}?", "position": 100 + number, **fields})


def make_posted(**answers: Any) -> dict[str, Any]:
    """``ANSWERS`` as the form sends them; names are those in tests or those of form fields."""
    places = {name: field_name(question) for name, question in default_questions().items()}
    return {places.get(name, name): value for name, value in {**ANSWERS, "consent": "on", **answers}.items()}


def make_application(answers: dict[Question, Any] | None = None, **fields: Any) -> Application:
    """A new application with ``ANSWERS``, a goal of its own, and ``answers`` to other questions."""
    values = {**ANSWERS, "goal": f"Lift {next(_number)} kg.", "days_per_week": 3, "consent_text": "I agree.", **fields}
    given = {question: values.pop(name) for name, question in default_questions().items()} | (answers or {})
    application = Application(**values)
    application.store([Answer(question=question, value=value) for question, value in given.items() if value])
    return application


def make_message(application: Application, **fields: Any) -> Message:
    """A queued mail to the applicant."""
    if "person" not in fields:
        fields["person"] = make_coach()
    if "mail" not in fields:
        kind = MailKind.APPLICATION_MESSAGE
        fields["mail"] = make_mail(kind=kind, to=application.email, about=[application])
    return Message.objects.create(**{"application": application, "subject": "Hi", "text": "Hi there.", **fields})


def make_offer(slug: str = "", categories: list[Category] | None = None, **fields: Any) -> Offer:
    """An offer that is on, without dates, and not placed anywhere."""
    number = next(_number)
    defaults = {"name": f"Offer {number}", "button": "Join in", "target": "https://shop.example.com/join/"}
    offer = Offer.objects.create(**{**defaults, "slug": slug or f"offer-{number}", **fields})
    if categories:
        offer.categories.set(categories)
    return offer


def make_sign_up(offer: Offer | None = None, **fields: Any) -> SignUp:
    """A sign-up that is not confirmed."""
    number = next(_number)
    offer = offer or make_offer(collects_sign_ups=True, target="")
    defaults = {"name": f"Reader {number}", "email": f"reader{number}@example.org", "consent_text": "I agree."}
    return SignUp.objects.create(**{**defaults, "offer": offer, **fields})


def make_show(**fields: Any) -> Show:
    defaults = {
        "title": "Strong Enough",
        "description": "Short talks about training.",
        "owner_email": "mara@example.org",
    }
    show = Show(pk=1, **{**defaults, **fields})
    show.save()
    return show


def make_episode(post: Post | None = None, **fields: Any) -> Episode:
    """A public episode of two minutes, with its audio elsewhere."""
    defaults = {"address": "https://audio.example/squat.mp3", "size": 1_920_000, "duration": 120}
    if "audio" in fields:
        del defaults["address"]
    return Episode.objects.create(post=post or make_post(), **{**defaults, **fields})
