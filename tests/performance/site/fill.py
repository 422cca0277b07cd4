"""Write the rows of the site that is measured."""

from dataclasses import replace
from datetime import timedelta
from itertools import batched

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from blog.models import Address, Category, Post
from blog.tasks import draw_share_pictures
from comments import unanswered
from comments.models import Comment
from core import tasks
from search.tasks import fill_search
from tests.factories import make_answer, make_category, make_coach, make_comment, make_offer, make_post
from tests.performance.bench_coaching import add_applications
from tests.performance.site import texts

ARTICLES, COMMENTS, WAITING, APPLICATIONS = 10_000, 100_000, 2_000, 10_000
AT_ONCE = 2_000


@transaction.atomic
def write_content(articles: list[texts.Article]) -> None:
    """Write the content that the other site has too."""
    coach = make_coach()
    categories: dict[str, Category] = {}
    for article in articles:
        for name in article.categories:
            categories[name] = categories.get(name) or make_category(name)
        post = make_post(
            article.slug,
            categories=[categories[name] for name in article.categories],
            tags=article.tags,
            title=article.title,
            teaser=article.teaser,
            body=article.body,
            author=coach,
            published_at=article.at,
        )
        write_comments(post, article.comments)


def write_comments(post: Post, comments: list[texts.Comment]) -> None:
    rows: dict[int, Comment] = {}
    for one in comments:
        parent = rows.get(one.parent)
        if one.is_by_coach and parent:
            rows[one.number] = make_answer(parent, text=one.text, created_at=one.at)
        else:
            fields = {"name": one.name, "email": one.email, "text": one.text, "created_at": one.at}
            rows[one.number] = make_comment(post, parent=parent, **fields)


@transaction.atomic
def add_many_rows() -> None:
    """Add articles, comments and applications until there are as many as the lists of the admin are measured with."""
    coach = User.objects.get()
    posts = _add_articles(coach)
    _add_comments(posts, coach)
    make_offer()
    add_applications(coach, APPLICATIONS)


def do_background_work() -> None:
    """Do what the background worker does once after articles were written, so that it is at rest afterwards."""
    fill_search.call()
    draw_share_pictures.call()


def update_statistics() -> None:
    """Do what both databases get within an hour."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    while unanswered.remember_answers():
        """As the scheduled task does, in parts."""
    tasks.update_statistics.call()


def _add_articles(coach: User) -> list[Post]:
    patterns = list(Post.objects.order_by("pk"))
    missing = ARTICLES - len(patterns)
    addresses = Address.objects.bulk_create(Address(slug=f"article-{number}") for number in range(missing))
    now = timezone.now()
    return Post.objects.bulk_create(
        (
            Post(
                title=f"{pattern.title} {number}",
                teaser=pattern.teaser,
                body=f"<p>{pattern.teaser}</p>",
                author=coach,
                address=address,
                state=Post.State.DRAFT if number % 100 == 0 else Post.State.PUBLISHED,
                published_at=now - timedelta(hours=number),
            )
            for number, address in enumerate(addresses)
            for pattern in [patterns[number % len(patterns)]]
        ),
        batch_size=AT_ONCE,
    )


def _add_comments(posts: list[Post], coach: User) -> None:
    """``WAITING`` comments wait for an answer, and no other does. Of the rest, half are the coach's answers."""
    now = timezone.now()
    Comment.objects.update(settled_at=now)
    said = list(Comment.objects.filter(author=None).values_list("text", flat=True))

    def question(number: int) -> Comment:
        comment = Comment(
            post=posts[number % len(posts)],
            name=f"Reader {number}",
            email=f"reader{number % 20_000}@example.org",
            text=f"{said[number % len(said)]} {number}",
            state=Comment.State.APPROVED,
            priority=Comment.Priority.values[number % len(Comment.Priority.values)],
            created_at=now - timedelta(minutes=30 * (number if number < WAITING else number - WAITING)),
        )
        comment.fingerprint = comment.make_fingerprint()
        return comment

    def answer(comment: Comment) -> Comment:
        text = f"{said[comment.pk % len(said)]} {comment.pk}"
        fields = {"name": coach.display_name, "email": coach.email, "state": Comment.State.APPROVED}
        answer = Comment(post=comment.post, parent=comment, thread=comment, author=coach, text=text, **fields)
        answer.created_at, answer.fingerprint = comment.created_at + timedelta(hours=1), answer.make_fingerprint()
        return answer

    count = (COMMENTS - WAITING - Comment.objects.count()) // 2
    Comment.objects.bulk_create((question(number) for number in range(WAITING)), batch_size=AT_ONCE)
    for numbers in batched(range(WAITING, WAITING + count), AT_ONCE):
        answered = Comment.objects.bulk_create(question(number) for number in numbers)
        Comment.objects.bulk_create(answer(comment) for comment in answered)


def write_article_with_few_comments() -> None:
    """Write the first article with its comments, and the others without theirs."""
    first, *others = texts.articles()
    write_content([first, *(replace(article, comments=[]) for article in others)])
