"""`POST /v1/messages` and its token count."""

from collections.abc import Iterator
from typing import Any

from betas.simulator import body as bodies
from betas.simulator import gates, known, model_list, sse, versions
from betas.simulator.playing import Pause, SimulatedAnswer, Step, event_stream, json_answer
from betas.simulator.reply import input_tokens, reply
from betas.simulator.request import Request
from betas.simulator.world import World

COUNTS_THINKING = "thinking-token-count-2026-05-13"
MOST_PADDING = 7


def create(request: Request, world: World) -> SimulatedAnswer:
    """Raises Refused."""
    old = request.header("anthropic-version") == known.OLD_VERSION
    fields = known.MESSAGE_FIELDS | known.SAMPLING if old else known.MESSAGE_FIELDS
    body = _checked(request, world, fields, ("model", "max_tokens", "messages"))
    message = reply(request, body)
    if body.get("stream") is not True:
        return json_answer(200, message)
    return event_stream(_steps(sse.events(message, estimates=COUNTS_THINKING in request.betas()), world.token_s))


def count_tokens(request: Request, world: World) -> SimulatedAnswer:
    """Raises Refused."""
    body = _checked(request, world, known.COUNT_FIELDS, ("model", "messages"))
    return json_answer(200, {"input_tokens": input_tokens(body)})


def _checked(request: Request, world: World, fields: frozenset[str], required: tuple[str, ...]) -> dict[str, Any]:
    body = request.json()
    if not world.lenient:
        gates.check(body, fields, world.facts, request.betas())
        bodies.check(body, required, request.betas())
        versions.check(body, request.header("anthropic-version"))
        model_list.check(body, world)
    return body


def _steps(events: Iterator[sse.Event], token_s: float) -> Iterator[Step]:
    for index, event in enumerate(events):
        yield sse.frame(event, padding=index % MOST_PADDING)
        if event["type"] == "content_block_delta":
            yield Pause(token_s)
