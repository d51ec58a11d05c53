"""Brings the shipped facts into the database: a three-way merge that never overwrites what an administrator changed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from betas.catalogue import shape, shipped, writing
from betas.catalogue.changes import ADDED, change, record
from betas.catalogue.shape import Values
from betas.models import Beta, BetaChange, ClaudeModel

WHY = BetaChange.SHIPPED


class Unreadable(Exception):
    """The data files hold something nobody can read. `problems` are sentences."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A shipped fact that is not what the database says."""

    subject: str
    field: str
    ours: Any
    shipped: Any


@dataclass(slots=True)
class Loaded:
    """How many betas and models are new, how many changed, and where both sides changed: there ours stayed."""

    added: int = 0
    changed: int = 0
    kept: list[Disagreement] = field(default_factory=list)


def load(facts: shipped.Shipped | None = None) -> Loaded:
    """Merge the facts (the product's own where none are given). Raises Unreadable; then nothing has changed."""
    facts = facts or shipped.own()
    if facts.problems:
        raise Unreadable(facts.problems)
    done = Loaded()
    with transaction.atomic():
        _load_betas(facts.betas, done)
        _load_models(facts.models, done)
    return done


def disagreements() -> Iterator[Disagreement]:
    """Every shipped fact that ours disagrees with, but for those against which a keeper decided to keep ours."""
    for beta in Beta.objects.whole():
        yield from _disagreements(beta, shape.stored(beta))
    for model in ClaudeModel.objects.all():
        yield from _disagreements(model, shape.stored_model(model))


def _load_betas(betas: Mapping[str, Values], done: Loaded) -> None:
    have = {beta.name: beta for beta in Beta.objects.whole().filter(name__in=betas)}
    new = {name: values for name, values in betas.items() if name not in have}
    added = writing.add_betas(new, shipped=True)
    BetaChange.objects.bulk_create(change(beta, ADDED, None, beta.name, who=None, why=WHY) for beta in added)
    done.added += len(added)
    for name, beta in have.items():
        ours = shape.stored(beta)
        news = _merge(name, beta.shipped, ours, betas[name], shape.BLANK, done)
        if news:
            writing.update_beta(beta, news)
            record(beta, ours, {**ours, **news}, who=None, why=WHY)
            done.changed += 1
        _remember(beta, betas[name])


def _load_models(models: Mapping[str, Values], done: Loaded) -> None:
    have = ClaudeModel.objects.in_bulk(list(models))
    new = [ClaudeModel(id=name, shipped=values, **values) for name, values in models.items() if name not in have]
    ClaudeModel.objects.bulk_create(new)
    BetaChange.objects.bulk_create(change(model, ADDED, None, model.pk, who=None, why=WHY) for model in new)
    done.added += len(new)
    for name, model in have.items():
        ours = shape.stored_model(model)
        news = _merge(name, model.shipped, ours, models[name], shape.BLANK_MODEL, done)
        if news:
            ClaudeModel.objects.filter(pk=name).update(**news)
            record(model, ours, {**ours, **news}, who=None, why=WHY)
            done.changed += 1
        _remember(model, models[name])


def _merge(name: str, base: Values, ours: Values, theirs: Values, blank: Values, done: Loaded) -> Values:
    """The fields to take over. Where both sides moved away from the base, ours stays and is listed."""
    base = {**blank, **base}
    moved = [key for key in theirs if ours[key] != theirs[key] != base[key]]
    done.kept += (Disagreement(name, key, ours[key], theirs[key]) for key in moved if ours[key] != base[key])
    return {key: theirs[key] for key in moved if ours[key] == base[key]}


def _remember(row: Beta | ClaudeModel, values: Values) -> None:
    if row.shipped != values:
        row.shipped = values
        row.save(update_fields=["shipped"])


def _disagreements(row: Beta | ClaudeModel, ours: Values) -> Iterator[Disagreement]:
    base, kept = row.shipped, row.kept
    for key in ours:
        if key in base and ours[key] != base[key] and not (key in kept and kept[key] == base[key]):
            yield Disagreement(str(row), key, ours[key], base[key])
