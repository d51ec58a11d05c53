"""A turn as the form has it: a text, a text with attachments, or content as JSON; and the message it makes."""

from itertools import zip_longest
from typing import Any, TypedDict

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from betas.playground.holds import is_line, is_object, is_text, is_word
from betas.playground.reading import read, unix, written

ROLES = ("user", "assistant")
TEXT, JSON = "text", "json"
ATTACHED = ("image", "document")
SOURCES = {"url": "url", "base64": "data", "file": "file_id"}


class Part(TypedDict):
    """An attachment. `source` is one of SOURCES, `data` what that source asks for."""

    kind: str
    source: str
    media_type: str
    data: str


class Turn(TypedDict):
    """`kind` is "text", with the attachments before the text, or "json": `text` is then the content."""

    role: str
    kind: str
    text: str
    parts: list[Part]


def turn(role: str, text: str, kind: str = TEXT, parts: list[Part] | None = None) -> Turn:
    return Turn(role=role, kind=kind, text=text, parts=parts or [])


def blank() -> Turn:
    return turn(ROLES[0], "")


def blank_part() -> Part:
    return Part(kind=ATTACHED[0], source="url", media_type="", data="")


def is_blank(turn: Turn) -> bool:
    return not turn["text"].strip() and not turn["parts"]


def typed(data: QueryDict) -> list[Turn]:
    """`role`, `kind` and `text` as often as there are turns; of each attachment, `part_of` counts turns from 0."""
    rows = zip_longest(*map(data.getlist, ("role", "text", "kind")), fillvalue="")
    turns = [turn(role, unix(text), kind or TEXT) for role, text, kind in rows]
    names = ("part_of", "part_kind", "part_source", "part_media_type", "part_data")
    for of, kind, source, media_type, value in zip(*map(data.getlist, names), strict=False):
        if of in map(str, range(len(turns))):
            turns[int(of)]["parts"].append(Part(kind=kind, source=source, media_type=media_type, data=value))
    return turns or [blank()]


def message(turn: Turn) -> dict[str, Any]:
    """Raises ValidationError."""
    if turn["role"] not in ROLES:
        raise ValidationError(_("there is no such role."))
    return {"role": turn["role"], "content": content(turn)}


def content(turn: Turn) -> Any:
    """Raises ValidationError."""
    if turn["kind"] == JSON:
        return read(turn["text"])
    if not turn["parts"]:
        return turn["text"]
    text = [{"type": "text", "text": turn["text"]}] if turn["text"].strip() else []
    return [*map(_block, turn["parts"]), *text]


def _block(part: Part) -> dict[str, Any]:
    kind, data = part["source"], part["data"].strip()
    if part["kind"] not in ATTACHED or kind not in SOURCES:
        raise ValidationError(_("there is no such attachment."))
    if not data:
        raise ValidationError(_("an attachment is empty: fill it in or remove it."))
    source = {"type": kind, SOURCES[kind]: data}
    if kind == "base64":
        source = {"type": kind, "media_type": part["media_type"].strip(), "data": "".join(data.split())}
        if not source["media_type"]:
            raise ValidationError(_("base64 needs its media type, such as image/png."))
    return {"type": part["kind"], "source": source}


def turns_of(messages: object) -> list[Turn] | None:
    """None where some message is more than a role and a content, or all are blank."""
    if not isinstance(messages, list) or not all(map(_is_message, messages)):
        return None
    turns = [turn_of(each["role"], each["content"]) for each in messages]
    return None if all(map(is_blank, turns)) else turns


def turn_of(role: str, content: Any) -> Turn:
    if content == "" or is_text(content):
        return turn(role, content)
    return _with_parts(role, content) or turn(role, written(content), JSON)


def _with_parts(role: str, content: Any) -> Turn | None:
    """Attachments with at most one text after them."""
    if not isinstance(content, list) or not content:
        return None
    *first, last = content
    blocks, text = (first, last["text"]) if is_object(last, type=TEXT, text=is_text) else (content, "")
    parts = [part for part in map(_part, blocks) if part]
    return turn(role, text, parts=parts) if parts and len(parts) == len(blocks) else None


def _part(block: Any) -> Part | None:
    source = block.get("source") if is_object(block, type=ATTACHED.__contains__, source=_anything) else None
    kind = next((kind for kind in SOURCES if is_object(source, **_shape(kind))), None)
    if source is None or kind is None:
        return None
    return Part(kind=block["type"], source=kind, media_type=source.get("media_type", ""), data=source[SOURCES[kind]])


def _shape(source: str) -> dict[str, Any]:
    media_type = {"media_type": is_line} if source == "base64" else {}
    return {"type": source, SOURCES[source]: is_word, **media_type}


def _is_message(value: object) -> bool:
    return is_object(value, role=ROLES.__contains__, content=_anything)


def _anything(value: object) -> bool:
    return True
