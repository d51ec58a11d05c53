"""What a package says, as values."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

# Bounded, and only from the beginning of a word: texts of strangers are searched with it.
DATED = re.compile(r"(?<![a-z0-9-])[a-z0-9]{1,40}(?:-[a-z0-9]{1,40}){0,12}-20\d\d-?\d\d-?\d\d(?![0-9])")
VERSION = re.compile(r"(\d{1,6})\.(\d{1,6})\.(\d{1,6})")


class NothingFound(ValueError):
    """A package without what it should hold: the recipe or the package is not the right one."""


@dataclass(frozen=True, slots=True, order=True)
class Announcement:
    """A changelog's word that a later release removes a beta."""

    beta: str
    version: str
    on: date | None
    words: str


@dataclass(frozen=True, slots=True)
class Package:
    """One release of an SDK. `pins` maps `POST /v1/agents` to the beta that the SDK appends by itself.

    `general` are the endpoints that have a method outside the beta namespace; `gated` maps `Class.field` of the
    request types to the betas that its docstring names; `mentioned` are all names that stand anywhere.
    """

    name: str
    version: str
    released_on: date | None
    betas: frozenset[str]
    pins: Mapping[str, str] = field(default_factory=dict)
    general: frozenset[str] = frozenset()
    gated: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    announcements: tuple[Announcement, ...] = ()
    mentioned: frozenset[str] = frozenset()

    @property
    def label(self) -> str:
        return f"{self.name} {self.version}"


def version_key(version: str) -> tuple[int, ...]:
    """Sorts `0.75.0` before `2.0.0`; what is no version sorts first."""
    match = VERSION.match(version)
    return tuple(map(int, match.groups())) if match else ()
