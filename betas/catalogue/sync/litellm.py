"""LiteLLM's table of which betas it forwards to which provider, and under which name: third-party evidence."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from betas.catalogue.sync import archive
from betas.catalogue.sync.found import DATED, NothingFound
from betas.models.choices import Platform

TABLE = "litellm/anthropic_beta_headers_config.json"
METADATA = re.compile(r"litellm-([0-9][^/]*)\.dist-info/METADATA\Z")
PLATFORMS = {
    "anthropic": Platform.CLAUDE_API,
    "azure_ai": Platform.FOUNDRY,
    "bedrock": Platform.BEDROCK,
    "vertex_ai": Platform.VERTEX,
}


@dataclass(frozen=True, slots=True)
class Forwarding:
    """`sent_as` by platform and beta: the name under which it is forwarded, None where it is dropped."""

    version: str
    sent_as: Mapping[tuple[str, str], str | None]

    @property
    def label(self) -> str:
        return f"litellm {self.version}"


def read(path: Path) -> Forwarding:
    """Raises Refused and NothingFound, both with a sentence."""
    texts = archive.texts(path, lambda name: name == TABLE or bool(METADATA.match(name)))
    version = next((match[1] for name in texts if (match := METADATA.match(name))), "")
    try:
        table = json.loads(texts.get(TABLE, ""))
    except (ValueError, RecursionError):
        table = None
    if not isinstance(table, dict) or not version:
        raise NothingFound(_("This is no LiteLLM wheel with a table of beta headers."))
    return Forwarding(version, dict(_rows(table)))


def _rows(table: dict[str, object]) -> list[tuple[tuple[str, str], str | None]]:
    """Four of the table's keys are tool types, not betas: only dated names of betas count."""
    return [
        ((platform, beta), sent_as if isinstance(sent_as, str) else None)
        for provider, platform in PLATFORMS.items()
        for beta, sent_as in _object(table.get(provider)).items()
        if DATED.fullmatch(beta)
    ]


def _object(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}
