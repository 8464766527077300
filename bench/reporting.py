"""What a bench found, as a table and as JSON."""

import dataclasses
import json
import os
import platform
import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path

OUT = Path(__file__).resolve().parent / "out"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One contender: the median of its rounds and how far they lay apart."""

    name: str
    median: float
    least: float
    most: float
    unit: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One promise: what was found and what it must at least (or at most) be."""

    name: str
    found: float
    bar: float
    at_most: bool = False
    unit: str = "×"

    @property
    def reached(self) -> bool:
        """Whether the promise is kept."""
        return self.found <= self.bar if self.at_most else self.found >= self.bar


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Everything a bench has to say."""

    about: str
    rows: tuple[Row, ...]
    bars: tuple[Bar, ...]
    versions: Mapping[str, str]
    verified: tuple[str, ...] = ()


def rows(rates: Mapping[str, Sequence[float]], unit: str) -> tuple[Row, ...]:
    """Give a row for each contender."""
    return tuple(
        Row(name=name, median=statistics.median(found), least=min(found), most=max(found), unit=unit)
        for name, found in rates.items()
    )


def table(name: str, result: Result) -> str:
    """Give the result for people."""
    width = max(len(one.name) for one in (*result.rows, *result.bars))
    lines = ["", f"== {name}: {result.about}"]
    for row in result.rows:
        spread = "" if row.least == row.most else f"   ({_figure(row.least)} to {_figure(row.most)})"
        lines.append(f"   {row.name:<{width}}  {_figure(row.median):>9} {row.unit}{spread}")
    for bar in result.bars:
        mark = "reached" if bar.reached else "MISSED"
        limit = f"at {'most' if bar.at_most else 'least'} {_figure(bar.bar)} {bar.unit}"
        lines.append(f"   {bar.name:<{width}}  {_figure(bar.found):>9} {bar.unit}   {limit}: {mark}")
    lines += [f"   verified in this run: {line}" for line in result.verified]
    lines.append("   " + ", ".join(f"{what} {version}" for what, version in result.versions.items()))
    return "\n".join(lines)


def write(name: str, result: Result) -> None:
    """Write the result for programs."""
    OUT.mkdir(exist_ok=True)
    bars = [{**dataclasses.asdict(bar), "reached": bar.reached} for bar in result.bars]
    machine = {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.platform()}
    found = {**dataclasses.asdict(result), "bars": bars, "machine": machine}
    text = json.dumps(found, indent=1, ensure_ascii=False)
    (OUT / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def _figure(value: float) -> str:
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"
