"""Taking turns: the machine may be busy with other things, so contenders alternate and medians are compared."""

import statistics
import time
from collections.abc import Callable, Mapping, Sequence

# One turn: does the work of a round (its number is handed in) and gives how many pieces it made in how many seconds.
Turn = Callable[[int], tuple[int, float]]


def alternate(contenders: Mapping[str, Turn], *, rounds: int) -> dict[str, list[float]]:
    """Give for each contender its pieces per second in every round; each round begins with another one."""
    rates: dict[str, list[float]] = {name: [] for name in contenders}
    order = list(contenders)
    for number in range(rounds):
        for name in order[number % len(order) :] + order[: number % len(order)]:
            made, seconds = contenders[name](number)
            rates[name].append(made / seconds)
    return rates


def timed(work: Callable[[], object]) -> float:
    """Give the seconds that `work` takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Give the median of how many times faster we were in each round, where both met the same load."""
    return statistics.median(our / their for our, their in zip(ours, theirs, strict=True))
