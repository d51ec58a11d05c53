"""The catalogue as one frozen value, for the rooms that judge by it: no query per question."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from betas.models import Beta, BetaChange, ClaudeModel
from betas.models.choices import GateMode, Status


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
class BetaFact:
    name: str
    family: str
    title: str
    status: str
    still_accepted: bool | None = None
    successor: str | None = None
    gates: tuple[GateFact, ...] = ()

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


@dataclass(frozen=True, slots=True)
class Facts:
    """Betas by name, models by id, as of a catalogue revision."""

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
    _last[:] = [_at(BetaChange.objects.all().revision())]
    return _last[0]


def last() -> Facts:
    """What `current` gave last in this process: no query, for threads without a connection of their own."""
    return next(iter(_last), None) or current()


_last: list[Facts] = []


@lru_cache(maxsize=2)
def _at(revision: int) -> Facts:
    betas = Beta.objects.select_related("family", "successor").prefetch_related("gates")
    return Facts(
        revision=revision,
        betas={beta.name: _beta(beta) for beta in betas},
        models={model.pk: _model(model) for model in ClaudeModel.objects.all()},
    )


def _beta(beta: Beta) -> BetaFact:
    gates = tuple(
        GateFact(beta.name, gate.path, gate.kind, gate.value, gate.mode, tuple(gate.only_on))
        for gate in beta.gates.all()
    )
    successor = beta.successor.name if beta.successor else None
    return BetaFact(beta.name, beta.family.slug, beta.title, beta.status, beta.still_accepted, successor, gates)


def _model(model: ClaudeModel) -> ModelFact:
    retires_on = model.retires_on.isoformat() if model.retires_on else None
    return ModelFact(
        model.pk, model.max_output_tokens, model.context_window, retires_on,
        model.prices, model.prices_above_100k, model.price_source,
    )  # fmt: skip


def forget() -> None:
    """Drop what was read: for tests that roll the database back."""
    _at.cache_clear()
    _last.clear()
