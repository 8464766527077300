"""Courses about working with one another."""

from phalera.demo.academy.content import Course, module, prose

COURSES = (
    Course(
        slug="first-week",
        title="First Week",
        badge="first-week",
        summary="Find the coffee, the people and your feet.",
        description=prose("""
            Welcome. These four short pages are what we wished somebody had told us in our first week. Read one a day;
            nothing here is a test.
        """),
        criteria="Complete all four modules of First Week.",
        modules=(
            module(
                "Monday: doors and names",
                """
                Your card opens the front door from six in the morning. The kettle is on the second floor, and so are the
                people who know everything.

                You will hear forty names today and keep five. That is normal. Ask again as often as you need; those who
                have been here longest will be the least surprised.
                """,
            ),
            module(
                "Tuesday: how we work",
                """
                We write things down, we answer within a day even if the answer is “on Thursday”, and we go home in
                time. Meetings have an end. If nobody needs you in one, leave it; you will not be missed unkindly.

                Your own questions of this week are worth gold to us: keep a list of everything that seemed odd.
                """,
            ),
            module(
                "Wednesday: help and safety",
                """
                Find the two ways out from your desk and walk one of them. Find the first-aid cabinet. Save the number of
                the help desk in your telephone.

                If something hurts, worries or offends you, there are three doors: your team lead, the people team, and a
                confidant outside the house. Choose whichever is easiest to knock at.
                """,
            ),
            module(
                "Thursday: your learning",
                """
                Half a day of every month is yours to learn in. It need not have to do with your work: our beekeepers
                became our best planners.

                Look through the catalog, choose one thing that makes you curious and one that scares you a little, and
                tell somebody which. With this page your first badge is yours.
                """,
            ),
        ),
    ),
    Course(
        slug="writing-for-busy-readers",
        title="Writing for Busy Readers",
        badge="clear-writing",
        summary="Say it once, say it early, say it in words people use.",
        description=prose("""
            A letter is a meeting to which only one of you came. This course is about respect for the other one: their
            time, their knowledge, and their wish to get on with the day.
        """),
        criteria="Complete all five modules and rewrite one real letter of your own department.",
        modules=(
            module(
                "What must they do?",
                """
                Before the first word, finish this sentence: “After reading this, my reader will …”. If you cannot, do
                not write yet.

                Then put that at the top. Reasons can follow; a reader who knows what is asked reads them with open eyes.
                """,
            ),
            module(
                "One thought, one sentence",
                """
                Long sentences are mostly two short ones that were never introduced. Look for “which”, “whereby” and
                the third comma, and cut there.

                Fifteen words on average is a good measure. Some may be longer. Some should be very short.
                """,
            ),
            module(
                "Verbs that move",
                """
                “The implementation of the measure was carried out” has one verb and nobody in it. “We built it” has
                both. Who does what is the spine of every sentence: say it in this order.

                Passive is right when you truly do not know, or when it does not matter who.
                """,
            ),
            module(
                "Words people use",
                """
                Write “use”, not “utilize”; “about”, not “with regard to”; “we will tell you”, not “you will be
                notified in due course”. Nobody has ever complained that a letter was too easy to read.

                A term of the trade is fine among the trade. For everybody else, explain it once or do without.
                """,
            ),
            module(
                "Read it aloud",
                """
                Your tongue is a better editor than your eye. Where it stumbles, the reader will. Where you are out of
                breath, put a full stop.

                Then let it lie until tomorrow if you can, and take out one tenth. You will not find it again.
                """,
            ),
        ),
    ),
    Course(
        slug="the-art-of-listening",
        title="The Art of Listening",
        badge="careful-listener",
        summary="Hear what was said, and what was nearly said.",
        description=prose("""
            Most of us listen in order to answer. In four lessons you practice something harder: to listen in order to
            understand. Take the course together with somebody you like.
        """),
        criteria="Complete all four modules and hold one listening hour with a colleague.",
        modules=(
            module(
                "Silence is not empty",
                """
                When the other stops, count to three before you speak. In half of all cases they were not done, and what
                comes after the pause is what they came to say.

                It feels long the first ten times. Nobody else notices.
                """,
            ),
            module(
                "Say back what you heard",
                """
                “So the hours are fine, it is the traveling that wears you out.” Short, in your own words, and without a
                remedy. Either they say yes and go on, or they correct you; both are a gain.

                Keep your similar story for another day.
                """,
            ),
            module(
                "Questions that open",
                """
                “What was that like?” opens. “Did that not annoy you?” leads. “Why did you do that?” accuses, however
                kindly it is meant; ask “what made you” instead.

                One question at a time. Then silence again.
                """,
            ),
            module(
                "When it is hard to hear",
                """
                Sometimes what you hear is about you. Breathe, write it down word for word, and thank them before you
                answer. You may ask for a day.

                You need not agree in order to understand. But nobody was ever persuaded who did not feel understood
                first.
                """,
            ),
        ),
    ),
    Course(
        slug="meetings-worth-having",
        title="Meetings Worth Having",
        badge="good-meetings",
        summary="Fewer, shorter, and somebody knows why.",
        description=prose("""
            An hour with eight people is a working day. Here is how to spend it well, or give it back.
        """),
        criteria="Complete all three modules and lead one meeting that ends early.",
        modules=(
            module(
                "Should we meet?",
                """
                Meet to decide, to make something together, or to be with one another. Do not meet to be told: that is
                what writing is for.

                Put the question into the invitation, ending in a question mark. If it has none, cancel with good cheer.
                """,
            ),
            module(
                "Everybody speaks once before anybody speaks twice",
                """
                Begin with a round. It costs two minutes and changes who is heard for the whole hour. Those far away on a
                screen go first.

                Let the quietest voice write on the board. Who holds the pen is never interrupted.
                """,
            ),
            module(
                "End with names and dates",
                """
                Five minutes before the end, stop. Read aloud what was decided, who does it and by when. What has no name
                will not be done; say so, and strike it out.

                Then finish early. It is the only gift that everybody at the table can use.
                """,
            ),
        ),
    ),
)
