"""The catalogue as one frozen value, for the rooms that judge by it: no query per question."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from django.db import connection

from betas.models import Beta, BetaChange, ClaudeModel
from betas.models.changes import as_stored
from betas.models.choices import GateMode, Status

SHOWN = re.compile(r"^Shows in the response: (.+?)\.?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class GateFact:
    """`value` is empty for a field; `only_on` names the models the gate stands on, empty for all."""

    beta: str
    path: str
    kind: str
    value: str
    mode: str
    only_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlatformFact:
    """`sent_as` is the name a platform takes instead, empty where it is the same."""

    supported: bool | None = None
    sent_as: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class OtherFact:
    """What a beta cannot be combined with, or needs beside it: another beta, or words alone."""

    other: str | None
    subject: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class BetaFact:
    """`shows` is what appears in answers, `sources` where a fact is from, by the fact's name."""

    name: str
    family: str
    title: str
    status: str
    still_accepted: bool | None = None
    successor: str | None = None
    gates: tuple[GateFact, ...] = ()
    header_still_needed: bool | None = None
    changes_response_shape: bool | None = None
    visibility: str = ""
    retired_on: str | None = None
    deprecated_on: str | None = None
    ga_on: str | None = None
    endpoints: tuple[str, ...] = ()
    shows: tuple[str, ...] = ()
    docs_url: str = ""
    models: Mapping[str, tuple[bool | None, str]] = field(default_factory=dict)
    platforms: Mapping[str, PlatformFact] = field(default_factory=dict)
    conflicts: tuple[OtherFact, ...] = ()
    requires: tuple[OtherFact, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)

    def source(self, *facts: str) -> str:
        """Where it stands: the evidence for the first of these facts, the official page, what speaks for the whole."""
        stated = next((self.sources[fact] for fact in facts if fact in self.sources), "")
        return stated or self.docs_url or self.sources.get("", "")

    @property
    def accepted(self) -> bool:
        """Whether a faithful API takes the name: not said to be refused, and not retired unless said to be accepted."""
        if self.status == Status.RETIRED:
            return self.still_accepted is True
        return self.still_accepted is not False


@dataclass(frozen=True, slots=True)
class ModelFact:
    """Prices are US dollars per million tokens as decimal strings, by the keys of ClaudeModel."""

    id: str
    max_output_tokens: int | None
    context_window: int | None
    retires_on: str | None
    prices: Mapping[str, str]
    prices_above_100k: Mapping[str, str]
    price_source: str


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """Betas by name, models by id, as of a catalogue revision. Equal to itself alone, so that caches can go by it."""

    revision: int
    betas: Mapping[str, BetaFact]
    models: Mapping[str, ModelFact]

    def predecessors(self, name: str) -> tuple[str, ...]:
        """Every beta that `name` succeeded, directly or through others, nearest first."""
        line = [name]
        for later in line:
            line += [beta.name for beta in self.betas.values() if beta.successor == later and beta.name not in line]
        return tuple(line[1:])

    def required_gates(self) -> tuple[GateFact, ...]:
        return tuple(gate for beta in self.betas.values() for gate in beta.gates if gate.mode == GateMode.REQUIRED)


def current() -> Facts:
    """The facts of the newest revision; read from the database once per revision and process."""
    _last[:] = [_at(_revision())]
    return _last[0]


def last() -> Facts:
    """What `current` gave last in this process: no query, for threads without a connection of their own."""
    return next(iter(_last), None) or current()


_last: list[Facts] = []


def _revision() -> int:
    """The newest change's id, 0 before any. Asked with every request: the ORM would take ten times as long."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT MAX(id) FROM {BetaChange._meta.db_table}")  # noqa: S608
        newest: int | None = cursor.fetchone()[0]
        return newest or 0


@lru_cache(maxsize=2)
def _at(revision: int) -> Facts:
    return Facts(
        revision=revision,
        betas={beta.name: _beta(beta) for beta in Beta.objects.whole()},
        models={model.pk: _model(model) for model in ClaudeModel.objects.all()},
    )


def _beta(beta: Beta) -> BetaFact:
    return BetaFact(
        name=beta.name,
        family=beta.family.slug,
        title=beta.title,
        status=beta.status,
        still_accepted=beta.still_accepted,
        successor=_name(beta.successor),
        gates=_gates(beta),
        header_still_needed=beta.header_still_needed,
        changes_response_shape=beta.changes_response_shape,
        visibility=beta.visibility,
        retired_on=as_stored(beta.retired_on),
        deprecated_on=as_stored(beta.deprecated_on),
        ga_on=as_stored(beta.ga_on),
        endpoints=tuple(beta.endpoints),
        shows=tuple(shown for line in SHOWN.findall(beta.notes) for shown in line.split("; ")),
        docs_url=beta.docs_url,
        models={row.model: (row.supported, row.note) for row in beta.models.all()},
        platforms={row.platform: PlatformFact(row.supported, row.sent_as, row.note) for row in beta.platforms.all()},
        conflicts=tuple(OtherFact(_name(row.other), row.subject, row.note) for row in beta.conflicts.all()),
        requires=tuple(OtherFact(_name(row.other), "", row.note) for row in beta.requirements.all()),
        sources={row.field: row.source for row in reversed(beta.evidence.all())},
    )


def _gates(beta: Beta) -> tuple[GateFact, ...]:
    return tuple(
        GateFact(beta.name, gate.path, gate.kind, gate.value, gate.mode, tuple(gate.only_on))
        for gate in beta.gates.all()
    )


def _name(beta: Beta | None) -> str | None:
    return beta.name if beta else None


def _model(model: ClaudeModel) -> ModelFact:
    return ModelFact(
        model.pk, model.max_output_tokens, model.context_window, as_stored(model.retires_on),
        model.prices, model.prices_above_100k, model.price_source,
    )  # fmt: skip


def forget() -> None:
    """Drop what was read: for tests that roll the database back."""
    _at.cache_clear()
    _last.clear()
