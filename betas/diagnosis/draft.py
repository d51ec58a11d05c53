"""A request as lint sees it: what was given, and what it would be once fixed."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache
from typing import Any

from betas.catalogue.facts import BetaFact, Facts, GateFact
from betas.diagnosis import findings
from betas.diagnosis.findings import Finding
from betas.diagnosis.uses import Use, found

MESSAGES = "/v1/messages"
BATCHES = f"{MESSAGES}/batches"
NEWEST_VERSION = "2026-10-21"


class Behind:
    """What stands behind each gate in a body, and whether that gate stands for the model asked for: walked once,
    whatever the number of rules, and not before one asks."""

    def __init__(self, body: Mapping[str, Any], facts: Facts, model: str, path: str) -> None:
        self._body, self._facts, self._model, self._path = body, facts, model, path

    @cached_property
    def gates(self) -> Mapping[GateFact, Sequence[tuple[Use, bool]]]:
        used: dict[GateFact, list[tuple[Use, bool]]] = {}
        for at, part in parts(self._body, self._path):
            for use in found(part, self._facts):
                stands = not use.gate.only_on or (self._model or part.get("model")) in use.gate.only_on
                used.setdefault(use.gate, []).append((Use(use.gate, at + use.path) if at else use, stands))
        return used


@dataclass(frozen=True, slots=True)
class Draft:
    """`betas` are the names as given, spelled wrong and all; `model` is empty where the body's own counts.

    Make one with `Draft.of`.
    """

    betas: tuple[str, ...]
    body: Mapping[str, Any]
    facts: Facts
    model: str
    platform: str
    api_version: str
    path: str
    behind: Behind

    @classmethod
    def of(
        cls, betas: Sequence[str], body: Mapping[str, Any], facts: Facts,
        *, model: str, platform: str, api_version: str, path: str,
    ) -> "Draft":  # fmt: skip
        return cls(tuple(betas), body, facts, model, platform, api_version, path, Behind(body, facts, model, path))

    def known(self) -> list[BetaFact]:
        """Each catalogued beta once."""
        return [self.facts.betas[name] for name in dict.fromkeys(self.betas) if name in self.facts.betas]

    def named(self) -> set[str]:
        """The names, and those that this platform takes under one of these names."""
        renamed = _renamed(self.facts, self.platform)
        return {*self.betas, *(name for name, sent_as in renamed if sent_as in self.betas)}

    def for_messages(self) -> bool:
        return self.path == MESSAGES or self.path.startswith(f"{MESSAGES}/")

    def among(self, endpoints: Iterable[str]) -> bool:
        """Whether one of these, such as `GET /v1/files/{file_id}`, is where this goes, whatever the method."""
        return any(_template(endpoint).match(self.path) for endpoint in endpoints)

    def covered(self, endpoints: Collection[str]) -> bool:
        """The same, where what is said of messages counts for their count and their batches too."""
        whole = self.for_messages() and any(endpoint.endswith(f" {MESSAGES}") for endpoint in endpoints)
        return whole or self.among(endpoints)

    def parts(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        return parts(self.body, self.path)

    def models(self) -> list[str]:
        asked = [self.model] if self.model else [part.get("model") for _, part in self.parts()]
        return list(dict.fromkeys(name for name in asked if isinstance(name, str) and name))

    def uses(self, gates: Iterable[GateFact], *, on_any_model: bool = False) -> Iterator[Use]:
        """Where the parameters use these gates, of which those of other models do not stand."""
        found = (use for gate in gates for use in self.behind.gates.get(gate, ()))
        return (use for use, stands in found if stands or on_any_model)

    def mended(self, found: Iterable[Finding]) -> "Draft":
        fixes = [finding.fix for finding in found if finding.fix]
        if not fixes:
            return self
        betas, body = findings.apply(fixes, self.betas, self.body)
        if body is self.body:
            return replace(self, betas=betas)
        return replace(self, betas=betas, body=body, behind=Behind(body, self.facts, self.model, self.path))


def parts(body: Mapping[str, Any], path: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The parameters of each message asked for, and where they stand: a batch has many."""
    if path != BATCHES:
        yield "", body
        return
    items = body.get("requests")
    for index, item in enumerate(items if isinstance(items, list) else []):
        if isinstance(item, Mapping) and isinstance(item.get("params"), Mapping):
            yield f"requests.{index}.params.", item["params"]


@lru_cache(maxsize=8)
def _renamed(facts: Facts, platform: str) -> Sequence[tuple[str, str]]:
    """Betas of which is said how a platform takes them, and the name that it takes instead, if any."""
    there = ((beta.name, beta.platforms.get(platform)) for beta in facts.betas.values())
    return [(name, support.sent_as) for name, support in there if support]


@cache
def _template(endpoint: str) -> re.Pattern[str]:
    path = re.escape(endpoint.partition(" ")[2])
    return re.compile(re.sub(r"\\{\w+\\}", "[^/]+", path) + r"/?\Z")
