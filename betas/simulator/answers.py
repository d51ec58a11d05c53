"""One request in, one answer out: the Claude API as far as it is known from outside."""

import re
import uuid
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from django.conf import settings

from betas.catalogue.facts import Facts
from betas.simulator import faults, known, messages, model_list
from betas.simulator.playing import Header, SimulatedAnswer, json_answer
from betas.simulator.refusal import Refused, invalid
from betas.simulator.request import Request
from betas.simulator.world import World

MOST_BYTES = 32 * 1024 * 1024
ORGANIZATION = "00000000-0000-4000-8000-000000000000"
MARK = ("x-betaboard-simulator", "true")
LIMITS = {"requests": 4000, "tokens": 2_400_000, "input-tokens": 2_000_000, "output-tokens": 400_000}

Handler = Callable[[Request, World], SimulatedAnswer]


def _models(request: Request, world: World) -> SimulatedAnswer:
    return json_answer(200, model_list.listed(request, world))


def _model(request: Request, world: World) -> SimulatedAnswer:
    return json_answer(200, model_list.one(request.path.rpartition("/")[2], world))


ROUTES: tuple[tuple[str, str, Handler], ...] = (
    (r"/v1/messages", "POST", messages.create),
    (r"/v1/messages/count_tokens", "POST", messages.count_tokens),
    (r"/v1/models", "GET", _models),
    (r"/v1/models/[^/]+", "GET", _model),
)


def answer_for(method: str, url: str, headers: Iterable[tuple[str, str]], body: bytes, facts: Facts) -> SimulatedAnswer:
    """The answer to a request as it came in; `url` is the path from /v1 on, with or without a query."""
    world = World(facts, settings.SIMULATOR_LENIENT, datetime.now(UTC), settings.SIMULATOR_TOKEN_S)
    return answer(Request.of(method, url, headers, body), world)


def answer(request: Request, world: World) -> SimulatedAnswer:
    """The same for the same request and world, the request id apart."""
    request_id = _request_id()
    try:
        fault = faults.asked(request)
        made = _made(request, world)
        made = fault.spoil(made) if fault else made
    except Refused as refused:
        made = json_answer(refused.status, refused.envelope(request_id), refused.headers)
    return made.also(("request-id", request_id), MARK, *_account(made.status, world))


def overloaded() -> SimulatedAnswer:
    """For who comes when too many answers are being played already: real, not a fault."""
    request_id = _request_id()
    refused = Refused(529, "Overloaded: too many simulated streams are open at once.", (("retry-after", "1"),))
    made = json_answer(refused.status, refused.envelope(request_id), refused.headers)
    return made.also(("request-id", request_id), MARK)


def _request_id() -> str:
    return f"req_sim{uuid.uuid4().hex[:22]}"


def _made(request: Request, world: World) -> SimulatedAnswer:
    handler = _handler(request)
    if len(request.body) > MOST_BYTES:
        raise Refused(413)
    _check_key(request)
    _check_version(request)
    _check_betas(request, world)
    try:
        return handler(request, world)
    except RecursionError as error:
        raise invalid("The request body is nested too deeply.") from error


def _handler(request: Request) -> Handler:
    for pattern, method, handler in ROUTES:
        if re.fullmatch(pattern, request.path):
            if request.method != method:
                raise Refused(405, headers=(("allow", method),))
            return handler
    raise Refused(404)


def _check_key(request: Request) -> None:
    scheme, _, token = request.header("authorization").partition(" ")
    if not request.header("x-api-key") and not (scheme.lower() == "bearer" and token.strip()):
        raise Refused(401)


def _check_version(request: Request) -> None:
    version = request.header("anthropic-version")
    if not version:
        raise invalid("anthropic-version: header is required")
    if version not in known.VERSIONS:
        raise invalid(f'anthropic-version: "{version}" is not a valid version')


def _check_betas(request: Request, world: World) -> None:
    betas = world.facts.betas
    refused = [f"`{name}`" for name in request.betas() if name not in betas or not betas[name].accepted]
    if refused and not world.lenient:
        raise invalid(
            f"Unexpected value(s) {', '.join(refused)} for the `anthropic-beta` header. Please consult our"
            " documentation at platform.claude.com/docs or try again without the header."
        )


def _account(status: int, world: World) -> list[Header]:
    """What the API tells about the account, unless nobody was recognised."""
    if status == 401:
        return []
    reset = (world.now + timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M:00Z")
    limits = [
        (f"anthropic-ratelimit-{kind}-{part}", value)
        for kind, limit in LIMITS.items()
        for part, value in (("limit", str(limit)), ("remaining", str(limit - 1)), ("reset", reset))
    ]
    return [("anthropic-organization-id", ORGANIZATION), *limits]
