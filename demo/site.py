"""The sample's people, site texts and menu."""

from dataclasses import dataclass

from accounts.roles import Role
from demo.articles import TEXTS

SITE = {
    "name": "Sturdy",
    "tagline": "Build strength that lasts.",
    "welcome": "Training for people with jobs, stairs and shopping bags. Articles most weeks, and a coach who answers.",
    "client_words": "I carried my granddaughter up four flights of stairs, and only at the top did I notice.",
    "client_name": "Greta, 58, coached for a year",
    "footer": "Made for people who carry their own shopping.",
}
INTRODUCTIONS = {
    "apply_introduction": "apply",
    "articles_introduction": "articles-introduction",
    "privacy_introduction": "privacy",
}
START_HERE = ["two-days-a-week-is-enough", "how-deep-should-you-squat", "the-dead-bug-done-properly"]
HERO_ALT = "A woman stands tall with both arms raised, in front of a large setting sun."

# The pictures within articles, and what they show.
STEPS = {
    "bridge-steps": "A woman lies on her back with her feet up close. Then her hips are lifted.",
    "dead-bug-steps": "A woman lies on her back, arms and legs up. Then one arm and the other leg stretch away.",
    "hinge-steps": "A woman stands tall. Then her hips are far back, her back is long, and her knees are hardly bent.",
    "side-plank-steps": "A woman leans on forearm and knees. Then her hips are lifted and her free arm reaches up.",
    "squat-steps": "A woman stands with her arms stretched forwards. Then she sits deep, with a long back.",
}

# The introduction of each, and its picture.
CATEGORIES = {
    "Butt": (
        "Hips that push, climb and carry. It is the biggest muscle you have; let it work.\n\n"
        "Begin with the bridge. If it cramps behind the thigh, that is an answer too: read on, or ask below.",
        "bridge",
    ),
    "Core": (
        "A middle that holds while the rest of you moves. Less folding, more refusing.\n\n"
        "Nothing here needs a machine, and hardly anything takes ten minutes. Breathing comes first.",
        "dead-bug",
    ),
    "Functional Fitness": (
        "Squat, hinge, push, pull, carry: the movements your day is made of.\n\n"
        "Two days a week are enough for most of us. Choose one article, and stay with it for a month.",
        "carry",
    ),
    "Pain Relief": (
        "What to do when something complains, and when to have it looked at instead.\n\n"
        "These are things that help many people. They don’t replace somebody who can look at you.",
        "rest",
    ),
}
HEALTH_CATEGORIES = {"Pain Relief"}
BLOG = "Blog"
BLOG_DESCRIPTION = "Everything there is to read, by the part of you it is about."


@dataclass(frozen=True, slots=True)
class Person:
    """A person with an account. ``portrait`` is a file in ``pictures``, ``biography`` one in ``texts``."""

    name: str
    email: str
    slug: str
    job_title: str
    role: Role
    portrait: str
    biography: str
    links: list[tuple[str, str]]


# The password is public, which is why the sample is only loaded on a site of this machine.
PASSWORD = "carry the shopping home"  # noqa: S105

MARA = Person(
    name="Mara Lindt",
    email="mara@sturdy.example",
    slug="mara-lindt",
    job_title="Head coach",
    role=Role.OWNER,
    portrait="mara",
    biography="mara.html",
    links=[
        ("Training logs to print", "https://www.example.org/training-logs"),
        ("Pictures from the gym", "https://www.example.org/photos"),
    ],
)
INES = Person(
    name="Ines Varga",
    email="ines@sturdy.example",
    slug="ines-varga",
    job_title="Physiotherapist",
    role=Role.WRITER,
    portrait="ines",
    biography="ines.html",
    links=[("Her practice", "https://www.example.org/practice")],
)
PEOPLE = [MARA, INES]


def read_site_texts() -> dict[str, str]:
    """Return the texts of the site by the names of their columns."""
    introductions = {name: (TEXTS / f"{file}.html").read_text(encoding="utf-8") for name, file in INTRODUCTIONS.items()}
    return {**SITE, **introductions}
