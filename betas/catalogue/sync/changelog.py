"""A CHANGELOG.md: the day of each release, and the betas that one announces to remove."""

import re
from collections.abc import Iterator
from datetime import date

from betas.catalogue.sync.found import DATED, Announcement

HEADING = re.compile(r"## \[?(\d+\.\d+\.\d+)\]?(?:\([^)]*\))? ?(?:\((\d{4}-\d\d-\d\d)\))?")
BULLET = re.compile(r"[*-] ")
REMOVAL = re.compile(r"\ba (?:later|future) (?:release|version) removes?\b|\bwill be removed\b", re.IGNORECASE)
LONGEST_WORDS = 1000


def releases(text: str) -> dict[str, date | None]:
    """The day of each version, None where the heading has none."""
    return {version: _day(on) for version, on, _lines in _sections(text)}


def announcements(text: str) -> tuple[Announcement, ...]:
    return tuple(
        Announcement(beta, version, _day(on), bullet[:LONGEST_WORDS])
        for version, on, lines in _sections(text)
        for bullet in _bullets(lines)
        if REMOVAL.search(bullet)
        for beta in dict.fromkeys(DATED.findall(_ticked(bullet)))
    )


def _ticked(bullet: str) -> str:
    """Names stand in back-ticks; words like `from-2026-01-01` in a link do not count."""
    return " ".join(re.findall(r"`([^`\s]+)`", bullet))


def _sections(text: str) -> Iterator[tuple[str, str | None, list[str]]]:
    heading: re.Match[str] | None = None
    lines: list[str] = []
    for line in text.splitlines():
        if found := HEADING.match(line):
            if heading:
                yield heading[1], heading[2], lines
            heading, lines = found, []
        else:
            lines.append(line)
    if heading:
        yield heading[1], heading[2], lines


def _bullets(lines: list[str]) -> Iterator[str]:
    """Each bullet with the indented paragraphs under it, as one line."""
    bullet: list[str] = []
    for line in lines:
        if BULLET.match(line) or (line and not line[0].isspace()):
            if bullet:
                yield " ".join(bullet)
            bullet = [line[2:]] if BULLET.match(line) else []
        elif line.strip() and bullet:
            bullet.append(line.strip())
    if bullet:
        yield " ".join(bullet)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
