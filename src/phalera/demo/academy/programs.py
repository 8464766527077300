"""The paths and certifications of the academy, and the skills that its courses give credits for."""

from phalera.demo.academy.content import Program, Skill, prose
from phalera.learning.validity import Unit, Validity

PATHS: tuple[Program, ...] = (
    Program(
        slug="nature-guide",
        title="The Nature Guide",
        summary="From the leaf in your hand to the weather over the ridge.",
        description=prose("""
            Four courses, one after the other, because each of them opens your eyes for the next: plants, then those who
            visit them, then the way through, then the sky above it.

            Who has walked all four may take groups out on Sundays.
        """),
        criteria="Complete all four courses in their order and lead one walk with an experienced guide behind you.",
        items=("field-botany", "bees-through-the-year", "map-and-compass", "reading-the-weather"),
        ordered=True,
    ),
    Program(
        slug="harbor-crew",
        title="Harbor Crew",
        summary="All you need for a first season on the quay.",
        description=prose("""
            The quay is loud, wet and friendly. Three of these four are enough to begin with; most people come back for
            the last one when the evenings get long.
        """),
        criteria="Complete three of the four courses.",
        items=("first-week", "lift-and-carry", "first-aid-at-work", "fire-safety"),
        needed=3,
    ),
    Program(
        slug="leading-teams",
        title="Leading Teams",
        summary="For people who lead others for the first time.",
        description=prose("""
            Nobody is born to it, and nobody needs to be. Listen, write, meet, and know what your numbers say: in any
            order, at your own pace, with a mentor whom you choose yourself.
        """),
        criteria="Complete all four courses and talk over the first hundred days with your mentor.",
        items=("the-art-of-listening", "writing-for-busy-readers", "meetings-worth-having", "data-basics"),
    ),
)

CERTIFICATIONS: tuple[Program, ...] = (
    Program(
        slug="forklift-operator",
        title="Forklift Operator",
        summary="May drive the trucks in our halls, for a year at a time.",
        description=prose("""
            Know the house and know how to lift before you drive. The license holds for a year; after that, half an hour
            of The Forklift, Once a Year keeps it.
        """),
        criteria="Complete both courses and drive the lane in hall 2 with an instructor beside you.",
        items=("first-week", "lift-and-carry"),
        validity=Validity(count=1, unit=Unit.YEARS),
        renew_from_days=60,
        grace_days=30,
        renewed_by="the-forklift-once-a-year",
    ),
    Program(
        slug="launch-skipper",
        title="Launch Skipper",
        summary="May take the launch out with guests, for a season at a time.",
        description=prose("""
            Two of the three courses, and a morning on the water. It holds for one season of three months, because the
            sandbanks do not hold longer either.
        """),
        criteria="Complete two of the three courses and bring the launch alongside three times, once in the rain.",
        items=("map-and-compass", "reading-the-weather", "lift-and-carry"),
        needed=2,
        validity=Validity(count=3, unit=Unit.MONTHS),
        renew_from_days=21,
        renewed_by="the-harbor-chart-revised",
    ),
    Program(
        slug="food-hygiene",
        title="Food Hygiene",
        summary="For all who sell what they gathered, kept or baked.",
        description=prose("""
            On Saturdays there is a table in the yard with honey, herbs and bread. Whoever stands behind it has done two
            of these courses and knows how the kitchen works.
        """),
        criteria="Complete two of the three courses and keep the temperature list of the kitchen for one week.",
        items=("field-botany", "bees-through-the-year", "the-bread-workshop"),
        needed=2,
        validity=Validity(count=6, unit=Unit.MONTHS),
        renew_from_days=30,
        grace_days=14,
        renewed_by="the-kitchen-once-more",
    ),
    Program(
        slug="data-protection",
        title="Data Protection",
        summary="May work with the files of others. Once learned, it stays.",
        description=prose("""
            Know a hook when you see one, know what a table gives away, and write no more about anybody than they would
            like to read. Two of the three, and it holds for as long as you are with us.
        """),
        criteria="Complete two of the three courses and sign the promise of confidentiality.",
        items=("spot-the-hook", "data-basics", "writing-for-busy-readers"),
        needed=2,
    ),
)

PROGRAMS: tuple[Program, ...] = (*PATHS, *CERTIFICATIONS)

# How many credits, is weighed so that the levels come slowly: three courses or so for each.
SKILLS: tuple[Skill, ...] = (
    Skill(
        slug="public-speaking",
        name="Public Speaking",
        summary="Say it so that the last row hears it and the first one believes it.",
        description=prose("""
            Every course in which you stand up and say something counts. Nobody here was born speaking; the best of us
            hid behind the door in their first week.
        """),
        levels=(("Speaker", 30), ("Presenter", 80), ("Orator", 100)),
        credits={
            "the-art-of-listening": 30,
            "meetings-worth-having": 30,
            "writing-for-busy-readers": 20,
            "first-week": 10,
            "data-basics": 10,
        },
    ),
    Skill(
        slug="problem-solving",
        name="Problem Solving",
        summary="Find out what is really wrong, then try the cheapest remedy first.",
        description=prose("""
            A flat tire, a chart that lies, a fog that comes in: the matter changes, the way of thinking stays. Courses
            that make you look twice count.
        """),
        levels=(("Tinkerer", 40), ("Solver", 100), ("Pathfinder", 130)),
        credits={
            "data-basics": 30,
            "map-and-compass": 20,
            "first-aid-at-work": 20,
            "reading-the-weather": 20,
            "the-art-of-listening": 20,
            "bicycle-workshop": 10,
            "saving-energy-at-work": 10,
        },
    ),
    Skill(
        slug="languages",
        name="Languages",
        summary="Among sixty colleagues there are thirty languages. Take one more home.",
        description=prose("""
            Some of our courses are taught half in Arabic, and in all of them you will hear words that you do not know.
            Ask, write them down, use them on Monday.
        """),
        levels=(("Greeter", 50), ("Companion", 70), ("Interpreter", 90)),
        credits={
            "reading-the-weather": 30,
            "map-and-compass": 20,
            "the-art-of-listening": 20,
            "meetings-worth-having": 20,
        },
    ),
)
