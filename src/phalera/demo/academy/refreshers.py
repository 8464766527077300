"""The short courses that renew a certification; they give no badge of their own."""

from phalera.demo.academy.content import Course, module, prose

REFRESHERS: tuple[Course, ...] = (
    Course(
        slug="the-forklift-once-a-year",
        title="The Forklift, Once a Year",
        summary="Half an hour for those who drive already.",
        description=prose("""
            You know the truck. These two pages are about what changed in the halls, and about the habits that a year of
            driving wears into everybody.
        """),
        modules=(
            module(
                "What a year wears off",
                """
                The belt, the horn at the corner, the look over both shoulders: nobody decides to leave them out. They
                fade, a little every month, because nothing happened the last time.

                Ask a colleague to watch you for ten minutes and to say nothing until you have parked. Then listen.
                """,
            ),
            module(
                "What changed in the halls",
                """
                Hall 2 is one way now, from the quay to the street. The charging corner moved behind the blue line, and
                nobody walks there. Mirrors hang at both crossings: use them, and sound the horn all the same.

                When you have driven the new lane once with an instructor beside you, tick this page off.
                """,
            ),
        ),
    ),
    Course(
        slug="the-harbor-chart-revised",
        title="The Harbor Chart, Revised",
        summary="New season, new sandbanks: what skippers must know before they cast off.",
        description=prose("""
            The river moves, and we mark what it moved. Every season begins with this chart, a pencil and two pages.
        """),
        modules=(
            module(
                "What moved",
                """
                The bank off the fish market has grown by a boat's length. The green buoy lies farther out and blinks
                every four seconds. Under the iron bridge the middle arch is closed until the painters are done.

                Draw all three into your own chart. A line you drew yourself is a line you will remember in the rain.
                """,
            ),
            module(
                "Say it before you need it",
                """
                Before the guests step aboard, say aloud what you would do if the engine stopped at the bridge, if
                somebody fell in, and if the fog came. Your crew hears it too, and that is half of the plan.

                Then take her out once with another skipper and without guests. The season is yours.
                """,
            ),
        ),
    ),
    Course(
        slug="the-kitchen-once-more",
        title="The Kitchen, Once More",
        summary="Cold, hot and clean, twice a year.",
        description=prose("""
            The rules have not changed since the last time. Hands have: they got used to everything. Two pages to make
            them careful again.
        """),
        modules=(
            module(
                "Four degrees, seventy degrees",
                """
                Cold is below four, hot is above seventy, and what lies between is where things grow. Put the thermometer
                into the middle and wait until it stops moving.

                Write the number down even when it is right. The list is not for the inspector; it is for the one who
                opens the door tomorrow.
                """,
            ),
            module(
                "Hands, boards, labels",
                """
                Wash for as long as it takes to say your address twice. Red board for meat, green for leaves, and none of
                them for both. Every jar has a name and a day on it, or it goes.

                Show a new colleague how you do it. Whoever shows it does it properly.
                """,
            ),
        ),
    ),
)
