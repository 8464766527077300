"""Paths of the badge art: numbers, outlines and the few primitives every figure is composed of.

Coordinates run from -200 to 200, y downwards; angles are degrees clockwise from the top.
"""

import math

Point = tuple[float, float]


def number(value: float) -> str:
    """Write a coordinate with at most one decimal, never as `-0`."""
    text = f"{value:.1f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def polar(radius: float, degrees: float, x: float = 0, y: float = 0) -> Point:
    """Give the point at an angle and a distance from (x, y)."""
    angle = math.radians(degrees - 90)
    return x + radius * math.cos(angle), y + radius * math.sin(angle)


def at(point: Point) -> str:
    """Write a point as path data."""
    return f"{number(point[0])} {number(point[1])}"


def circle(x: float, y: float, r: float) -> str:
    """Draw a circle around (x, y)."""
    return f"M{at((x, y - r))}A{number(r)} {number(r)} 0 1 1 {at((x, y + r))}A{number(r)} {number(r)} 0 1 1 {at((x, y - r))}Z"


def disc(r: float) -> str:
    """Draw a circle around the centre."""
    return circle(0, 0, r)


def polygon(*points: Point) -> str:
    """Draw straight lines through the points and back to the first."""
    return "M" + "L".join(at(point) for point in points) + "Z"


def polyline(*points: Point) -> str:
    """Draw straight lines through the points."""
    return "M" + "L".join(at(point) for point in points)


def box(x: float, y: float, width: float, height: float, r: float = 0) -> str:
    """Draw a rectangle from its top left corner, with corners rounded by r."""
    corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
    return rounded(corners, r) if r else polygon(*corners)


def rounded(points: list[Point], cut: float) -> str:
    """Draw a polygon whose corners are cut off by a curve."""
    parts: list[str] = []
    for i, corner in enumerate(points):
        before, after = (_towards(corner, points[j % len(points)], cut) for j in (i - 1, i + 1))
        parts.append(f"{'L' if parts else 'M'}{at(before)}Q{at(corner)} {at(after)}")
    return "".join(parts) + "Z"


def petal(x: float, y: float, length: float, width: float, degrees: float) -> str:
    """Draw a leaf that grows from (x, y) in a direction and is widest a third of the way."""
    tip = polar(length, degrees, x, y)
    sides = []
    for side in (-1, 1):
        near, far = polar(length * 0.3, degrees, x, y), polar(length * 0.72, degrees, x, y)
        sides.append(
            (polar(width * 0.7, degrees + 90 * side, *near), polar(width * 0.5, degrees + 90 * side, *far))
        )
    (a, b), (c, d) = sides
    return f"M{at((x, y))}C{at(a)} {at(b)} {at(tip)}C{at(d)} {at(c)} {at((x, y))}Z"


def star(x: float, y: float, outer: float, inner: float, points: int = 5, turn: float = 0) -> str:
    """Draw a star with the given number of points, one of them at the top."""
    step = 180 / points
    return polygon(*(polar(inner if i % 2 else outer, step * i + turn, x, y) for i in range(points * 2)))


def arc(r: float, start: float, end: float, x: float = 0, y: float = 0) -> str:
    """Draw the open arc from one angle clockwise to another."""
    wide = int(end - start > 180)  # noqa: PLR2004 -- half a turn
    return f"M{at(polar(r, start, x, y))}A{number(r)} {number(r)} 0 {wide} 1 {at(polar(r, end, x, y))}"


def sector(r: float, start: float, end: float, x: float = 0, y: float = 0) -> str:
    """Draw a slice of a disc around (x, y)."""
    return f"{arc(r, start, end, x, y)}L{at((x, y))}Z"


def lens(r: float, other: float, x: float, y: float) -> str:
    """Draw what a disc around the centre shares with another one around (x, y), each less than half of its edge."""
    distance = math.hypot(x, y)
    along = (r**2 - other**2 + distance**2) / (2 * distance)
    across = math.sqrt(r**2 - along**2)
    ux, uy = x / distance, y / distance
    one, two = ((along * ux - side * across * uy, along * uy + side * across * ux) for side in (-1, 1))
    return (
        f"M{at(one)}A{number(r)} {number(r)} 0 0 1 {at(two)}A{number(other)} {number(other)} 0 0 1 {at(one)}Z"
    )


def hexagon(r: float) -> str:
    """Draw the outline of a learning path."""
    return rounded([polar(r * 1.03, 60 * i) for i in range(6)], r * 0.16)


def shield(r: float) -> str:
    """Draw the outline of a skill."""
    s = r / 196
    top, shoulder, edge = -190 * s, -168 * s, 166 * s
    foot, corner = 196 * s, 150 * s
    right = (
        f"C{at((40 * s, -172 * s))} {at((104 * s, -164 * s))} {at((corner, shoulder))}"
        f"Q{at((edge, shoulder))} {at((edge, -152 * s))}V{number(-6 * s)}"
        f"C{at((edge, 92 * s))} {at((84 * s, 156 * s))} {at((0, foot))}"
    )
    left = (
        f"C{at((-84 * s, 156 * s))} {at((-edge, 92 * s))} {at((-edge, -6 * s))}V{number(-152 * s)}"
        f"Q{at((-edge, shoulder))} {at((-corner, shoulder))}"
        f"C{at((-104 * s, -164 * s))} {at((-40 * s, -172 * s))} {at((0, top))}"
    )
    return f"M{at((0, top))}{right}{left}Z"


def seal(r: float, lobes: int = 18) -> str:
    """Draw the outline of a certification: a circle of small bows."""
    inner = r * 0.945
    points = [polar(inner, 360 / lobes * i) for i in range(lobes + 1)]
    bow = number(2 * inner * math.sin(math.pi / lobes) * 0.56)
    return f"M{at(points[0])}" + "".join(f"A{bow} {bow} 0 0 1 {at(point)}" for point in points[1:]) + "Z"


def _towards(start: Point, end: Point, distance: float) -> Point:
    length = math.dist(start, end)
    return tuple(a + (b - a) * distance / length for a, b in zip(start, end, strict=True))  # type: ignore[return-value]
