"""The measures of a badge by its kind: outline, rim, ring and field, and where the figure sits."""

import dataclasses
import enum
import math

from phalera.demo.art import geometry


class Kind(enum.StrEnum):
    """What was achieved; the outline of a badge tells it."""

    COURSE = "course"
    PATH = "path"
    CERTIFICATION = "certification"
    SKILL = "skill"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The measures of one kind: paths from outside in, and where the figure sits."""

    outline: str
    track: str  # the line the rim pattern runs along, and its length
    length: float
    field: str
    small_field: str
    scale: float
    small_scale: float
    # Of a round field, in both cuts; what is engraved into another one has to be clipped.
    radius: float | None = None
    small_radius: float | None = None
    lift: float = 0  # of the whole badge
    sink: float = 0  # of the figure
    small_sink: float = 0
    band: tuple[float, float] | None = None  # outer and inner radius of the enamel ring


# The lengths of the hexagon's and the shield's tracks are those of their outlines at radius 1, measured.
FRAMES = {
    Kind.COURSE: Frame(
        outline=geometry.disc(196),
        track=geometry.disc(186.5),
        length=2 * math.pi * 186.5,
        field=geometry.disc(126),
        small_field=geometry.disc(168),
        radius=126,
        small_radius=168,
        band=(177, 126),
        scale=1,
        small_scale=1.34,
    ),
    Kind.CERTIFICATION: Frame(
        outline=geometry.seal(174),
        track=geometry.disc(157),
        length=2 * math.pi * 157,
        field=geometry.disc(108),
        small_field=geometry.disc(146),
        radius=108,
        small_radius=146,
        band=(153, 108),
        scale=0.88,
        small_scale=1.16,
        lift=-20,
    ),
    Kind.PATH: Frame(
        outline=geometry.hexagon(196),
        track=geometry.hexagon(186),
        length=186 * 6.0109,
        field=geometry.hexagon(172),
        small_field=geometry.hexagon(166),
        scale=1,
        small_scale=1.08,
        sink=-38,
        small_sink=-16,
    ),
    Kind.SKILL: Frame(
        outline=geometry.shield(196),
        track=geometry.shield(186),
        length=186 * 6.136,
        field=geometry.shield(172),
        small_field=geometry.shield(166),
        scale=1,
        small_scale=1.1,
        sink=-44,
        small_sink=-36,
    ),
}
