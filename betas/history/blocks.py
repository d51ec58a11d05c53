"""A message as the blocks a page shows. Whatever an upstream sends becomes some block; nothing here raises."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from betas.history.body import clean
from betas.history.citations import Citations, Source, web
from betas.upstream.answer import Answer

MOST_BLOCKS = 300
MOST_CHARACTERS = 200_000
MOST_JSON = 20_000
MOST_INNER = 100
LONGEST_WORD = 200
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text and the numbers of the sources it cites."""

    text: str
    marks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """`look` is text, thinking, call, result, note, refusal, error, link or json. `name` and `id` are the API's own.

    `runs` are the pieces of a text; `json` is indented; `inner` are the blocks of a result; `url` is http(s) or empty.
    """

    look: str
    title: str = ""
    name: str = ""
    id: str = ""
    text: str = ""
    json: str = ""
    url: str = ""
    runs: tuple[Run, ...] = ()
    inner: tuple["Block", ...] = ()
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """`whole` is False where the message holds more than a page should."""

    blocks: list[Block]
    sources: list[Source]
    whole: bool


def shown(answer: Answer) -> Shown:
    """The blocks of an answer, and last what ended it where that is a refusal or an error."""
    message, citations = answer.message or {}, Citations()
    content = message.get("content")
    blocks, whole = _first(_listed(content), citations) if answer.error is None or answer.events else ([], True)
    if answer.stop_reason == "refusal":
        blocks.append(_refusal(message.get("stop_details")))
    if answer.error is not None:
        error = answer.error
        blocks.append(Block("error", _("Error"), name=error.type, text=clean(error.message, MOST_JSON), failed=True))
    elif message and "content" not in message:
        blocks.append(_bare(message))
    return Shown(blocks, citations.sources, whole)


def _listed(content: Any) -> list[Any]:
    if isinstance(content, list):
        return content
    return [] if content is None else [{"type": "text", "text": content} if isinstance(content, str) else content]


def _first(content: list[Any], citations: Citations) -> tuple[list[Block], bool]:
    """Neighbouring texts are one block: the API cuts a paragraph where a citation begins."""
    blocks: list[Block] = []
    left = MOST_CHARACTERS
    for value in content[:MOST_BLOCKS]:
        block = _block(value, citations)
        left -= len(block.text) + len(block.json) + sum(len(run.text) for run in block.runs)
        if block.look == "text" and blocks and blocks[-1].look == "text":
            blocks[-1] = Block("text", runs=blocks[-1].runs + block.runs)
        else:
            blocks.append(block)
        if left < 0:
            return _cut(blocks, left), False
    return blocks, len(content) <= MOST_BLOCKS


def _cut(blocks: list[Block], over: int) -> list[Block]:
    """The last text without what is too much; another block is short enough as it is."""
    last = blocks[-1]
    if not last.runs:
        return blocks
    run = last.runs[-1]
    return [*blocks[:-1], Block("text", runs=(*last.runs[:-1], Run(run.text[: len(run.text) + over], run.marks)))]


def _block(value: Any, citations: Citations) -> Block:
    block = value if isinstance(value, dict) else {}
    kind = _word(block.get("type"))
    if kind == "text" and isinstance(block.get("text"), str):
        return Block("text", runs=(Run(clean(block["text"]), citations.marks(block.get("citations"))),))
    if kind.endswith("tool_result"):
        return _result(kind, block)
    return MAKERS[kind](block) if kind in MAKERS else _unknown(kind, value)


def _thinking(block: Json) -> Block:
    said = _text(block.get("thinking"))
    return Block("thinking", _("Thinking"), text=said) if said else Block("note", _("Thinking, kept back by the API"))


def _redacted(block: Json) -> Block:
    return Block("note", _("Thinking, encrypted by the API"))


def _call(block: Json) -> Block:
    titles = {"server_tool_use": _("Tool call, run by the API"), "mcp_tool_use": _("Tool call to an MCP server")}
    name = ".".join(filter(None, (_word(block.get("server_name")), _word(block.get("name")))))
    title = titles.get(_word(block.get("type")), _("Tool call"))
    return Block("call", title, name, _word(block.get("id")), json=_json(block.get("input")))


