"""Courses that happen out of doors."""

from phalera.demo.academy.content import Course, module, prose

COURSES = (
    Course(
        slug="field-botany",
        title="Field Botany",
        badge="field-botany",
        summary="Thirty plants between here and the river, by name.",
        description=prose("""
            You need a hand lens, a notebook and shoes that may get wet. By the end you will not be able to walk to
            the station as quickly as before.
        """),
        criteria="Complete all four modules and name thirty wild plants on the river walk.",
        modules=(
            module(
                "Look at leaves first",
                """
                Flowers come and go, leaves stay. Are they opposite or by turns? Simple or made of leaflets? Is the edge
                smooth, toothed or cut? Three answers rule out nine plants of ten.

                Draw one leaf today, badly. The hand teaches the eye what to look for.
                """,
            ),
            module(
                "Count the petals",
                """
                Four in a cross: think of the cabbages. Five, with many stamens: the roses. Three and three: lilies and
                their kin. A hundred that pull out one by one, each with its own tiny tube: you hold not a flower but a
                village of them, a daisy.

                Count twice, on two flowers. Plants make mistakes as well.
                """,
            ),
            module(
                "Where does it stand?",
                """
                Nettles say that the soil is rich, horsetail that it is wet, heather that it is sour. After a year you
                will read a meadow as you read a street: who lives here, and since when.

                Write down the place, the date and the company it keeps. Leave the plant where it is.
                """,
            ),
            module(
                "The ones to leave alone",
                """
                Learn the dangerous dozen before you learn anything to eat. Hemlock has purple blotches on a smooth stem
                and smells of mice. Giant hogweed burns skin in the sun. Foxglove is lovely and stops hearts.

                Never taste in order to find out. A botanist is somebody with a good memory and all their fingers.
                """,
            ),
        ),
    ),
    Course(
        slug="bees-through-the-year",
        title="Bees through the Year",
        badge="beekeeping",
        summary="Twelve months with the three hives on our roof.",
        description=prose("""
            There are some ninety thousand of us on the roof in June. Come up, move slowly, and wear something pale. We
            follow one colony from the first flight in March to the quiet ball in December.
        """),
        criteria="Complete all five modules and help at two inspections of the hives on the roof.",
        modules=(
            module(
                "March: the first flight",
                """
                On the first warm noon they come out to clean house. Stand beside the hive and watch the landing board
                for ten minutes: pollen coming in means that there is brood inside, and that the queen lived.

                Do not open it yet. Below twelve degrees your curiosity costs them a week of warmth.
                """,
            ),
            module(
                "May: room to grow",
                """
                Now a colony grows by more than a thousand bees a day. Give space before it is needed. A crowded hive
                makes queen cells, and one fine morning half your bees sit in the neighbor's cherry tree.

                Look for eggs, not for the queen. Where there are eggs, she was here within three days.
                """,
            ),
            module(
                "July: the harvest",
                """
                Take only combs that are capped for three quarters, and leave more than you take. Work toward evening,
                with little smoke and no perfume.

                A bee makes about a twelfth of a teaspoon in her life. Say thank you; it does the beekeeper good.
                """,
            ),
            module(
                "September: mites and stores",
                """
                The mite is small, red-brown, and the reason most colonies die. Count what falls on a board in three
                days, write it down, and treat in time with what your association advises.

                Weigh the hive by lifting one side. It should feel as if it were screwed to the floor.
                """,
            ),
            module(
                "December: leave them alone",
                """
                They hang in a ball around the queen, shivering to keep warm, and take turns at the outside. Put your ear
                to the wall: a low hum is all you want to hear.

                Keep the entrance free of snow and woodpeckers. Mend frames, read, and wait.
                """,
            ),
        ),
    ),
    Course(
        slug="map-and-compass",
        title="Map and Compass: الخريطة والبوصلة",
        badge="night-navigation",
        summary="Find the way by paper, needle and stars, also in the dark.",
        description=prose("""
            Taught in English and Arabic by two mountain guides. Batteries die and satellites hide behind hills; a map
            works when wet.
        """),
        criteria="Complete all four modules and find five markers on the night walk without a telephone.",
        modules=(
            module(
                "The map is a drawing of the ground",
                """
                Turn it until it lies as the land does. What is ahead of you is then ahead on the paper, and left is left.

                Brown lines join places of equal height: close together means steep. Follow one with your finger and
                you will walk level. Put a thumb where you are, and move it as you go.
                """,
            ),
            module(
                "Take a bearing",
                """
                Lay the edge from where you are to where you want to be, turn the dial until its lines run with the
                map's north, then hold it level and turn yourself until the needle sits in its house. Walk where the
                arrow points, to a tree you can see, and repeat.

                Iron lies: keep three steps from fences and cars.
                """,
            ),
            module(
                "Aim to miss",
                """
                If the bridge is somewhere along the stream and you aim at it, you will not know on which side you
                missed. Aim fifty steps to the left instead; when you meet the water, turn right.

                Choose a line you cannot overlook as your far fence, a road or a shore. Who reaches it has gone too far,
                and knows it.
                """,
            ),
            module(
                "The sky as a compass",
                """
                Follow the two outer stars of the Dipper five lengths on, and there stands the North Star, not the
                brightest, but the one that stays. Halve the angle between it and the horizon in your mind: that is how
                far north you are.

                Let your eyes rest from any lamp for twenty minutes. You will be astonished how bright a night is.
                """,
            ),
        ),
    ),
    Course(
        slug="reading-the-weather",
        title="Reading the Weather",
        badge="weather-reader",
        summary="Clouds, wind and pressure, for people with washing on the line.",
        description=prose("""
            Forecasts are good for tomorrow and vague for this valley in two hours. Your own eyes can do that part.
        """),
        criteria="Complete all four modules and keep a weather diary for fourteen days.",
        modules=(
            module(
                "Ten clouds",
                """
                There are only three families: heaps, sheets and wisps, low, middle or high. A heap that grows tall before
                noon means a wet afternoon. A high veil with a ring around the sun means rain within a day.

                Look up three times today and write down which family it was.
                """,
            ),
            module(
                "Where the wind comes from",
                """
                Stand with the wind at your back: in the northern half of the world the low is on your left. When the wind
                turns with the clock, the worst has passed; when it turns against it, find your coat.

                Smoke, flags and gulls are better instruments than your wet finger.
                """,
            ),
            module(
                "The glass",
                """
                A barometer is read twice: once for where it stands, and three hours later for where it goes. Slow and
                steady falling brings long rain, quick falling brings wind.

                Tap it gently. It is allowed to be wrong; it is not allowed to be ignored.
                """,
            ),
            module(
                "Thunder",
                """
                Count from flash to clap and divide by three: that many kilometers. Under thirty seconds, go indoors and
                stay half an hour after the last clap.

                No trees, no ridges, no umbrellas. In the open, crouch with your feet together and feel foolish in
                safety.
                """,
            ),
        ),
    ),
)
