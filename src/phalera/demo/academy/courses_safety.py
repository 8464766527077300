"""Courses that keep people, goods and data unharmed."""

from phalera.demo.academy.content import Course, module, prose

COURSES = (
    Course(
        slug="fire-safety",
        title="Fire Safety 2026",
        badge="fire-warden",
        summary="Know your floor, sound the alarm, bring everybody out.",
        description=prose("""
            Every floor of the academy has two wardens. They are not firefighters: they know the ways out, they
            speak calmly, and they count. After this course you can be one of them.

            Bring comfortable shoes to the last part, because we walk every stair in the house.
        """),
        criteria="Complete all four modules of Fire Safety 2026 and take part in one evacuation of your own floor.",
        modules=(
            module(
                "What a fire needs",
                """
                A fire needs three things: something that burns, air, and heat. Take one away and it goes out. Most
                fires at work begin small and slow, with a heater under a coat, a charger under paper, or a pan that
                somebody meant to come back to.

                So the first duty of a warden is dull and useful: once a week, walk your floor and move what should
                not be there. Doors that close by themselves stay free of wedges.
                """,
            ),
            module(
                "Raise the alarm",
                """
                Say it loudly and say where: “Fire, print room.” Press the nearest call point even if you are not sure.
                Nobody is ever blamed here for an alarm that turned out to be toast.

                Then ring the emergency number and give the address, the floor and what is burning. Stay on the line
                until they end the call.
                """,
            ),
            module(
                "Bring everybody out",
                """
                Check the rooms you were given, farthest first, and close each door behind you. Touch a door with the
                back of your hand: if it is hot, leave it shut.

                Lifts are not a way out. Who cannot use stairs waits in the marked refuge with a companion, and you
                tell the fire service which one. At the meeting point, count, and report the number before the names.
                """,
            ),
            module(
                "The extinguisher, and when to leave it",
                """
                Try once, and only if the fire is smaller than a waste-paper basket, the way out is behind you and
                somebody knows you are there. Pull the pin, aim low, squeeze, and sweep from side to side.

                Water is for paper and wood, foam and powder for liquids, carbon dioxide for anything with a plug. If it
                does not go out in ten seconds, leave, and close the door. No thing in this house is worth a person.
                """,
            ),
        ),
    ),
    Course(
        slug="first-aid-at-work",
        title="First Aid at Work",
        badge="first-aid-at-work",
        summary="The first five minutes, until trained help arrives.",
        description=prose("""
            Help is usually close, and it is usually you. This course teaches what matters in the first five minutes and
            what can wait, with a mannequin, a partner and plenty of time to repeat.

            It does not replace the practical day with an instructor; it makes that day count.
        """),
        criteria="Complete all five modules and show a full minute of chest compressions on a mannequin.",
        modules=(
            module(
                "Look before you step in",
                """
                Stop for one breath and look. Is there traffic, current, smoke, or a person who is frightened of you?
                A helper who is hurt makes two who need help.

                Then speak: say your name, say that you will help, and ask what happened. An answer tells you already that
                somebody is awake and breathing.
                """,
            ),
            module(
                "Call, and send somebody",
                """
                Point at one person: “You in the green coat, call an ambulance and come back to tell me.” A request to
                everybody reaches nobody. Send a second one for the kit and the defibrillator.

                The call is short: where, what, how many, and what you are doing. Put the telephone on loudspeaker and
                let the dispatcher coach you.
                """,
            ),
            module(
                "Not awake, not breathing",
                """
                Tilt the head, lift the chin, and look for breathing for no more than ten seconds. Gasping is not
                breathing. Kneel beside the chest, hands one upon the other on the middle of it, arms straight.

                Press down five to six centimeters, about twice a second, and let the chest rise fully each time. When
                you tire, change over in the space of two presses. The defibrillator tells you itself what to do: switch
                it on and listen.
                """,
            ),
            module(
                "Bleeding",
                """
                Press. With a clean cloth if there is one, with your gloved hand if there is not, and do not lift it to
                look. If it soaks through, lay another on top and press harder.

                Sit or lay the person down, cover them against the cold, and keep talking. People who are told what
                happens next shake less.
                """,
            ),
            module(
                "Afterwards",
                """
                Write down what you saw and did, with times, while it is fresh. Restock the kit the same day: the next
                person will open it in a hurry.

                And look after the helper. Trembling, poor sleep and going over it again are ordinary for some days. Talk
                to one of us; that is what the room on the first floor is for.
                """,
            ),
        ),
    ),
    Course(
        slug="lift-and-carry",
        title="Lift and Carry",
        badge="safe-lifting",
        summary="Move heavy things and still like your back at sixty.",
        description=prose("""
            Three short lessons for the warehouse, the kitchen and the archive. You need a box, a shelf and a colleague.
        """),
        criteria="Complete all three modules and plan one lift together with your team lead.",
        modules=(
            module(
                "Must it be lifted at all?",
                """
                The best lift is the one that did not happen. Can it roll, slide, be split in two, or be delivered to
                the right floor? A sack truck costs less than one day of sick leave.

                If it must be lifted, find out how heavy it is before you commit: rock it on one corner.
                """,
            ),
            module(
                "Feet, knees, breath",
                """
                Stand close, feet apart, one a little ahead. Bend at hips and knees, take hold with your whole hand, and
                look forward. Breathe out as you rise, and let the legs do it.

                Keep the load against you, between belt and chest. Turn with your feet, never with your back: that is the
                single habit that spares the most pain.
                """,
            ),
            module(
                "Two people, one voice",
                """
                When two lift, one speaks. Agree beforehand who it is, where you are going, and where you will set it
                down on the way. “Ready, lift” means on the word lift.

                Walk the way first, empty-handed. Open the doors, move the cable, and look at the last step twice.
                """,
            ),
        ),
    ),
    Course(
        slug="spot-the-hook",
        title="Spot the Hook",
        badge="hook-spotter",
        summary="Messages that fish for passwords, and how not to bite.",
        description=prose("""
            Nobody is too clever to be fooled on a busy Friday afternoon. This course gives you three questions to ask
            of any message, and one thing to do when you bit anyway.
        """),
        criteria="Complete all four modules and report the practice message that arrives during the course.",
        modules=(
            module(
                "Who gains if I hurry?",
                """
                A hook has a barb, and the barb is time. “Within the hour”, “before your account closes”, “the director
                is waiting”: real work is rarely so urgent that it forbids a telephone call.

                When a message makes your pulse rise, stand up, and read it again from there.
                """,
            ),
            module(
                "Where does the link really lead?",
                """
                Rest the pointer on a link and read the address from the right: the last two parts before the first
                slash tell whose house it is. In parcels.example.org.login.example.net the house is example.net.

                Better still, leave the link alone and go there the way you always do.
                """,
            ),
            module(
                "Would they ask for that?",
                """
                We never ask for your password, not by mail, not by telephone, not in person. Nor does your bank. Who asks
                is not who they say, however well they know your name.

                A new bank account for an old supplier is confirmed by voice, on a number you already had.
                """,
            ),
            module(
                "You bit. Good, tell us",
                """
                Disconnect, change the password from another device, and call the help desk. In that order, within
                minutes, whatever the hour.

                You will be thanked. Colleagues who report quickly save everybody days; those who are ashamed and wait
                cost weeks. We have all done it, the author of this text included.
                """,
            ),
        ),
    ),
)
