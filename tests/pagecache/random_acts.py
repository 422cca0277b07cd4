"""A small site, and random acts by every way in: what a person, a program or another process may do to it."""

import json
import subprocess
import sys
from collections.abc import Callable
from copy import copy
from datetime import timedelta
from random import Random
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from taggit.models import Tag

from accounts.models import Profile, ProfileLink, User
from blog.desk.saving import current
from blog.models import Address, Category, Likeness, Page, Post, SiteTexts
from blog.periods import years
from coaching.models import Question
from comments.models import Comment, Decision, ScreeningRules
from media.models import Picture
from offers.models import Click, Offer
from pagecache.declarations import UPDATE, public_declarations
from tests.factories import (
    default_questions,
    make_answer,
    make_category,
    make_coach,
    make_comment,
    make_episode,
    make_offer,
    make_page,
    make_picture,
    make_post,
    make_show,
)

WORDS = "hips knees plank squat carry breathe hinge brace stairs press".split()
SEPARATE_PROCESS = {
    "sqlite": "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], timeout=20); c.execute(sys.argv[2]); c.commit()",
    "postgresql": "import psycopg, sys; c = psycopg.connect(sys.argv[1]); c.execute(sys.argv[2]); c.commit()",
}


class RandomSite:
    """``act()`` does something at random and returns what; ``urls()`` are the public ones of all kinds."""

    def __init__(self, seed: int, move_clock: Callable[..., None]) -> None:
        self.random = Random(seed)
        self.move_clock = move_clock
        self.texts = SiteTexts(pk=1)
        self.texts.save()
        self.coach = make_coach()
        ProfileLink.objects.create(profile=self.coach.profile, label="Site", url="https://example.org/")
        other = make_coach(display_name="Ines Falk")
        self.pictures = [make_picture(60, 40), make_picture(50, 40)]
        Profile.objects.update(photo=self.pictures[0])
        SiteTexts.objects.update(hero=self.pictures[1])
        blog = make_category("Blog")
        categories = [make_category("Core", parent=blog), make_category("Legs", parent=blog)]
        self.offer = make_offer("talk", target="/apply/", is_site_wide=True, categories=categories[:1])
        make_offer("routine", collects_sign_ups=True, target="", picture=self.pictures[1], categories=[blog])
        text = '<p>Breathe.</p><figure data-block="offer" data-key="routine"></figure>'
        for number, slug in enumerate(WORDS[:5]):
            make_post(
                slug,
                author=[self.coach, other][number % 2],
                body=text if number == 1 else "<p>Lift.</p>",
                categories=[categories[number % 2]],
                tags=WORDS[number : number + 2],
                cover=self.pictures[number % 2],
            )
        one, other = Post.objects.order_by("pk")[:2]
        Likeness.objects.create(post=one, other=other, share=0.5)
        Category.objects.update(picture=self.pictures[1])
        make_page("about", cover=self.pictures[0])
        make_show(picture=self.pictures[0])
        for post in Post.objects.order_by("-pk")[:2]:
            make_episode(post, transcript="WEBVTT\n\n00:00.000 --> 00:04.000\nBreathe.", chapters="0:00 Begin")
        for number in range(12):
            comment = make_comment(Post.objects.order_by("pk")[number % 3])
            if number % 2:
                make_comment(parent=make_answer(comment))
        default_questions()
        for model, label in ((Post, "Post"), (Category, "Category"), (Profile, "Author")):
            self.texts.menu.create(label=label, target=self.one(model).get_absolute_url())
        self.texts.menu.create(label="Tag", target=reverse("tag_detail", args=[self.one(Tag).slug]))
        self.client = Client()
        self.client.force_login(self.coach)
        self.acts: list[Callable[[], object]] = [
            *[self.update_column] * 6,
            *[self.save_column] * 4,
            *[self.write_sql] * 3,
            *[self.delete_row] * 2,
            *[self.move_time] * 2,
            *[self.decide, self.private_act] * 2,
            *[self.other_process, self.replace_row, self.update_many, self.bulk_create, self.bulk_update],
            *[self.new_post, self.new_comment, self.pin, self.reader_writes, self.move_slug, self.bin_or_restore],
            *[self.change_tags, self.change_categories, self.save_in_admin, self.change_setting],
            *[self.rename_category, self.roll_back],
            *[self.write_at_desk, self.publish_at_desk, self.end_at_desk],
        ]

    def act(self) -> str:
        act = self.random.choice(self.acts)
        try:
            with transaction.atomic():
                return f"{act.__name__}: {act()}"
        except (IntegrityError, models.ProtectedError, models.RestrictedError) as error:
            return f"{act.__name__} was refused: {str(error)[:80]}"

    def act_among_others(self) -> str:
        """Act while others do, who may have deleted what this one has just read."""
        try:
            return self.act()
        except (DatabaseError, ObjectDoesNotExist) as error:
            return f"refused: {str(error)[:80]}"

    def for_another_thread(self, seed: int) -> "RandomSite":
        """The same site, with random numbers and a browser of its own."""
        other = copy(self)
        other.random, other.client = Random(seed), Client()
        other.client.force_login(self.coach)
        other.acts = [getattr(other, act.__name__) for act in self.acts]  # type: ignore[attr-defined]
        return other

    def urls(self) -> list[str]:
        """One public URL of each kind, or a missing one, with the rows chosen at random."""
        names = "home feed robots archive article_list sitemap comment_feed application_create".split()
        names += ["privacy_notice", "privacy_request", "podcast_detail", "podcast_feed"]
        found = [reverse(name) for name in names]
        found.append(reverse("sitemap_section", args=[self.random.choice(["posts", "pages", "tags"])]))
        found += [address.get_absolute_url() for address in self.some(Address, 2)]
        for address in self.some(Address, 1):
            found += [reverse("comment_page", args=[address.slug, 1])]
            found += [reverse("post_comment_feed", args=[address.slug])]
        found += [reverse(name, args=[tag.slug]) for tag in self.some(Tag, 1) for name in ("tag_detail", "tag_feed")]
        found += [one.period.get_absolute_url() for one in years()[:1]] + [reverse("feed", args=["atom"])]
        for category in self.some(Category, 1):
            found += [category.get_absolute_url(), reverse("category_feed", args=[category.path])]
        for profile in self.some(Profile, 1):
            found += [profile.get_absolute_url(), reverse("author_feed", args=[profile.slug])]
        for offer in self.some(Offer, 1):
            found += [reverse("sign_up_create", args=[offer.slug]), f"/apply/?offer={offer.slug}"]
        for comment in self.some(Comment, 1):
            found.append(reverse("comment_thread", args=[comment.pk]))
            found.append(f"{comment.post.get_absolute_url()}?replytocom={comment.pk}")
        return found

    def some(self, model: type[Model], count: int) -> list[Any]:
        rows = list(model._default_manager.order_by("pk"))
        return self.random.sample(rows, min(count, len(rows)))

    def one(self, model: type[Model]) -> Any:
        return (self.some(model, 1) or [None])[0]

    def column(self) -> tuple[Any, models.Field[Any, Any], Any]:
        """A row, one of its public fields, and a new value for that."""
        declared = self.random.choice([one for one in public_declarations() if UPDATE in one.operations])
        rows = list(declared.model._base_manager.order_by("pk"))
        if not rows:
            return self.column()
        row = self.random.choice(rows)
        fields = [one for one in declared.model._meta.local_concrete_fields if one.column in declared.columns]
        field = self.random.choice([one for one in fields if not one.primary_key])
        return row, field, self.value_for(field, getattr(row, field.attname))

    def value_for(self, field: models.Field[Any, Any], before: Any) -> Any:
        if field.choices:
            return self.random.choice([value for value, _label in field.flatchoices])
        if isinstance(field, models.ForeignKey):
            others = list(field.remote_field.model._base_manager.values_list("pk", flat=True))
            return self.random.choice(others + ([None] if field.null else []))
        if isinstance(field, models.BooleanField):
            return not before
        if isinstance(field, models.DateTimeField):
            moment = timezone.now() + timedelta(hours=self.random.randint(-900, 90))
            return self.random.choice([moment, None]) if field.null else moment
        if isinstance(field, models.IntegerField):
            return self.random.randint(1, 30)
        if isinstance(field, models.FloatField):
            return self.random.random()
        if isinstance(field, models.FileField):
            return f"pictures/{self.word()}.jpg"
        return self.word()

    def word(self) -> str:
        return f"{self.random.choice(WORDS)}-{self.random.randint(1, 99)}"

    def update_column(self) -> str:
        row, field, value = self.column()
        type(row)._base_manager.filter(pk=row.pk).update(**{field.attname: value})
        return f"{row._meta.label} {row.pk} {field.name}={value!r}"

    def save_column(self) -> str:
        row, field, value = self.column()
        if isinstance(row, Question):
            row.retire()
        elif not isinstance(row, Decision):
            setattr(row, field.attname, value)
            row.save()
        return f"{row._meta.label} {row.pk} {field.name}={value!r}"

    def sql_update(self) -> str:
        """SQL that sets one short text."""
        table, column = self.random.choice(
            [("blog_post", "title"), ("comments_comment", "name"), ("taggit_tag", "name"), ("offers_offer", "button")]
        )
        model = next(one.model for one in public_declarations() if one.table == table)
        row = self.one(model)
        return f"UPDATE {table} SET {column} = '{self.word()}' WHERE id = {row.pk if row else 0}"

    def write_sql(self) -> str:
        sql = self.sql_update()
        with connection.cursor() as cursor:
            cursor.execute(sql)
        return sql

    def other_process(self) -> str:
        """Not within the transaction of this process: the caller's is empty until here."""
        sql, database = self.sql_update(), connection.settings_dict
        transaction.on_commit(lambda: self.run_elsewhere(sql, database))
        return sql

    def run_elsewhere(self, sql: str, database: dict[str, Any]) -> None:
        url = str(database["NAME"])
        if connection.vendor == "postgresql":
            url = f"host={database['OPTIONS'].get('host') or database['HOST']} user={database['USER']} dbname={url}"
        subprocess.run([sys.executable, "-c", SEPARATE_PROCESS[connection.vendor], url, sql], check=True)

    def replace_row(self) -> str:
        if connection.vendor != "sqlite" or not (tag := self.one(Tag)):
            return "not here"
        with connection.cursor() as cursor:
            cursor.execute("REPLACE INTO taggit_tag (id, name, slug) VALUES (%s, %s, %s)", [tag.pk, "X", self.word()])
        return str(tag)

    def delete_row(self) -> str:
        declared = self.random.choice(public_declarations())
        row = self.one(declared.model)
        if row is None or (self.random.random() < 0.5 and declared.model in (User, Post, Category)):
            return "nothing"
        type(row)._base_manager.filter(pk=row.pk).delete()
        return f"{row._meta.label} {row.pk}"

    def update_many(self) -> int:
        return Comment.objects.filter(pk__in=[one.pk for one in self.some(Comment, 5)]).update(
            state=self.random.choice(Comment.State.values), is_private=False, is_pinned=False
        )

    def bulk_create(self) -> str:
        posts, word = self.some(Post, 2), self.word()
        Comment.objects.bulk_create(
            Comment(post=post, name=word, text=word, html=word, fingerprint=f"{word}{post.pk}", state="approved")
            for post in posts
        )
        return word

    def bulk_update(self) -> int:
        posts = self.some(Post, 3)
        for post in posts:
            post.title = self.word()
        return Post.objects.bulk_update(posts, ["title"])

    def new_post(self) -> Post:
        state = self.random.choice(Post.State.values)
        moment = timezone.now() + timedelta(hours=self.random.randint(-90, 30))
        return make_post(
            self.word(), author=self.coach, state=state, published_at=moment, categories=self.some(Category, 1)
        )

    def new_comment(self) -> Comment | None:
        parent = self.one(Comment) if self.random.random() < 0.6 else None
        post = parent.post if parent else self.one(Post)
        return make_comment(post, parent=parent, state=self.random.choice(Comment.State.values)) if post else None

    def decide(self) -> str:
        if comment := self.one(Comment):
            verdict = self.random.choice(Comment.State.values)
            Comment.objects.filter(pk=comment.pk).update(is_private=False)
            comment.decide(verdict, decider=Decision.Decider.PERSON, person=self.coach)
            return f"{comment.pk} {verdict}"
        return "nothing"

    def pin(self) -> int:
        answers = Comment.objects.approved().filter(author__isnull=False, thread__isnull=False)
        return answers.filter(pk__in=answers.values("pk")[:1]).update(is_pinned=True)

    def reader_writes(self) -> str:
        if post := self.one(Post):
            data = {"name": "Nadia", "email": "nadia@example.org", "text": f"Thank you, {self.word()}!"}
            url = reverse("comment_create", args=[post.slug])
            return str(Client().post(url, data, headers={"Sec-Fetch-Site": "same-origin"}, secure=True).status_code)
        return "nothing"

    def move_slug(self) -> str:
        if post := self.one(Post):
            post.move_to(f"{self.random.choice('abc')}{self.word()}")
            post.save()
        return str(post)

    def bin_or_restore(self) -> str:
        entry = self.one(self.random.choice([Post, Page]))
        if entry:
            (entry.restore if entry.is_binned else entry.put_into_bin)()
        return str(entry)

    def change_tags(self) -> str:
        if post := self.one(Post):
            change = self.random.choice([post.tags.add, post.tags.remove])
            change(self.random.choice(WORDS))
        return str(post)

    def change_categories(self) -> str:
        if post := self.one(Post):
            self.random.choice([post.categories.add, post.categories.remove])(*self.some(Category, 1))
        return str(post)

    def rename_category(self) -> str:
        if category := self.one(Category):
            category.slug = self.word()
            category.save()
        return str(category)

    def save_in_admin(self) -> str:
        post = self.one(Post)
        if post is None:
            return "nothing"
        page = self.client.get(reverse("admin:blog_post_change", args=[post.pk]), secure=True)
        if page.status_code != 200:  # Somebody has just deleted it.
            return f"{post} {page.status_code}"
        desk = page.context["desk"]
        content = {**desk["content"], "title": self.word()}
        return self.post_to_desk(post, "publish", base=desk["base"], device="a", number=1, content=content)

    def post_to_desk(self, entry: Any, act: str, **data: Any) -> str:
        url = reverse(f"admin:blog_{entry._meta.model_name}_{act}", args=[entry.pk])
        answer = self.client.post(url, json.dumps(data), content_type="application/json", secure=True)
        return f"{entry} {answer.status_code}"

    def write_at_desk(self) -> str:
        """What is public does not change by this."""
        entry = self.one(self.random.choice([Post, Page]))
        if entry is None:
            return "nothing"
        content = {"title": self.word(), "body": f"<p>{self.word()}</p>"}
        return self.post_to_desk(entry, "save", base=current(entry).base, device=self.word(), content=content)

    def publish_at_desk(self) -> str:
        entry = self.one(self.random.choice([Post, Page]))
        if entry is None:
            return "nothing"
        when = self.random.choice([None, (timezone.now() + timedelta(hours=self.random.randint(1, 30))).isoformat()])
        content = {"search_title": self.word(), "slug": self.word()}
        return self.post_to_desk(entry, "publish", base=current(entry).base, content=content, when=when)

    def end_at_desk(self) -> str:
        entry = self.one(self.random.choice([Post, Page]))
        moment = (timezone.now() + timedelta(hours=self.random.randint(1, 30))).isoformat()
        return self.post_to_desk(entry, "unpublish", at=self.random.choice([None, "", moment])) if entry else "nothing"

    def change_setting(self) -> str:
        days = self.random.choice([0, 3, 8, 30])
        ScreeningRules.objects.update_or_create(pk=1, defaults={"close_after_days": days})
        return str(days)

    def move_time(self) -> str:
        hours = self.random.choice([1, 5, 24, 100])
        self.move_clock(hours=hours)
        return f"{hours} hours"

    def roll_back(self) -> str:
        """What is undone by its transaction must change nothing."""
        try:
            with transaction.atomic():
                self.update_many()
                raise IntegrityError("undone")
        except IntegrityError:
            return "undone"

    def private_act(self) -> str:
        User.objects.update(last_login=timezone.now())
        Picture.objects.update(added_at=timezone.now())
        if self.offer.pk and Offer.objects.filter(pk=self.offer.pk).exists():
            Click.objects.create(
                offer=self.offer, day=timezone.localdate() - timedelta(days=self.random.randint(1, 9999))
            )
        Post.objects.filter(state=Post.State.DRAFT).update(title=self.word())
        return "draft, click, last sign-in"
