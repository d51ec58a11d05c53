"""What goes wrong on demand: `x-simulator-fault: NAME`, with options as in `429;retry-after=0.1;times=2`."""

import math
from dataclasses import dataclass, replace

from betas.models.choices import Fault
from betas.simulator.playing import Cut, Pause, SimulatedAnswer, Step
from betas.simulator.refusal import MESSAGES, Refused, error, invalid
from betas.simulator.request import Request
from betas.simulator.sse import frame

HEADER = "x-simulator-fault"
FAULTS = dict(Fault.choices)
OPTIONS = frozenset({"retry-after", "seconds", "times"})
LONGEST_S = 600
SLOW_S, SILENT_S = 0.5, 600


@dataclass(frozen=True, slots=True)
class Asked:
    """`seconds` is how long a slow or silent answer waits each time."""

    fault: Fault
    retry_after: float | None
    seconds: float | None

    def refusal(self) -> Refused:
        """The refusal of a fault that is a status."""
        after = 1 if self.retry_after is None and self.fault == Fault.RATE_LIMITED else self.retry_after
        spent = [("anthropic-ratelimit-requests-remaining", "0")] if self.fault == Fault.RATE_LIMITED else []
        headers = spent if after is None else [*spent, ("retry-after", f"{after:g}")]
        return Refused(int(self.fault), headers=tuple(headers))

    def spoil(self, answer: SimulatedAnswer) -> SimulatedAnswer:
        """The answer as this fault, which is no status, lets it through. Raises Refused where there is no stream."""
        match self.fault:
            case Fault.CUT:
                return replace(answer, steps=(*_half(answer), Cut()))
            case Fault.ERROR_MID_STREAM:
                return _broken_off(answer)
            case Fault.SLOW:
                return _slowed(answer, SLOW_S if self.seconds is None else self.seconds)
        return replace(answer, steps=(Pause(SILENT_S if self.seconds is None else self.seconds), *answer.steps))


def asked(request: Request) -> Asked | None:
    """The fault that a request asks for. Raises Refused for a status, and 400 for what nobody knows."""
    name, *options = (part.strip() for part in request.header(HEADER).split(";"))
    if not name:
        return None
    if name not in FAULTS:
        raise invalid(f"{HEADER}: there is no fault '{name}'; there are {', '.join(FAULTS)}")
    given = dict(map(_option, options))
    if _attempt(request) >= given.get("times", math.inf):
        return None
    found = Asked(Fault(name), given.get("retry-after"), given.get("seconds"))
    if found.fault.isdecimal():
        raise found.refusal()
    return found


def _option(text: str) -> tuple[str, float]:
    name, _, value = text.partition("=")
    try:
        number = float(value)
    except ValueError:
        number = -1
    if name not in OPTIONS or not 0 <= number <= LONGEST_S:
        raise invalid(
            f"{HEADER}: no option '{text}'; there are {', '.join(sorted(OPTIONS))}, each from 0 to {LONGEST_S}"
        )
    return name, number


def _attempt(request: Request) -> int:
    """How often an official SDK says it tried before."""
    count = request.header("x-stainless-retry-count")
    return int(count) if count.isdecimal() else 0


def _half(answer: SimulatedAnswer) -> tuple[Step, ...]:
    """The first half of the steps, and of the one that stands in the middle."""
    middle = len(answer.steps) // 2
    torn = answer.steps[middle]
    return (*answer.steps[:middle], torn[: len(torn) // 2] if isinstance(torn, bytes) else torn)


def _broken_off(answer: SimulatedAnswer) -> SimulatedAnswer:
    if not answer.streamed:
        raise Refused(529)
    last = frame(error(529, MESSAGES[529]))
    return replace(answer, steps=(*answer.steps[: len(answer.steps) // 2], last))


def _slowed(answer: SimulatedAnswer, seconds: float) -> SimulatedAnswer:
    steps = (Pause(seconds) if isinstance(step, Pause) else step for step in answer.steps)
    return replace(answer, steps=(Pause(seconds), *steps))
