"""The whole catalogue out and in: what an import would add and change, then all of it or nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from betas.catalogue import changes, edits, reading, shape, wording, writing
from betas.catalogue.shape import Values
from betas.models import Beta, BetaChange, ClaudeModel, User

MOST_BYTES = 5 * 1024 * 1024
MOST_ROWS = 10_000
LONGEST_MODEL = 100
EMPTY: tuple[object, ...] = (None, "", [])


class Unreadable(ValueError):
    """`problems` are sentences; nothing was imported."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Betas by name and models by id, in the form of `shape`. What a file does not say of a beta stays as it is."""

    betas: Mapping[str, Values]
    models: Mapping[str, Values]


@dataclass(frozen=True, slots=True)
class Edit:
    """A field that an import changes, as the texts that go and come."""

    subject: str
    field: str
    removed: list[str]
    added: list[str]


@dataclass(slots=True)
class Preview:
    """What an import does. `kept` is how many betas and models it leaves as they are; others are not touched."""

    added: list[str] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)
    kept: int = 0

    @property
    def changes_nothing(self) -> bool:
        return not self.added and not self.edits


def exported() -> Catalogue:
    """Everything, in a number of queries that does not grow with it."""
    return Catalogue(
        {beta.name: shape.stored(beta) for beta in Beta.objects.whole()},
        {model.pk: shape.stored_model(model) for model in ClaudeModel.objects.all()},
    )


def preview(given: Catalogue) -> Preview:
    """Raises Unreadable."""
    have = exported()
    if problems := list(_problems(given, have)):
        raise Unreadable(*problems)
    found = Preview()
    for subject, values, ours in _beside(given, have):
        if ours is None:
            found.added.append(subject)
            continue
        differing = list(changes.differences(ours, values))
        found.edits += (Edit(subject, name, *wording.difference(name, old, new)) for name, old, new in differing)
        found.kept += not differing
    return found


@transaction.atomic
def bring_in(given: Catalogue, *, who: User | None, why: str) -> Preview:
    """Import all of it or, raising Unreadable, nothing. Says what it did."""
    list(Beta.objects.all().locked().order_by("pk"))
    done = preview(given)
    have = exported()
    new = {name: {**shape.BLANK, **values} for name, values in given.betas.items() if name not in have.betas}
    added: list[Beta | ClaudeModel] = [*writing.add_betas(new)]
    for name, values in given.models.items():
        if name not in have.models:
            added.append(ClaudeModel.objects.create(id=name, **{**shape.BLANK_MODEL, **values}))
    BetaChange.objects.bulk_create(
        changes.change(row, changes.ADDED, None, str(row), who=who, why=why) for row in added
    )
    for subject in dict.fromkeys(edit.subject for edit in done.edits):
        row = edits.locked(subject)
        if row:
            edits.write(row, (given.betas if isinstance(row, Beta) else given.models)[subject], who=who, why=why)
    return done


def _beside(given: Catalogue, have: Catalogue) -> Iterator[tuple[str, Values, Values | None]]:
    for name, values in given.betas.items():
        yield name, values, have.betas.get(name)
    for name, values in given.models.items():
        yield name, values, have.models.get(name)


def _problems(given: Catalogue, have: Catalogue) -> Iterator[str]:
    names = given.betas.keys() | have.betas.keys()
    for name, values in given.betas.items():
        whole = {**shape.BLANK, **have.betas.get(name, {}), **values}
        yield from (f"{name}: {problem}" for problem in reading.stored_problems(name, whole, names))
        if not whole["family"]:
            yield f"{name}: family is missing"
        if values.get("successor") == name:
            yield f"{name}: it cannot be its own successor"
    for name, values in given.models.items():
        whole = {**shape.BLANK_MODEL, **have.models.get(name, {}), **values}
        if not 0 < len(name) <= LONGEST_MODEL:
            yield f"{name[:LONGEST_MODEL]}: this is no name of a model"
        yield from (f"{name}: {problem}" for problem in reading.stored_model_problems(whole))


def normal(values: Mapping[str, Any], blank: Values) -> Values:
    """As the catalogue keeps it: what is empty is what `blank` says, rows have all fields and an order of their own.

    Unknown fields stay, to be told of.
    """
    made = {name: blank.get(name, "?") if value in EMPTY else value for name, value in values.items()}
    for side in shape.ROWS.keys() & made.keys() & blank.keys():
        if _are(made[side], dict):
            made[side] = shape.in_order(normal(row, reading.ROW_DEFAULTS[side]) for row in _filled(side, made[side]))
    if _are(made.get("related"), str):
        made["related"] = sorted(made["related"])
    return made


def _filled(side: str, rows: list[Values]) -> Iterator[Values]:
    """Rows with every field, in the order of the fields."""
    for row in rows:
        given = {**reading.ROW_DEFAULTS[side], **row}
        yield {name: given[name] for name in dict.fromkeys((*shape.ROW_FIELDS[side], *given))}


def _are(values: Any, kind: type) -> bool:
    return isinstance(values, list) and all(isinstance(value, kind) for value in values)
