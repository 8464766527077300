"""Taking turns, in processor time: the machine may be busy with other things, and a promise is about one core.

Processor time of all threads of a process, so that a peer whose garbage collector works on a second core is not taken
to be that much faster on one.
"""

import statistics
import time
from collections.abc import Callable, Mapping, Sequence

# One turn: does the work of a round and gives how many pieces it made in how many seconds of processor time.
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
    """Give the seconds of processor time that `work` takes."""
    began = time.process_time()
    work()
    return time.process_time() - began


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Give the median of how many times faster we were in each round, where both met the same load."""
    return statistics.median(our / their for our, their in zip(ours, theirs, strict=True))
