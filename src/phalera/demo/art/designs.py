"""The forty designs of the academy, by the slug of their badge."""

from phalera.demo.art.drawing import Design
from phalera.demo.art.fittings import Foot, Rim
from phalera.demo.art.frames import Kind
from phalera.demo.art.grounds import Ground
from phalera.demo.art.palette import (
    BONE,
    BRONZE,
    EMBER,
    FERN,
    GOLD,
    IRON,
    LAPIS,
    MADDER,
    MOSS,
    NIGHT,
    PLUM,
    ROSE,
    SAFFRON,
    SILVER,
    SKY,
    SLATE,
    VERDIGRIS,
    Enamel,
    Metal,
)

_LEVELS = {1: BRONZE, 2: SILVER, 3: GOLD}


def _course(
    title: str,
    figure: str,
    metal: Metal,
    field: Enamel,
    ring: Enamel,
    ground: Ground,
    rim: Rim,
    foot: Foot = Foot.STUDS,
    words: str = "",
) -> Design:
    return Design(
        title=title,
        kind=Kind.COURSE,
        figure=figure,
        metal=metal,
        field=field,
        ring=ring,
        ground=ground,
        rim=rim,
        foot=foot,
        words=words or title.upper(),
    )


def _certification(
    title: str,
    figure: str,
    metal: Metal,
    field: Enamel,
    ring: Enamel,
    ground: Ground,
    foot: Foot = Foot.STUDS,
    words: str = "",
) -> Design:
    return Design(
        title=title,
        kind=Kind.CERTIFICATION,
        figure=figure,
        metal=metal,
        field=field,
        ring=ring,
        ground=ground,
        rim=Rim.PLAIN,
        foot=foot,
        words=words or title.upper(),
    )


def _path(title: str, figure: str, metal: Metal, field: Enamel, ground: Ground, rim: Rim) -> Design:
    return Design(
        title=title,
        kind=Kind.PATH,
        figure=figure,
        metal=metal,
        field=field,
        ring=field,
        ground=ground,
        rim=rim,
        words=title.upper(),
    )


def _skill(title: str, level: int, figure: str, field: Enamel, base: Enamel, ground: Ground) -> Design:
    return Design(
        title=f"{title}, level {level}",
        kind=Kind.SKILL,
        figure=figure,
        metal=_LEVELS[level],
        field=field,
        ring=base,
        ground=ground,
        rim=Rim.ROPE,
        level=level,
    )