def _result(kind: str, block: Json) -> Block:
    content = block.get("content")
    told = content if isinstance(content, dict) else {}
    failed = block.get("is_error") is True or _word(told.get("type")).endswith("_error")
    title = _("Result of a tool: an error") if failed else _("Result of a tool")
    name = kind.removesuffix("_tool_result") if kind != "tool_result" else ""
    inner = tuple(_inside(part) for part in _listed(content)[:MOST_INNER])
    return Block("result", title, name, _word(block.get("tool_use_id")), inner=inner, failed=failed)


def _inside(value: Any) -> Block:
    """One piece of a tool's result: text, a page found, what a program printed, or JSON."""
    part = value if isinstance(value, dict) else {}
    if part.get("type") == "text" and isinstance(part.get("text"), str):
        return Block("said", text=clean(part["text"], MOST_JSON))
    if part.get("type") in ("web_search_result", "search_result"):
        url = _word(part.get("url") or part.get("source"), 2000)
        return Block("link", _word(part.get("title")) or url, _word(part.get("page_age")), url=web(url))
    if isinstance(part.get("stdout"), str) and isinstance(part.get("stderr"), str):
        code = _word(str(part.get("return_code", "")))
        return Block("said", name=code and f"exit {code}", text=clean(part["stdout"] + part["stderr"], MOST_JSON))
    return Block("json", name=_word(part.get("type")), json=_json(value))


def _compaction(block: Json) -> Block:
    summary = _text(block.get("content"))
    title = _("Earlier turns, compacted to a summary") if summary else _("A compaction that gave no summary")
    return Block("thinking" if summary else "note", title, text=summary)


def _fallback(block: Json) -> Block:
    ends = [_word(end.get("model")) for end in (block.get("from"), block.get("to")) if isinstance(end, dict)]
    return Block("note", _("Another model went on from here"), " → ".join(filter(None, ends)))


def _upload(block: Json) -> Block:
    return Block("note", _("File left in the container"), _word(block.get("file_id")))


def _listing(block: Json) -> Block:
    name = _word(block.get("mcp_server_name"))
    return Block("json", _("Tools of an MCP server"), name, json=_json(block.get("tools")))


def _unknown(kind: str, value: Any) -> Block:
    return Block("json", _("A block of a kind not known here"), kind, json=_json(value))


def _refusal(details: Any) -> Block:
    said = details if isinstance(details, dict) else {}
    words = filter(None, (_text(said.get("explanation")), _recommended(_word(said.get("recommended_model")))))
    return Block("refusal", _("The model declined to answer"), _word(said.get("category")), text=" ".join(words))


def _recommended(model: str) -> str:
    return _("The API recommends trying %(model)s.") % {"model": model} if model else ""


def _bare(message: Json) -> Block:
    """An answer that is no message: a count of tokens, or something else in JSON."""
    count = message.get("input_tokens")
    if type(count) is int:
        return Block("count", _("Input tokens"), text=str(count))
    return _unknown(_word(message.get("type")), message)


MAKERS: dict[str, Callable[[Json], Block]] = {
    "thinking": _thinking,
    "redacted_thinking": _redacted,
    "tool_use": _call,
    "server_tool_use": _call,
    "mcp_tool_use": _call,
    "compaction": _compaction,
    "fallback": _fallback,
    "container_upload": _upload,
    "mcp_tool_listing": _listing,
}


def plain(runs: Iterable[Run]) -> str:
    """A text with its sources' numbers in brackets."""
    return "".join(run.text + "".join(f"[{mark}]" for mark in run.marks) for run in runs)


def _json(value: Any) -> str:
    try:
        return clean(json.dumps(value, indent=2, ensure_ascii=False), MOST_JSON)
    except (ValueError, RecursionError):
        return ""


def _text(value: Any) -> str:
    return clean(value, MOST_CHARACTERS) if isinstance(value, str) else ""


def _word(value: Any, longest: int = LONGEST_WORD) -> str:
    return clean(value, longest) if isinstance(value, str) else ""
