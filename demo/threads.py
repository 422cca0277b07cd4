"""Which conversation stands below which sample article."""

from demo.conversations import Said, asked, mara

THREADS: dict[str, list[Said]] = {
    "three-planks-that-beat-a-hundred-sit-ups": [
        asked(
            "Hanne R.",
            2.9,
            "Twelve seconds. TWELVE. I run half marathons and my arms were shaking like pudding. Is it normal to feel "
            "it in the upper back too?",
            mara(
                2.4,
                "Very normal, Hanne. The upper back is what keeps your ribs from sinking, so it works hard in the long "
                "version. If it is the neck you feel, look at the floor a little in front of your hands instead of at "
                "the wall. Twelve honest seconds are a great start!",
                asked("Hanne R.", 1.6, "Fifteen today. Looking at the floor changed everything, thank you."),
            ),
        ),
        asked(
            "Theo",
            1.3,
            "I had a hernia operation in spring and my surgeon says I may train again. Would you start with the knees "
            "down, or with something else altogether?",
        ),
    ],
}
