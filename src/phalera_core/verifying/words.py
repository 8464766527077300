"""How values of a stranger's document are shown inside our sentences: short, on one line, without tricks."""

import datetime as dt

_SHOWN = 80  # characters: enough to recognise an address, too few to tell another story.


def quote(value: object) -> str:
    """Return `value` in quotes, cut and with everything unprintable (controls, direction marks) replaced."""
    text = value if isinstance(value, str) else type(value).__name__
    cut = text[:_SHOWN] + ("…" if len(text) > _SHOWN else "")
    return "“" + "".join(character if character.isprintable() else "�" for character in cut) + "”"


def day(moment: dt.datetime) -> str:
    """Return the date and time in UTC as people read it."""
    return f"{moment:%B} {moment.day}, {moment.year}, {moment:%H:%M} UTC"