DESIGNS: dict[str, Design] = {
    "first-week": _course(
        "First Week", "dawn", BRONZE, VERDIGRIS, NIGHT, Ground.PLAIN, Rim.MILLED, Foot.STARS, "WELCOME ABOARD"
    ),
    "fire-warden": _course("Fire Warden", "flame", BRONZE, NIGHT, MADDER, Ground.RINGS, Rim.BEADED),
    "first-aid-at-work": _course(
        "First Aid at Work", "cross", SILVER, VERDIGRIS, BONE, Ground.RAYS, Rim.MILLED
    ),
    "data-basics": _course("Data Basics", "columns", SILVER, LAPIS, NIGHT, Ground.LATTICE, Rim.MILLED),
    "clear-writing": _course(
        "Clear Writing", "nib", BRONZE, MADDER, BONE, Ground.WAVES, Rim.ROPE, Foot.LEAVES
    ),
    "field-botany": _course("Field Botany", "leaf", GOLD, BONE, MOSS, Ground.RAYS, Rim.BEADED, Foot.LEAVES),
    "night-navigation": _course(
        "Night Navigation", "compass", GOLD, NIGHT, LAPIS, Ground.RINGS, Rim.MILLED, Foot.STARS
    ),
    "beekeeping": _course("Beekeeping", "bee", BRONZE, FERN, NIGHT, Ground.COMB, Rim.ROPE, Foot.LEAVES),
    "safe-lifting": _course("Safe Lifting", "parcel", SILVER, SLATE, SAFFRON, Ground.LATTICE, Rim.MILLED),
    "careful-listener": _course(
        "Careful Listener", "shell", SILVER, VERDIGRIS, PLUM, Ground.WAVES, Rim.BEADED
    ),
    "good-meetings": _course("Good Meetings", "table", BRONZE, MADDER, PLUM, Ground.SWIRL, Rim.ROPE),
    "energy-saver": _course(
        "Energy Saver", "turbine", SILVER, LAPIS, FERN, Ground.SWIRL, Rim.MILLED, Foot.LEAVES
    ),
    "bread-baker": _course("Bread Baker", "wheat", BRONZE, MADDER, NIGHT, Ground.RAYS, Rim.ROPE, Foot.LEAVES),
    "weather-reader": _course("Weather Reader", "weather", SILVER, LAPIS, BONE, Ground.WAVES, Rim.BEADED),
    "bicycle-mender": _course("Bicycle Mender", "wheel", SILVER, EMBER, NIGHT, Ground.RINGS, Rim.BEADED),
    "hook-spotter": _course("Hook Spotter", "fish", SILVER, VERDIGRIS, NIGHT, Ground.SCALES, Rim.ROPE),
    "night-sky": _course("Night Sky", "planet", GOLD, NIGHT, PLUM, Ground.STARS, Rim.BEADED, Foot.STARS),
    "evening-birds": _course(
        "Evening Birds", "owl", BRONZE, NIGHT, MOSS, Ground.STARS, Rim.ROPE, Foot.LEAVES
    ),
    "harbor-mentor": _course(
        "Harbor Mentor", "lighthouse", GOLD, NIGHT, VERDIGRIS, Ground.WAVES, Rim.MILLED, Foot.STARS
    ),
    "leading-teams": _path("Leading Teams", "peak", SILVER, VERDIGRIS, Ground.RAYS, Rim.MILLED),
    "web-foundations": _path("Web Foundations", "brackets", GOLD, NIGHT, Ground.LATTICE, Rim.BEADED),
    "nature-guide": _path("Nature Guide", "tree", BRONZE, SKY, Ground.RAYS, Rim.ROPE),
    "data-storyteller": _path("Data Storyteller", "book", SILVER, LAPIS, Ground.SWIRL, Rim.MILLED),
    "harbor-crew": _path("Harbor Crew", "anchor", GOLD, LAPIS, Ground.WAVES, Rim.ROPE),
    "forklift-operator": _certification("Forklift Operator", "forklift", SILVER, SLATE, NIGHT, Ground.SCALES),
    "data-protection": _certification("Data Protection", "lock", GOLD, LAPIS, MADDER, Ground.RAYS),
    "electrical-safety": _certification("Electrical Safety", "bolt", IRON, MADDER, NIGHT, Ground.RINGS),
    "working-at-height": _certification("Working at Height", "ladder", SILVER, LAPIS, EMBER, Ground.RAYS),
    "food-hygiene": _certification("Food Hygiene", "bowl", BRONZE, MADDER, BONE, Ground.SWIRL, Foot.LEAVES),
    "laboratory-safety": _certification("Laboratory Safety", "flask", SILVER, NIGHT, VERDIGRIS, Ground.COMB),
    "launch-skipper": _certification("Launch Skipper", "helm", GOLD, LAPIS, NIGHT, Ground.WAVES, Foot.STARS),
    "public-speaking-1": _skill("Public Speaking", 1, "speech", ROSE, NIGHT, Ground.SCALES),
    "public-speaking-2": _skill("Public Speaking", 2, "speech", MADDER, NIGHT, Ground.SCALES),
    "public-speaking-3": _skill("Public Speaking", 3, "speech", PLUM, NIGHT, Ground.SCALES),
    "languages-1": _skill("Languages", 1, "globe", MADDER, NIGHT, Ground.RAYS),
    "languages-2": _skill("Languages", 2, "globe", SLATE, MADDER, Ground.RAYS),
    "languages-3": _skill("Languages", 3, "globe", NIGHT, PLUM, Ground.STARS),
    "problem-solving-1": _skill("Problem Solving", 1, "gears", SLATE, NIGHT, Ground.LATTICE),
    "problem-solving-2": _skill("Problem Solving", 2, "gears", VERDIGRIS, NIGHT, Ground.LATTICE),
    "problem-solving-3": _skill("Problem Solving", 3, "gears", LAPIS, MADDER, Ground.LATTICE),
}
