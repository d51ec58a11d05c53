"""Betas as a table, a column for each fact that is one value."""

from collections.abc import Iterable, Iterator

from betas.models import Beta
from betas.models.choices import Platform
from betas.spreadsheet import table

PLAIN = (
    "name", "title", "status", "category", "named_on", "announced_on", "first_in_sdk_on", "last_in_sdk_on",
    "first_in_sdk_version", "last_in_sdk_version", "ga_on", "deprecated_on", "retired_on", "verified_on",
    "still_accepted", "header_still_needed", "changes_response_shape", "visibility", "docs_url", "summary",
)  # fmt: skip
WORDS = {True: "yes", False: "no", None: ""}
HEAD = (*PLAIN, "family", "successor", "endpoints", *Platform.values)


def as_table(betas: Iterable[Beta]) -> str:
    """Needs family, successor and platforms at hand. Empty is not stated."""
    return table(HEAD, map(_row, betas))


def _row(beta: Beta) -> Iterator[object]:
    for name in PLAIN:
        value = getattr(beta, name)
        yield WORDS[value] if isinstance(value, bool) else value
    yield beta.family.slug
    yield beta.successor.name if beta.successor else ""
    yield " | ".join(beta.endpoints)
    known = {row.platform: row.supported for row in beta.platforms.all()}
    yield from (WORDS[known.get(platform)] for platform in Platform.values)
