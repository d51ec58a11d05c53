"""A request as lint sees it: what was given, and what it would be once fixed."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from betas.catalogue.facts import BetaFact, Facts, GateFact
from betas.diagnosis import findings
from betas.diagnosis.findings import Finding
from betas.diagnosis.uses import Use, found
from betas.models.choices import Platform

MESSAGES = "/v1/messages"
BATCHES = f"{MESSAGES}/batches"
NEWEST_VERSION = "2026-10-21"


@dataclass(frozen=True, slots=True)
class Draft:
    """`betas` are the names as given, spelled wrong and all; `model` is empty where the body's own counts."""

    betas: tuple[str, ...]
    body: Mapping[str, Any]
    facts: Facts
    model: str = ""
    platform: str = Platform.CLAUDE_API
    api_version: str = NEWEST_VERSION
    path: str = MESSAGES

    def known(self) -> list[BetaFact]:
        """Each catalogued beta once."""
        return [self.facts.betas[name] for name in dict.fromkeys(self.betas) if name in self.facts.betas]

    def named(self) -> set[str]:
        """The names, and those that this platform takes under one of these names."""
        platform = self.platform
        there = (beta for beta in self.facts.betas.values() if platform in beta.platforms)
        return {*self.betas, *(beta.name for beta in there if beta.platforms[platform].sent_as in self.betas)}

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
        """The parameters of each message asked for, and where they stand: a batch has many."""
        if self.path != BATCHES:
            yield "", self.body
            return
        items = self.body.get("requests")
        for index, item in enumerate(items if isinstance(items, list) else []):
            if isinstance(item, Mapping) and isinstance(item.get("params"), Mapping):
                yield f"requests.{index}.params.", item["params"]

    def models(self) -> list[str]:
        asked = [self.model] if self.model else [part.get("model") for _, part in self.parts()]
        return list(dict.fromkeys(name for name in asked if isinstance(name, str) and name))

    def uses(self, gates: Iterable[GateFact], *, on_any_model: bool = False) -> Iterator[Use]:
        """Where the parameters use these gates, of which those of other models do not stand."""
        gates = list(gates)
        for at, part in self.parts():
            model = self.model or part.get("model")
            standing = [gate for gate in gates if on_any_model or not gate.only_on or model in gate.only_on]
            for use in found(part, standing):
                yield replace(use, path=at + use.path) if at else use

    def mended(self, found: Iterable[Finding]) -> "Draft":
        fixes = [finding.fix for finding in found if finding.fix]
        betas, body = findings.apply(fixes, self.betas, self.body)
        return replace(self, betas=betas, body=body)


@cache
def _template(endpoint: str) -> re.Pattern[str]:
    path = re.escape(endpoint.partition(" ")[2])
    return re.compile(re.sub(r"\\{\w+\\}", "[^/]+", path) + r"/?\Z")
