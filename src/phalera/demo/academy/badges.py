"""The words of the forty badges; each is drawn from the design of the same slug.

Sixteen are given by the courses, seven by paths and certifications, nine by the levels of skills. Eight lie ready for
whoever makes the next ones.
"""

from phalera.demo.academy import badges_courses
from phalera.demo.academy.content import Badge

_PATHS = (
    Badge(
        slug="leading-teams",
        name="Leading Teams",
        description="Completed the path for people who lead others for the first time.",
        alt="A hexagon with a flag on a mountain and the words Leading teams.",
        tags=("leadership", "people"),
    ),
    Badge(
        slug="web-foundations",
        name="Web Foundations",
        description="Builds a small, fast and accessible website by hand and puts it online.",
        alt="A hexagon with code brackets and the words Web foundations.",
        tags=("web", "technology"),
    ),
    Badge(
        slug="nature-guide",
        name="Nature Guide",
        description="Leads groups outdoors and opens their eyes for plants, weather and the way.",
        alt="A hexagon with a fruit tree under a bright sky and the words Nature guide.",
        tags=("nature", "outdoors"),
    ),
    Badge(
        slug="data-storyteller",
        name="Data Storyteller",
        description="Finds what matters in figures and tells it truthfully to people who were not there.",
        alt="A hexagon with an open book that shows a chart and the words Data storyteller.",
        tags=("data", "communication"),
    ),
    Badge(
        slug="harbor-crew",
        name="Harbor Crew",
        description="Completed everything one needs for a first season on the quay.",
        alt="A hexagon with an anchor on blue waves and the words Harbor crew.",
        tags=("harbor", "warehouse"),
    ),
)

_CERTIFICATIONS = (
    Badge(
        slug="forklift-operator",
        name="Forklift Operator",
        description="Is allowed to operate counterbalance trucks up to five tonnes in our halls.",
        alt="A seal with a forklift and the words Forklift operator.",
        tags=("safety", "warehouse"),
    ),
    Badge(
        slug="data-protection",
        name="Data Protection",
        description="Handles personal data lawfully, sparingly and with care.",
        alt="A seal with a golden padlock and the words Data protection.",
        tags=("security", "law"),
    ),
    Badge(
        slug="electrical-safety",
        name="Electrical Safety",
        description="Is instructed to work near electrical installations under supervision.",
        alt="A dark seal with a lightning bolt and the words Electrical safety.",
        tags=("safety", "electricity"),
    ),
    Badge(
        slug="working-at-height",
        name="Working at Height",
        description="Works safely on ladders, platforms and roofs, and rescues a colleague who hangs.",
        alt="A seal with a ladder that rises between clouds and the words Working at height.",
        tags=("safety", "workplace"),
    ),
    Badge(
        slug="food-hygiene",
        name="Food Hygiene",
        description="Keeps cold things cold, hot things hot and hands clean, and can show it.",
        alt="A seal with a steaming bowl and the words Food hygiene.",
        tags=("safety", "kitchen"),
    ),
    Badge(
        slug="laboratory-safety",
        name="Laboratory Safety",
        description="May work alone in the teaching laboratory with substances of the second class.",
        alt="A seal with a flask of green liquid and the words Laboratory safety.",
        tags=("safety", "science"),
    ),
    Badge(
        slug="launch-skipper",
        name="Launch Skipper",
        description="May take the academy's launch through the inner harbor with up to eight guests.",
        alt="A seal with a ship's wheel and the words Launch skipper.",
        tags=("harbor", "navigation"),
    ),
)


def _levels(
    slug: str, name: str, alt: str, tags: tuple[str, ...], levels: tuple[str, ...]
) -> tuple[Badge, ...]:
    stars = ("one bronze stud", "two silver studs", "three golden studs")
    return tuple(
        Badge(
            slug=f"{slug}-{n}",
            name=f"{name}, level {n}",
            description=words,
            alt=f"A shield with {alt} and {studs}.",
            tags=tags,
        )
        for n, (words, studs) in enumerate(zip(levels, stars, strict=True), start=1)
    )


_SKILLS = (
    *_levels(
        "public-speaking",
        "Public Speaking",
        "two speech bubbles",
        ("communication", "speaking"),
        (
            "Speaks to a small group for five minutes with a clear beginning and end.",
            "Holds a room for half an hour and answers questions with ease.",
            "Moves an audience, with or without a microphone, and helps others to do so.",
        ),
    ),
    *_levels(
        "languages",
        "Languages",
        "a globe on its stand",
        ("languages", "people"),
        (
            "Greets, asks the way and says thank you in a third language.",
            "Works a full day in a third language, with patience on both sides.",
            "Interprets between colleagues who would otherwise not understand one another.",
        ),
    ),
    *_levels(
        "problem-solving",
        "Problem Solving",
        "two gears",
        ("thinking", "teamwork"),
        (
            "Describes a problem so that others can see it too.",
            "Finds the cause behind the cause and tries the cheapest remedy first.",
            "Leads a group through a problem that none of them could solve alone.",
        ),
    ),
)

BADGES: tuple[Badge, ...] = (*badges_courses.BADGES, *_PATHS, *_CERTIFICATIONS, *_SKILLS)
