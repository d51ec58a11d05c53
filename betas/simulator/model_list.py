"""Models as `GET /v1/models` shows them, and what the models themselves refuse."""

import re
from datetime import date
from typing import Any
from urllib.parse import parse_qs

from betas.catalogue.facts import ModelFact
from betas.simulator.refusal import Refused, invalid
from betas.simulator.request import Request
from betas.simulator.world import World

PAGE, MOST = 20, 1000
DATE = re.compile(r"-(\d{4})(\d\d)(\d\d)\Z")
# Inferred, no list is documented: from here on no prefill, before it no adaptive thinking.
FIRST_ADAPTIVE = (4, 6)


def listed(request: Request, world: World) -> dict[str, Any]:
    """One page by `limit`, `after_id` and `before_id`. Raises Refused."""
    query = {name: values[-1] for name, values in parse_qs(request.query).items()}
    limit = query.get("limit", str(PAGE))
    if not (limit.isascii() and limit.isdecimal() and 1 <= int(limit) <= MOST):
        raise invalid(f"limit: Input should be a valid integer from 1 to {MOST}")
    ids = list(world.facts.models)
    if "before_id" in query:
        stop = ids.index(_found(query["before_id"], world).id)
        start = max(0, stop - int(limit))
        more = start > 0
    else:
        start = ids.index(_found(query["after_id"], world).id) + 1 if "after_id" in query else 0
        stop = start + int(limit)
        more = stop < len(ids)
    data = [info(world.facts.models[name], world.now.date()) for name in ids[start:stop]]
    ends = {"first_id": data[0]["id"], "last_id": data[-1]["id"]} if data else {"first_id": None, "last_id": None}
    return {"data": data, "has_more": more, **ends}


def one(name: str, world: World) -> dict[str, Any]:
    """Raises Refused for a model that nobody knows."""
    return info(_found(name, world), world.now.date())


def info(model: ModelFact, today: date) -> dict[str, Any]:
    """`created_at` is the date in the id, the epoch where there is none: the API's own way of not knowing."""
    dated = DATE.search(model.id)
    return {
        "type": "model",
        "id": model.id,
        "display_name": _display_name(model.id),
        "created_at": f"{'-'.join(dated.groups()) if dated else '1970-01-01'}T00:00:00Z",
        "lifecycle": _lifecycle(model, today),
        "max_input_tokens": model.context_window,
        "max_tokens": model.max_output_tokens,
        "retires_at": f"{model.retires_on}T00:00:00Z" if model.retires_on else None,
    }


def _display_name(name: str) -> str:
    """claude-opus-4-5-20251101 is Claude Opus 4.5."""
    plain = re.sub(r"(?<=\d)-(?=\d)", ".", DATE.sub("", name))
    return plain.replace("-", " ").title()


def _lifecycle(model: ModelFact, today: date) -> str:
    if not model.retires_on:
        return "active"
    return "retired" if model.retires_on < today.isoformat() else "deprecated"


def _found(name: str, world: World) -> ModelFact:
    if name not in world.facts.models:
        raise Refused(404, f"model: {name}")
    return world.facts.models[name]


def check(body: dict[str, Any], world: World) -> None:
    """What the model says to a well-formed body. Raises Refused."""
    model = _found(body["model"], world)
    if _lifecycle(model, world.now.date()) == "retired":
        raise Refused(404, f"model: {model.id}")
    wanted, most = body.get("max_tokens") or 0, model.max_output_tokens
    if most is not None and wanted > most:
        raise invalid(
            f"max_tokens: {wanted} > {most}, which is the maximum allowed number of output tokens for {model.id}"
        )
    adaptive = _adaptive(model.id)
    if body["messages"][-1]["role"] == "assistant" and adaptive and "fallback_credit_token" not in body:
        raise invalid(
            "This model does not support assistant message prefill. The conversation must end with a user message."
        )
    if body.get("thinking", {}).get("type") == "adaptive" and not adaptive:
        raise invalid("adaptive thinking is not supported on this model")


def _adaptive(name: str) -> bool:
    version = tuple(map(int, re.findall(r"(?<=-)\d+(?=-|\Z)", DATE.sub("", name))))
    return not version or version >= FIRST_ADAPTIVE
