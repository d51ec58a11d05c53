"""The facts that ship with the product, read from `data/`: the values, and every value nobody can read."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from betas.catalogue import reading, shape
from betas.catalogue.shape import Values
from betas.models.changes import as_stored

DATA = Path(__file__).resolve().parent / "data"
DATED = re.compile(r"(?P<family>.+)-(?P<date>\d{4}-\d\d-\d\d)\Z")


@dataclass(frozen=True, slots=True)
class Shipped:
    """Betas by name and models by id in the form of `shape`; `problems` are sentences, empty when all is well."""

    betas: Mapping[str, Values]
    models: Mapping[str, Values]
    problems: tuple[str, ...] = ()


@cache
def own() -> Shipped:
    """The product's own facts, read once per process: do not change them."""
    return read(DATA)


def read(folder: Path) -> Shipped:
    """Everything in a data folder: `betas/<name>.toml` and `models.toml`."""
    problems: list[str] = []
    files = {file.stem: _toml(file, problems) for file in sorted((folder / "betas").glob("*.toml"))}
    models = _toml(folder / "models.toml", problems) or {}
    betas = {name: found for name, found in files.items() if found is not None}
    for name, found in betas.items():
        problems += (f"{name}: {problem}" for problem in reading.beta_problems(name, found, files))
    for name, found in models.items():
        problems += (f"models.toml: {name}: {problem}" for problem in reading.model_problems(found))
    if problems:
        return Shipped({}, {}, tuple(problems))
    return Shipped(
        {name: _beta(name, found) for name, found in betas.items()},
        {name: _model(found, position) for position, (name, found) in enumerate(models.items())},
    )


def _toml(file: Path, problems: list[str]) -> Values | None:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        problems.append(f"{file.name}: {error}")
        return None


def named(name: str) -> Values:
    """What a beta's name says of it."""
    dated = DATED.match(name)
    return {"family": dated["family"], "named_on": dated["date"]} if dated else {"family": name}


def _beta(name: str, found: Values) -> Values:
    plain = {key: as_stored(value) for key, value in found.items() if key not in shape.ROWS}
    rows = {side: shape.in_order(_rows(side, found.get(side, []))) for side in shape.ROWS}
    return {**shape.BLANK, **named(name), **plain, **rows, "related": sorted(found.get("related", []))}


def _rows(side: str, rows: list[Values]) -> Iterator[Values]:
    for row in rows:
        whole = {**reading.ROW_DEFAULTS[side], **row}
        if side == "conflicts":
            whole["subject"] = whole["subject"] or whole["other"]
        yield {name: as_stored(whole[name]) for name in shape.ROW_FIELDS[side]}


def _model(found: Values, position: int) -> Values:
    values: dict[str, Any] = {key: as_stored(value) for key, value in found.items()}
    return {**shape.BLANK_MODEL, **values, "position": position}
