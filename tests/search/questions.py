"""What readers ask the sample site, each with the hit that has to be the first. Written before the ranking.

The hit is the slug of an article or page; or of an article, and the first words of a comment on it.
"""

from typing import NamedTuple


class Question(NamedTuple):
    words: str
    slug: str
    comment: str = ""


ARTICLES = [
    Question("how deep should i squat", "how-deep-should-you-squat"),
    Question("knee pain on stairs", "knees-that-complain-on-stairs"),
    Question("side plank", "three-planks-that-beat-a-hundred-sit-ups"),
    Question("tight hip flexors stretch", "tight-hips-stretch-less-use-more"),
    Question("dead bug", "the-dead-bug-done-properly"),
    Question("broomstick test", "learn-to-hinge-before-you-load"),
    Question("farmer carry weight", "pick-it-up-and-walk"),
    Question("overhead press back arches", "where-your-overhead-press-stops"),
    Question("ab wheel roll out", "from-your-knees-to-the-roll-out"),
    Question("training plan two days", "two-days-a-week-is-enough"),
    Question("glute wake up", "your-glutes-are-not-lazy"),
    Question("muscle soreness", "sore-is-a-message"),
    Question("split squats", "stronger-on-one-leg"),
    Question("step-up height", "the-step-up-an-honest-exercise"),
    Question("pelvic floor breathing", "breathe-first-brace-second"),
    Question("sitting all day at desk", "six-minutes-for-a-day-in-a-chair"),
    Question("who is Mara Lindt", "about"),
    Question("diaphragm", "breathe-first-brace-second"),
    Question("traffic light pain", "knees-that-complain-on-stairs"),
    Question("stuffed badger", "pick-it-up-and-walk"),
    Question("figure-four bridge", "your-glutes-are-not-lazy"),
    Question("limbo dancer", "where-your-overhead-press-stops"),
    Question("jam jars grip", "pick-it-up-and-walk"),
    Question("wall sit thirty seconds", "knees-that-complain-on-stairs"),
    Question("kettlebell second-hand", "pick-it-up-and-walk"),
]

ARTICLES_WITH_A_SLIP = [
    Question("squatt depth", "how-deep-should-you-squat"),
    Question("kneee stairs", "knees-that-complain-on-stairs"),
    Question("dead bugg exercise", "the-dead-bug-done-properly"),
    Question("shoulder blde wall test", "where-your-overhead-press-stops"),
    Question("sorness after training", "sore-is-a-message"),
    Question("tigth hips", "tight-hips-stretch-less-use-more"),
    Question("glutes bridgs", "your-glutes-are-not-lazy"),
    Question("diaphram", "breathe-first-brace-second"),
    Question("suitcse carry", "pick-it-up-and-walk"),
    Question("bromstick", "learn-to-hinge-before-you-load"),
    Question("deadlfit from a step", "learn-to-hinge-before-you-load"),
    Question("bracng", "breathe-first-brace-second"),
    Question("cartilge worn", "knees-that-complain-on-stairs"),
    Question("rucksak with books", "pick-it-up-and-walk"),
    Question("lumbr roll", "six-minutes-for-a-day-in-a-chair"),
]

COMMENTS = [
    Question("hip clicks without pain", "the-dead-bug-done-properly", "A click without pain"),
    Question("wheelchair", "where-your-overhead-press-stops", "Yes. Sit a little forward"),
    Question("labral tear", "tight-hips-stretch-less-use-more", "Parts of it, most likely"),
    Question("night shifts", "two-days-a-week-is-enough", "Sleeps, what a good question"),
    Question("rings and pull-up bar no weights", "two-days-a-week-is-enough", "Yes: rings for push and pull"),
    Question("lorry driver", "six-minutes-for-a-day-in-a-chair", "At the wheel: move the seat"),
    Question("forearms give up straps", "pick-it-up-and-walk", "No, they’re the part"),
    Question("which shoes for the step down", "knees-that-complain-on-stairs", "Flat and firm"),
    Question("still leak running for the bus", "breathe-first-brace-second", "It’s common, Cora"),
    Question("soreness that comes on the third day", "sore-is-a-message", "That happens, above all"),
    Question("band around the knees bridges", "your-glutes-are-not-lazy", "A light one, yes."),
    Question("good morning with a bar", "learn-to-hinge-before-you-load", "The same movement with a far longer"),
    Question("kneecap hurts on cushion", "six-minutes-for-a-day-in-a-chair", "Then do it standing"),
    Question("hernia operation plank", "three-planks-that-beat-a-hundred-sit-ups", "I had a hernia operation"),
    Question("thinner book ankle", "how-deep-should-you-squat", "Not for nothing, but in the wrong place"),
]

COMMENTS_WITH_A_SLIP = [
    Question("wheelchiar", "where-your-overhead-press-stops", "Yes. Sit a little forward"),
    Question("labrall tear", "tight-hips-stretch-less-use-more", "Parts of it, most likely"),
    Question("wirsts shoulder touches", "three-planks-that-beat-a-hundred-sit-ups", "You can: lift one elbow"),
    Question("feel planks in uper back", "three-planks-that-beat-a-hundred-sit-ups", "Very normal, Hanne"),
    Question("hamstrngs only feel activate", "your-glutes-are-not-lazy", "With the first one only, Nadia"),
]

QUESTIONS = [*ARTICLES, *ARTICLES_WITH_A_SLIP, *COMMENTS, *COMMENTS_WITH_A_SLIP]

# Questions of readers, each with the first words of the answer that the coach has given to one like it.
ALIKE = {
    "My hip makes a clicking sound when I stretch the leg out, no pain though. Should I worry?": "A click without pain",
    "I'm in a wheelchair, can I still do the overhead press?": "Yes. Sit a little forward",
    "An MRI showed a labral tear in my hip. Can I do these exercises?": "Parts of it, most likely",
    "I work nights as a nurse. How do I plan the two days when I have night shifts?": "Sleeps, what a good question",
    "I only own gymnastic rings and a bar for pull-ups, no weights. Can I follow the plan?": "Yes: rings for push",
    "I am a lorry driver and sit all day. What can I do at a rest stop?": "At the wheel: move the seat",
    "My grip and forearms are tired long before my legs when I carry. Are straps ok?": "No, they’re the part",
    "What shoes should I wear when I do the step-down?": "Flat and firm",
    "I leak a little when I run since my child was born. Is that normal?": "It’s common, Cora",
    "My muscles are sore only on the third day after training, is that too late?": "That happens, above all",
    "May I put a band around my knees during the bridge?": "A light one, yes.",
    "Is a good morning with the barbell the same as the hinge?": "The same movement",
    "Kneeling on one knee hurts my kneecap, even with a cushion under it.": "Then do it standing",
    "My wrists hurt during shoulder touches. Could I do them on my forearms?": "You can: lift one elbow",
    "I feel the plank mostly in my upper back and my arms shake. Normal?": "Very normal, Hanne",
    "I only feel my hamstrings in the bridges, never my glutes. Where do I start?": "With the first one only, Nadia",
    "I never get sore any more. Am I training too little?": "Are your weights going up",
    "How do I know whether I moved my knees back too soon with the wheel?": "If the last of six",
    "The stick leaves my tailbone when I bend. Do I stop there?": "Both. Load only",
    "Should I use the same weight for both legs if one is stronger?": "The same for both",
}
