"""Courses about making, mending and measuring."""

from phalera.demo.academy.content import Course, module, prose

COURSES = (
    Course(
        slug="data-basics",
        title="Data Basics",
        badge="data-basics",
        summary="Read a table, doubt a chart, and ask the next question.",
        description=prose("""
            No formulas beyond a division. You learn what a number can tell you, what it cannot, and how to show it to
            somebody else without fooling them or yourself.
        """),
        criteria="Complete all four modules and present one chart of your own to two colleagues.",
        modules=(
            module(
                "One row, one thing",
                """
                A good table has one row for each thing, one column for each question, and one answer in each cell. Color
                is not an answer, and neither is an empty cell that means “see above”.

                Keep what you received untouched in one sheet, and work in another.
                """,
            ),
            module(
                "The middle is not everything",
                """
                Nine people earn two thousand and one earns fifty. The average is nearly seven, and nobody earns it. Ask
                for the middle one as well, and for the smallest and the largest.

                Whenever somebody gives you an average, ask how many there were.
                """,
            ),
            module(
                "Charts that do not lie",
                """
                Bars begin at zero. Time runs along the foot, evenly. Two scales in one picture are one too many. If the
                slices of a pie need a legend, it wanted to be bars.

                Then write what it shows as a sentence above it. A chart without a sentence is a puzzle.
                """,
            ),
            module(
                "Because, or merely with?",
                """
                More ice cream is sold when more people drown, and both are the summer's doing. Two lines that rise
                together may have the same mother.

                Before you say “because”, look for what else changed, and for a group in which nothing did.
                """,
            ),
        ),
    ),
    Course(
        slug="saving-energy-at-work",
        title="Saving Energy at Work",
        badge="energy-saver",
        summary="Find the three switches that matter in your building.",
        description=prose("""
            Good will saves little; knowing where it goes saves a lot. You measure your own floor for a week and change
            three things.
        """),
        criteria="Complete all four modules and report one week of readings before and after your change.",
        modules=(
            module(
                "Read the meter",
                """
                Write down the meter at six in the evening and again at six in the morning. What runs while nobody is
                there is the cheapest thing to save.

                In our building it was a third. In yours it will not be nothing.
                """,
            ),
            module(
                "Warm people, not rooms",
                """
                One degree less saves about six percent of the heating. Nobody should freeze for it: a closed door, a
                curtain at night and a radiator that is not behind a sofa do more than a brave face.

                Air with the window wide open for five minutes, not ajar for an hour.
                """,
            ),
            module(
                "The quiet eaters",
                """
                A printer that sleeps, a fridge full of ice, a screen in a lobby, a pump that was set to “manual” in
                2011. Walk around with a meter and a sense of humor.

                Anything warm to the hand that does nothing useful is on your list.
                """,
            ),
            module(
                "Make it stay saved",
                """
                Habits last a fortnight, timers last for years. Wherever you can, change the setting and not the people.

                Put the number where everybody passes, once a month, as something we did together. Never put up a sign
                that scolds.
                """,
            ),
        ),
    ),
    Course(
        slug="the-bread-workshop",
        title="The Bread Workshop",
        badge="bread-baker",
        summary="Flour, water, salt and a day with little to do.",
        description=prose("""
            Bread is mostly waiting. You will make one loaf four times, changing a single thing each time, which is also
            how one learns anything else.
        """),
        criteria="Complete all four modules and bring a loaf that others finish.",
        modules=(
            module(
                "Four things in a bowl",
                """
                Five hundred grams of flour, three hundred and fifty of water, ten of salt, and a spoon of starter or as
                much yeast as would cover a fingernail. Weigh it all. Cups are for tea.

                Mix until no dry flour is left, cover it, and go away for half an hour. The dough kneads itself meanwhile.
                """,
            ),
            module(
                "Fold and wait",
                """
                Wet your hand, take the dough by one side, stretch it up and lay it over. A quarter turn, and again, four
                times. That is all. Do it every half hour for two hours.

                It is ready when it is half as large again and trembles when you shake the bowl.
                """,
            ),
            module(
                "Shape and heat",
                """
                Pull the surface tight with little flour and quick hands. Let it rest while the oven comes to two hundred
                and forty degrees with an iron pot in it.

                Cut it once, deep and slanting, lid on for twenty-five minutes, lid off until it is darker than you dare.
                """,
            ),
            module(
                "Listen to it",
                """
                Knock on the bottom: hollow is done. Then comes the hardest hour, in which it must not be cut. It is
                still cooking, and it crackles as it cools.

                Write down what you changed. Give half of it away while it is warm.
                """,
            ),
        ),
    ),
    Course(
        slug="bicycle-workshop",
        title="The Bicycle Workshop",
        badge="bicycle-mender",
        summary="Mend a flat, tame a brake, and know when to ask.",
        description=prose("""
            Saturday mornings in the yard, and these pages for the week between. Bring your own wheels or borrow ours.
        """),
        criteria="Complete all six modules and mend a puncture in under twenty minutes.",
        modules=(
            module(
                "The two-minute check",
                """
                Air, brakes, chain, bolts. Press the tire with your thumb, pull both levers, turn the pedals backward,
                and drop the front wheel from a hand's breadth: what rattles is loose.

                Do it every Monday. Most repairs are a Monday that was left out.
                """,
            ),
            module(
                "Take off a wheel",
                """
                Smallest gear first, brake open, lever or nuts undone. Lift the saddle with one hand and let the wheel
                fall into the other.

                Lay the bicycle on the side without the chain. It has had a hard life already.
                """,
            ),
            module(
                "Find the hole",
                """
                Pump the tube and hold it to your lips, which feel a breath of air better than any finger. Mark the place.
                Then run a cloth around the inside of the tire: what made the first hole is often still there.

                No glass found means look at the rim tape.
                """,
            ),
            module(
                "Patch it",
                """
                Roughen, glue thinly, and wait until it no longer shines. Everybody is too quick here. Press the patch
                from the middle outward and count to sixty.

                A good patch outlives the tube.
                """,
            ),
            module(
                "Brakes",
                """
                The pads should meet the rim together, flat, and never the tire. Turn the little barrel outward to take
                up slack; when it has no turns left, the cable wants setting, and the pads may be done.

                Try it at walking pace before you try it downhill.
                """,
            ),
            module(
                "When to ask",
                """
                Cracks in a frame, a bent fork, a wheel that wobbles more than a pencil's width, anything with oil inside:
                ask. There is a bell on the wall, and somebody comes.

                Knowing where your skill ends is the last lesson of this course, and of most.
                """,
            ),
        ),
    ),
)
