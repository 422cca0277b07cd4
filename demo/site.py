"""The words around the sample articles: who writes here, what the site says of itself, where its menu leads."""

from dataclasses import dataclass

SITE = {
    "name": "Sturdy",
    "tagline": "Build strength that lasts.",
    "welcome": "Training for people with jobs, stairs and shopping bags. Articles most weeks, and a coach who answers.",
    "hero_alt": "A woman stands tall with both arms raised, in front of a large setting sun.",
    "footer": "Made for people who carry their own shopping.",
}

CATEGORIES = {
    "Butt": "Hips that push, climb and carry. It is the biggest muscle you have; let it work.",
    "Core": "A middle that holds while the rest of you moves. Less folding, more refusing.",
    "Functional Fitness": "Squat, hinge, push, pull, carry: the movements your day is made of.",
    "Pain Relief": "What to do when something complains, and when to have it looked at instead.",
}
HEALTH_CATEGORIES = {"Pain Relief"}
BLOG_DESCRIPTION = "Everything there is to read, by the part of you it is about."


@dataclass(frozen=True, slots=True)
class Person:
    """Who signs in. ``portrait`` is a picture of ``demo.drawing``, ``biography`` a file of ``texts``."""

    name: str
    email: str
    slug: str
    role: str
    portrait: str
    biography: str
    links: list[tuple[str, str]]
    is_owner: bool = False


# Known to everybody who reads this, which is why the sample is only ever loaded on a site of this machine.
PASSWORD = "carry the shopping home"  # noqa: S105

MARA = Person(
    name="Mara Lindt",
    email="mara@sturdy.example",
    slug="mara-lindt",
    role="Head coach",
    portrait="mara",
    biography="mara.html",
    links=[
        ("Training logs to print", "https://www.example.org/training-logs"),
        ("Pictures from the gym", "https://www.example.org/photos"),
    ],
    is_owner=True,
)
INES = Person(
    name="Ines Varga",
    email="ines@sturdy.example",
    slug="ines-varga",
    role="Physiotherapist",
    portrait="ines",
    biography="ines.html",
    links=[("Her practice", "https://www.example.org/practice")],
)
PEOPLE = [MARA, INES]
