"""A figure is made of cells: shapes filled with enamel and held by metal, and single strokes of metal."""

import dataclasses
import enum

from phalera.demo.art import geometry, palette


class Stroke(enum.StrEnum):
    """A stroke without enamel."""

    WIRE = "wire"  # a line of metal
    BAR = "bar"  # a heavy bar of metal with a light along it
    TRACE = "trace"  # a line engraved into the enamel beneath


@dataclasses.dataclass(frozen=True, slots=True)
class Cell:
    """One part of a figure; `fine` parts are left out of the small cut."""

    path: str
    paint: palette.Enamel | Stroke
    fine: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Figure:
    """Cells in the order they are laid, within about 110 units of the centre, and how the whole is turned and set."""

    cells: tuple[Cell, ...]
    scale: float = 1
    turn: float = 0
    sink: float = 0


def gradient(key: str, enamel: palette.Enamel) -> str:
    """Define the light on a cell of the figure."""
    high, low = palette.blend(enamel.light, enamel.base, 0.35), palette.blend(enamel.base, enamel.deep, 0.45)
    return (
        f'<linearGradient id="{key}{enamel.name}" x1=".2" y1="0" x2=".8" y2="1"><stop offset="0" stop-color="{high}"/>'
        f'<stop offset=".55" stop-color="{enamel.base}"/><stop offset="1" stop-color="{low}"/></linearGradient>'
    )


def lay(figure: Figure, key: str, metal: palette.Metal, *, small: bool) -> str:
    """Draw a figure: the shadow it casts, then cell after cell."""
    kept = [cell for cell in figure.cells if not (small and cell.fine)]
    weight = 6.0 if small else 4.6
    shadow = "".join(cell.path for cell in kept if isinstance(cell.paint, palette.Enamel))
    cast = (
        f'<path transform="translate(3 5)" d="{shadow}" fill="#000" fill-opacity=".28"/>'
        if shadow and not small
        else ""
    )
    return cast + "".join(_cell(cell, key, metal, weight) for cell in kept)


def inks(figure: Figure) -> list[palette.Enamel]:
    """Name each enamel of the figure once, in order."""
    return list(dict.fromkeys(cell.paint for cell in figure.cells if isinstance(cell.paint, palette.Enamel)))


def _cell(cell: Cell, key: str, metal: palette.Metal, weight: float) -> str:
    line = f'<path d="{cell.path}" fill="none" stroke='
    match cell.paint:
        case Stroke.WIRE:
            return (
                f'{line}"{metal.deep}" stroke-opacity=".45" stroke-width="{geometry.number(weight + 4)}"/>'
                f'{line}"{metal.light}" stroke-width="{geometry.number(weight)}"/>'
            )
        case Stroke.BAR:
            return (
                f'{line}"{metal.deep}" stroke-width="{geometry.number(weight * 3.5 + 5)}"/>'
                f'{line}"{metal.light}" stroke-width="{geometry.number(weight * 3.5)}"/>'
                f'{line}"{metal.high}" stroke-opacity=".7" stroke-width="{geometry.number(weight * 0.8)}"/>'
            )
        case Stroke.TRACE:
            return f'{line}"#14201E" stroke-opacity=".72" stroke-width="{geometry.number(weight)}"/>'
        case palette.Enamel() as enamel:
            return (
                f'{line}"{metal.deep}" stroke-opacity=".55" stroke-width="{geometry.number(weight * 2 + 4)}"/>'
                f'{line}"{metal.light}" stroke-width="{geometry.number(weight * 2)}"/>'
                f'<path d="{cell.path}" fill="url(#e{key}{enamel.name})"/>'
            )
