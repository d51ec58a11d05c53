"""One exchange after another, as a team would have sent them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from itertools import accumulate
from random import Random
from typing import Any
from uuid import UUID

from betas.diagnosis.fingerprint import fingerprint, normalised
from betas.history.body import pack
from betas.history.ending import failure_fingerprint
from betas.history.seed import bodies
from betas.history.seed.mishaps import MISHAPS, Mishap
from betas.history.seed.texts import Texts
from betas.history.words import Searchable, searchable
from betas.models import Beta, ClaudeModel, Exchange, ExchangeBeta, ExchangeBody, Project, Upstream, User
from betas.models.choices import Source, State
from betas.upstream.call import Failure

MILLION = Decimal(1_000_000)
SOURCES = ((Source.GATEWAY, 60), (Source.PLAYGROUND, 16), (Source.API, 14), (Source.EXPERIMENT, 7), (Source.REPLAY, 3))
HOW_MANY_BETAS = (25, 45, 20, 7, 3)
ENDS = ((State.DONE, 965), (State.CANCELLED, 18), (State.FAILED, 14), (State.INTERRUPTED, 3))
FAILURES = (Failure.TIMEOUT, Failure.RESET, Failure.REFUSED, Failure.TRUNCATED)
REFUSED_SHARE = 0.07
UNKNOWN_NAMES = ("interleaved-thinking-2025-05-41", "mcp-client", "context-1m")


@dataclass(frozen=True, slots=True)
class Invented:
    """The rows of one exchange, not saved."""

    exchange: Exchange
    body: ExchangeBody
    betas: list[ExchangeBeta]
    found_by: Searchable


class Inventor:
    """Draws everything from `chance`: the same chance and catalogue invent the same exchanges."""

    def __init__(self, chance: Random, project: Project) -> None:
        self._chance, self._project, self._texts = chance, project, Texts(chance)
        self._users = list(User.objects.order_by("pk").values_list("pk", flat=True))
        self._upstreams = list(Upstream.objects.for_project(project))
        self._models = list(ClaudeModel.objects.all()) or [ClaudeModel(id="claude-opus-5-5")]
        self._names = [*Beta.objects.order_by("name").values_list("name", flat=True), *UNKNOWN_NAMES]
        chance.shuffle(self._names)
        self._prices = {model.pk: model.prices for model in self._models}
        self._model_weights, self._name_weights = _few_often(self._models), _few_often(self._names)
        self._last: UUID | None = None

    def invent(self, at: datetime) -> Invented:
        chance, exchange, names = self._chance, self._asked(at), self._some_betas()
        exchange.beta_header = ",".join(names) or None
        prompt = self._texts.prompt()
        exchange.preview = prompt[:200]
        asked = bodies.request(exchange.model, prompt, exchange.stream, chance)
        request, codec = pack(sent := bodies.encoded(asked))
        exchange.request_bytes = len(sent)
        body = ExchangeBody(exchange_id=exchange.pk, request=request, request_codec=codec, searchable=True)
        blamed, message = self._end(exchange, body, names)
        self._last = exchange.pk
        betas = [_beta(exchange, *one, blamed=blamed) for one in enumerate(names)]
        return Invented(exchange, body, betas, searchable(exchange.pk, asked, message))

    def _asked(self, at: datetime) -> Exchange:
        chance = self._chance
        source = chance.choices([source for source, _ in SOURCES], [weight for _, weight in SOURCES])[0]
        upstream = chance.choice(self._upstreams) if self._upstreams else None
        return Exchange(
            id=_uuid7(at, chance),
            created_at=at,
            project_id=self._project.pk,
            who_id=chance.choice(self._users) if self._users and source != Source.GATEWAY else None,
            source=source,
            parent_id=self._last if source == Source.REPLAY else None,
            upstream_id=upstream.pk if upstream else None,
            upstream_name=upstream.name if upstream else "simulator",
            simulated=upstream is None or upstream.simulated,
            path="/v1/messages",
            model=chance.choices(self._models, cum_weights=self._model_weights)[0].pk,
            api_version="2026-10-21",
            stream=chance.random() < 0.5,
            starred=chance.random() < 0.002,
        )

    def _some_betas(self) -> list[str]:
        count = self._chance.choices(range(len(HOW_MANY_BETAS)), HOW_MANY_BETAS)[0]
        return list(dict.fromkeys(self._chance.choices(self._names, cum_weights=self._name_weights, k=count)))

    def _end(self, exchange: Exchange, body: ExchangeBody, names: list[str]) -> tuple[str, Any]:
        """Fills in how it ended; the beta that was refused, empty for none, and the answer's message."""
        chance = self._chance
        exchange.state = chance.choices([state for state, _ in ENDS], [weight for _, weight in ENDS])[0]
        exchange.duration_ms = int(chance.lognormvariate(7.4, 0.9))
        if exchange.state in (State.FAILED, State.INTERRUPTED):
            kind = chance.choice(FAILURES) if exchange.state == State.FAILED else Failure.INTERRUPTED
            exchange.failure, exchange.fingerprint = kind, failure_fingerprint(exchange, kind)
        elif exchange.state == State.DONE and chance.random() < REFUSED_SHARE:
            return self._refuse(exchange, body, names)
        else:
            return "", self._answer(exchange, body)
        return "", None

    def _refuse(self, exchange: Exchange, body: ExchangeBody, names: list[str]) -> tuple[str, Any]:
        mishap = self._chance.choices(MISHAPS, [mishap.weight for mishap in MISHAPS])[0]
        if mishap.blames_the_beta and not names:
            mishap = MISHAPS[-1]
        blamed = names[0] if mishap.blames_the_beta else ""
        words = mishap.message.format(beta=blamed, model=exchange.model)
        exchange.duration_ms = int(self._chance.lognormvariate(4.6, 0.5))
        _tell(exchange, mishap, words, blamed)
        error = bodies.error(mishap.kind, words, exchange.request_id[4:])
        _keep(exchange, body, bodies.encoded(error))
        return blamed, error

    def _answer(self, exchange: Exchange, body: ExchangeBody) -> Any:
        chance, text, ident = self._chance, self._texts.some(1.2), bodies.ident(self._chance)
        usage = {"input_tokens": int(chance.lognormvariate(6.5, 1.2)) + 8, "output_tokens": len(text) // 4 + 1}
        exchange.status, exchange.stop_reason, exchange.request_id = 200, "end_turn", f"req_{ident}"
        exchange.input_tokens, exchange.output_tokens = usage["input_tokens"], usage["output_tokens"]
        exchange.cost, exchange.price = self._cost(exchange)
        total = exchange.duration_ms or 0
        exchange.first_token_ms = int(total * chance.uniform(0.1, 0.4)) if exchange.stream else total
        message = bodies.message(exchange.model, text, usage, ident)
        answer = bodies.encoded(message)
        if exchange.stream:
            answer, body.events = bodies.stream(exchange.model, text, usage, ident, exchange.first_token_ms, total)
        _keep(exchange, body, answer)
        return message

    def _cost(self, exchange: Exchange) -> tuple[Decimal | None, dict[str, Any] | None]:
        prices = self._prices[exchange.model]
        if "input" not in prices or "output" not in prices:
            return None, None
        paid = Decimal(prices["input"]) * (exchange.input_tokens or 0)
        paid += Decimal(prices["output"]) * (exchange.output_tokens or 0)
        return round(paid / MILLION, 8), {"input": prices["input"], "output": prices["output"], "source": "invented"}


def _few_often(things: list[Any]) -> list[float]:
    """Cumulated weights by which the first come often and the last hardly ever."""
    return list(accumulate(1 / rank for rank in range(1, len(things) + 1)))


def _uuid7(at: datetime, chance: Random) -> UUID:
    ms = int(at.astimezone(UTC).timestamp() * 1000)
    return UUID(int=ms << 80 | 7 << 76 | chance.getrandbits(12) << 64 | 2 << 62 | chance.getrandbits(62))


def _tell(exchange: Exchange, mishap: Mishap, words: str, blamed: str) -> None:
    exchange.status, exchange.error_type, exchange.error_means = mishap.status, mishap.kind, mishap.means
    exchange.error_message, exchange.error_normalised = words, normalised(words)
    exchange.request_id = f"req_{exchange.pk.hex[8:]}"
    culprits = [blamed] if blamed else []
    exchange.fingerprint = fingerprint(mishap.means, mishap.kind, exchange.error_normalised, culprits, exchange.model)


def _keep(exchange: Exchange, body: ExchangeBody, response: bytes) -> None:
    exchange.response_bytes = len(response)
    body.response, body.response_codec = pack(response)
    kind = "text/event-stream" if body.events else "application/json"
    body.response_headers = {"content-type": kind, "request-id": exchange.request_id}


def _beta(exchange: Exchange, position: int, name: str, *, blamed: str) -> ExchangeBeta:
    return ExchangeBeta(
        exchange_id=exchange.pk,
        name=name,
        position=position,
        model=exchange.model,
        refused=name == blamed,
        is_error=exchange.has_failed,
    )
