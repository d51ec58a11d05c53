"""What the form starts with: nothing, a link's betas and model, or a stored exchange. Nothing here sends."""

import json
from typing import Any
from uuid import UUID

from django.http import QueryDict

from betas import header
from betas.access import keys
from betas.catalogue.facts import Facts
from betas.history import read
from betas.models import Exchange, User
from betas.playground.body import taken_apart
from betas.playground.examples import example
from betas.playground.reading import holdable

Initial = dict[str, Any]


def linked(asked: QueryDict, user: User, facts: Facts) -> Initial:
    """What a link asks for. `without` drops betas from those of the exchange that `from` names."""
    if shown := example(asked.get("example", "")):
        return {**taken_apart(shown.body), "betas": list(shown.betas), "fault": shown.fault}
    parent = _exchange(asked.get("from", ""), user)
    values: Initial = _of_exchange(parent) if parent else {"model": _newest_model(facts), **_shared(asked)}
    left = [name for name in values.get("betas", []) if name not in asked.getlist("without")]
    values["betas"] = list(dict.fromkeys([*left, *filter(None, asked.getlist("beta"))]))
    return values | ({"model": asked["model"]} if asked.get("model") else {})


def is_unreadable(asked: QueryDict) -> bool:
    """Whether a link holds a body that fills no form."""
    text = asked.get("body", "")
    return bool(text) and not _body(text)


def _shared(asked: QueryDict) -> Initial:
    """A small request that stands in the link itself."""
    return {
        **_body(asked.get("body", "")),
        **{name: asked[name] for name in ("path", "api_version") if asked.get(name)},
    }


def _exchange(text: str, user: User) -> Exchange | None:
    try:
        pk = UUID(text)
    except ValueError:
        return None
    return Exchange.objects.for_user(user).select_related("upstream", "body").filter(pk=pk).first()


def _of_exchange(exchange: Exchange) -> Initial:
    return {
        **(_body(read.request_text(exchange)) or {"model": exchange.model}),
        "upstream": _destination(exchange),
        "path": exchange.path,
        "api_version": exchange.api_version,
        "betas": header.split([exchange.beta_header or ""]),
        "parent": exchange.pk,
    }


def _body(text: str) -> Initial:
    try:
        body = holdable(json.loads(text))
    except (ValueError, RecursionError):
        return {}
    return taken_apart(body) if isinstance(body, dict) else {}


def _destination(exchange: Exchange) -> str:
    """The choice's value; where the key went away since, no choice has it and the first is shown."""
    if exchange.simulated:
        return exchange.upstream_name
    return f"{exchange.upstream_name}:{keys.value_of(exchange.key_id, exchange.key_label)}"


def _newest_model(facts: Facts) -> str:
    return next(iter(facts.models), "")
