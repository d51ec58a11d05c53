"""What API version 2026-10-21 took away."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from betas.diagnosis.draft import NEWEST_VERSION, Draft
from betas.diagnosis.findings import Finding, Fix, Level

SAMPLING = ("temperature", "top_p", "top_k")
MIGRATION = "https://platform.claude.com/docs/en/api/migration-2026-10-21"
CODE = "field_removed_in_version"

Block = tuple[str, Mapping[str, Any]]


def removed(draft: Draft) -> Iterator[Finding]:
    """One finding for each kind of thing, with all its places in the fix."""
    if draft.api_version != NEWEST_VERSION or not draft.for_messages():
        return
    parts = list(draft.parts())
    for name in SAMPLING:
        yield from _gone(name, [at + name for at, part in parts if name in part])
    yield from _documents({path: block for at, part in parts for path, block in _said_documents(at, part)})
    yield from _citations([path for at, part in parts for path in _cited(at, part)])


def _gone(name: str, paths: list[str]) -> Iterator[Finding]:
    if paths:
        message = _("API version %(version)s has no %(name)s any more.") % {"version": NEWEST_VERSION, "name": name}
        yield Finding(Level.ERROR, CODE, message, (), paths[0], Fix(unset=tuple(paths)), MIGRATION)


def _documents(found: dict[str, Mapping[str, Any]]) -> Iterator[Finding]:
    """A turn must not become empty, so that a document's text stays."""
    if found:
        message = _("API version %(version)s takes no document in an assistant's turn: its text may stand there.")
        fix = Fix(set={path: {"type": "text", "text": _text(block)} for path, block in found.items()})
        path = next(iter(found))
        yield Finding(Level.ERROR, CODE, message % {"version": NEWEST_VERSION}, (), path, fix, MIGRATION)


def _text(block: Mapping[str, Any]) -> str:
    source = block.get("source")
    told = source.get("data") if isinstance(source, Mapping) and source.get("type") == "text" else block.get("title")
    return told if isinstance(told, str) and told else "[document]"


def _citations(paths: list[str]) -> Iterator[Finding]:
    if paths:
        message = _("API version %(version)s takes no citations on a text of the user's turn or of a search result.")
        fix = Fix(unset=tuple(paths))
        yield Finding(Level.ERROR, CODE, message % {"version": NEWEST_VERSION}, (), paths[0], fix, MIGRATION)


def _said_documents(at: str, part: Mapping[str, Any]) -> Iterator[Block]:
    for index, message in _objects(part.get("messages")):
        if message.get("role") == "assistant":
            for place, block in _objects(message.get("content")):
                if block.get("type") == "document":
                    yield f"{at}messages.{index}.content.{place}", block


def _cited(at: str, part: Mapping[str, Any]) -> Iterator[str]:
    for index, message in _objects(part.get("messages")):
        for path in _citing(message.get("content"), message.get("role") == "user"):
            yield f"{at}messages.{index}.content.{path}"


def _citing(content: Any, refused: bool) -> Iterator[str]:
    """Down into results, whose texts are the user's where the turn is."""
    for index, block in _objects(content):
        kind = block.get("type")
        if refused and kind == "text" and block.get("citations"):
            yield f"{index}.citations"
        if isinstance(block.get("content"), list):
            inner = _citing(block["content"], refused or kind == "search_result")
            yield from (f"{index}.content.{path}" for path in inner)


def _objects(items: Any) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for index, item in enumerate(items if isinstance(items, list) else ()):
        if isinstance(item, dict):
            yield index, item
