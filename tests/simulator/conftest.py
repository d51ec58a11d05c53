import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import pytest

from betas.catalogue.facts import BetaFact, Facts, GateFact, ModelFact
from betas.models import Beta, ClaudeModel, Family
from betas.models.choices import GateKind, GateMode, Status
from betas.simulator.answers import answer
from betas.simulator.playing import SimulatedAnswer
from betas.simulator.request import Request
from betas.simulator.world import World

NEW, OLD = "2026-10-21", "2023-06-01"
MODEL = "claude-opus-5-5"
HELLO = [{"role": "user", "content": "Hello"}]


def beta(name: str, *gates: GateFact, status: Status = Status.ACTIVE, accepted: bool | None = None) -> BetaFact:
    return BetaFact(name, name, name, status, accepted, None, gates)


def gate(
    name: str, path: str, kind: str = "field", value: str = "", mode: str = "required", only_on: tuple[str, ...] = ()
) -> GateFact:
    return GateFact(name, path, GateKind(kind), value, GateMode(mode), only_on)


def model(name: str, limit: int | None = 128_000, retires_on: str | None = None) -> ModelFact:
    return ModelFact(name, limit, 1_000_000, retires_on, {}, {}, "")


BETAS = (
    beta("good-2025-01-01"),
    beta("better-2025-02-02", status=Status.GENERALLY_AVAILABLE, accepted=True),
    beta("gone-2024-01-01", status=Status.RETIRED),
    beta("gone-but-taken-2024-01-01", status=Status.RETIRED, accepted=True),
    beta("unwanted-2024-02-02", accepted=False),
    beta("context-2025-06-27", gate("context-2025-06-27", "context_management")),
    beta(
        "compact-2026-01-12",
        gate("compact-2026-01-12", "context_management"),
        gate("compact-2026-01-12", "context_management.edits[].type", "value", "compact_20260112"),
    ),
    beta(
        "advisor-2026-03-01",
        gate("advisor-2026-03-01", "tools[].type", "tool_type", "advisor_20260301"),
        gate("advisor-2026-03-01", "messages[].content[].type", "content_block", "advisor_tool_result"),
        gate("advisor-2026-03-01", "messages[].content[type=server_tool_use].name", "value", "advisor"),
    ),
    beta("budgets-2026-03-13", gate("budgets-2026-03-13", "output_config.task_budget")),
    beta("updates-2026-08-18", gate("updates-2026-08-18", "thinking.display", "value", "updates")),
    beta(
        "fast-2026-02-01",
        gate("fast-2026-02-01", "speed", only_on=("claude-opus-5",)),
        gate("fast-2026-02-01", "fallbacks[].speed"),
    ),
    beta("fallback-2026-06-01", gate("fallback-2026-06-01", "fallbacks")),
    beta("credit-2026-06-01", gate("credit-2026-06-01", "fallback_credit_token")),
    beta(
        "credit-2026-07-01",
        gate("credit-2026-07-01", "fallback_credit_token"),
        gate("credit-2026-07-01", "fallback_credit_token", "value", "object"),
    ),
    beta("binding-2026-08-01", gate("binding-2026-08-01", "thinking.block_binding", mode="inferred")),
    beta("clear-at-2026-08-21", gate("clear-at-2026-08-21", "messages[role=system].clear_at", mode="inferred")),
    beta("examples-2025-10-29", gate("examples-2025-10-29", "tools[].input_examples", mode="historical")),
    beta("interleaved-thinking-2025-05-14"),
    beta("thinking-token-count-2026-05-13"),
)
MODELS = (
    model(MODEL),
    model("claude-opus-5"),
    model("claude-haiku-4-5", 64_000),
    model("claude-sonnet-4-5-20250929", 64_000, "2026-11-30"),
    model("claude-2.1", None, "2025-07-21"),
)
FACTS = Facts(7, {fact.name: fact for fact in BETAS}, {fact.id: fact for fact in MODELS})
WORLD = World(FACTS, lenient=False, now=datetime(2026, 11, 22, 12, 0, tzinfo=UTC))
LENIENT = World(FACTS, lenient=True, now=WORLD.now)


@dataclass(frozen=True)
class Heard:
    """What came back, read whole when asked."""

    answer: SimulatedAnswer

    @cached_property
    def raw(self) -> bytes:
        return b"".join(self.answer.chunks(lambda seconds: False))

    @property
    def status(self) -> int:
        return self.answer.status

    @property
    def json(self) -> Any:
        return json.loads(self.raw)

    @property
    def error(self) -> str:
        """`type: message` of an error."""
        return f"{self.json['error']['type']}: {self.json['error']['message']}"

    @property
    def events(self) -> list[dict[str, Any]]:
        frames = (frame.split("\ndata: ") for frame in self.raw.decode().split("\n\n") if frame)
        found = [(name.removeprefix("event: "), json.loads(data)) for name, data in frames]
        assert all(name == data["type"] for name, data in found)
        return [data for _, data in found]

    @property
    def text(self) -> str:
        return "".join(block["text"] for block in self.json["content"] if block["type"] == "text")

    def header(self, name: str) -> str | None:
        return dict(self.answer.headers).get(name)


Ask = Callable[..., Heard]


@pytest.fixture
def ask() -> Ask:
    """Asks the stand-in; by default a well-formed `POST /v1/messages` without betas."""

    def send(
        url: str = "/v1/messages", *, method: str = "POST", header: str | None = None, version: str = NEW,
        world: World = WORLD, headers: dict[str, str] | None = None, raw: bytes | None = None, **fields: Any,
    ) -> Heard:  # fmt: skip
        lines = {"x-api-key": "k", "anthropic-version": version, **(headers or {})}
        if header is not None:
            lines["anthropic-beta"] = header
        tokens = {} if url.endswith("count_tokens") else {"max_tokens": 1024}
        body = {"model": MODEL, "messages": HELLO, **tokens, **fields}
        body = {name: value for name, value in body.items() if value is not ABSENT}
        data = json.dumps(body).encode() if raw is None else raw
        return Heard(answer(Request.of(method, url, lines.items(), data if method == "POST" else b""), world))

    return send


ABSENT = object()


@pytest.fixture
def small_catalogue(db: None) -> None:
    """Six models and one beta in the database."""
    ClaudeModel.objects.bulk_create(
        ClaudeModel(id=name, position=position) for position, name in enumerate([MODEL, "a", "b", "c", "d", "e"])
    )
    family = Family.objects.create(slug="good")
    Beta.objects.create(name="good-2025-01-01", family=family, title="Good", category="tools", visibility="documented")
