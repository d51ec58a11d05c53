"""A message put together from the events of its stream. What it does not know it keeps, and never trips over."""

from collections.abc import Mapping
from typing import Any

from betas.upstream import tolerant
from betas.upstream.tolerant import Unreadable

Json = dict[str, Any]


class Assembly:
    """Fed with the JSON of events in order. `complete` turns true at message_stop, `error` is an error event's."""

    def __init__(self) -> None:
        self.complete = False
        self.error: Json | None = None
        self._message: Json = {}
        self._blocks: dict[int, Json] = {}
        self._inputs: dict[int, list[str]] = {}
        self._texts: dict[tuple[int, str], list[str]] = {}

    def add(self, kind: str, event: Json) -> None:
        match kind:
            case "message_start":
                self._message = dict(_object(event.get("message")))
            case "content_block_start":
                self._start(event)
            case "content_block_delta":
                self._grow(event)
            case "message_delta":
                self._settle(event)
            case "message_stop":
                self.complete = True
            case "error":
                self.error = event

    def message(self) -> Json | None:
        """The message so far, None where none began. A tool's input that broke off is left as text."""
        blocks = [self._finished(index) for index in self._blocks]
        if not self._message and not blocks:
            return None
        return {**self._message, "content": blocks or self._message.get("content", [])}

    def _start(self, event: Json) -> None:
        index = event.get("index")
        if isinstance(index, int):
            self._blocks[index] = dict(_object(event.get("content_block")))
            for key in [key for key in self._texts if key[0] == index]:
                del self._texts[key]

    def _grow(self, event: Json) -> None:
        index, delta = event.get("index"), _object(event.get("delta"))
        if not isinstance(index, int):
            return
        block = self._blocks.setdefault(index, {})
        match delta.get("type"):
            case "input_json_delta":
                self._inputs.setdefault(index, []).append(str(delta.get("partial_json") or ""))
            case "citations_delta":
                given = block.get("citations")
                block["citations"] = [*(given if isinstance(given, list) else []), delta.get("citation")]
            case _:
                for name, value in delta.items():
                    if name != "type":
                        self._join(index, block, name, value)

    def _join(self, index: int, block: Json, name: str, value: Any) -> None:
        """Text and thinking, signatures, compactions, whatever comes next: text is added to, all else replaced.

        Pieces are joined at the end: adding each to a long text would copy it each time.
        """
        pieces = self._texts.get((index, name))
        if isinstance(value, str) and pieces:
            pieces.append(value)
        elif isinstance(value, str) and isinstance(before := block.get(name), str):
            self._texts[index, name] = [before, value]
        else:
            self._texts.pop((index, name), None)
            block[name] = value

    def _settle(self, event: Json) -> None:
        """Usage is cumulative: the last count of each kind holds."""
        usage = {**_object(self._message.get("usage")), **_told(event.get("usage"))}
        rest = {name: value for name, value in event.items() if name not in ("type", "delta", "usage")}
        self._message |= {**rest, **_object(event.get("delta")), "usage": usage}

    def _finished(self, index: int) -> Json:
        texts = {name: "".join(pieces) for (at, name), pieces in self._texts.items() if at == index}
        block, written = {**self._blocks[index], **texts}, "".join(self._inputs.get(index, []))
        if not written:
            return block
        try:
            return {**block, "input": tolerant.read(written)}
        except Unreadable:
            return {**block, "input": written}


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _told(value: Any) -> Json:
    return {name: count for name, count in _object(value).items() if count is not None}
