"""The gates of the shipped catalogue, each tried closed and open."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from betas.catalogue import facts
from betas.catalogue.facts import GateFact
from betas.catalogue.load import Loaded
from betas.simulator.world import World
from tests.simulator.conftest import HELLO, MODEL, Ask

NOW = datetime(2026, 11, 22, tzinfo=UTC)
STEP = re.compile(r"(\w+)(\[(?:(\w+)=(\w+))?\])?")


def using(gate: GateFact) -> dict[str, Any]:
    """The smallest body that uses what a gate names."""
    used: Any = {"token": "t"} if gate.value == "object" else gate.value or "x"
    for step in reversed(gate.path.split(".")):
        found = STEP.fullmatch(step)
        assert found, f"{gate.path} is no path"
        name, many, key, value = found.groups()
        used = {name: [{key: value, **used} if key else used] if many else used}
    if "thinking" in used:
        used["thinking"].setdefault("type", "adaptive")
    return wrapped(used)


def wrapped(body: dict[str, Any]) -> dict[str, Any]:
    for message in body.get("messages", []):
        message.setdefault("role", "user")
        message.setdefault("content", "a")
    return {"messages": HELLO, **body}


@pytest.mark.django_db
def test_every_required_gate_is_closed_without_its_betas_and_open_with_any(ask: Ask, loaded: Loaded) -> None:
    known = facts.current()
    gates = known.required_gates()
    assert len(gates) > 40
    for gate in gates:
        world = World(known, lenient=False, now=NOW)
        model = gate.only_on[0] if gate.only_on else MODEL
        others = {other.beta for other in gates if field(other) == field(gate)}
        keys = {other.beta for other in gates if (other.path, other.value) == (gate.path, gate.value)}
        parents = sorted(others - keys)
        body = using(gate)
        closed = ask(world=world, model=model, header=",".join(parents), **body)
        assert closed.status == 400, gate
        wanted = "Input tag" if gate.path.endswith("].type") else "Extra inputs are not permitted"
        assert wanted in closed.error, (gate, closed.error)
        opened = ask(world=world, model=model, header=",".join([*parents, gate.beta]), **body)
        assert opened.status == 200, (gate, opened.error)


def field(gate: GateFact) -> str:
    return re.split(r"\W", gate.path)[0]
