"""JSON from a stranger: every oddity becomes a value or an Unreadable, none a crash, here or in the database."""

import json
import re
from typing import Any, NoReturn

DEEPEST = 100
BYTE_ORDER_MARK = "\ufeff"
# PostgreSQL stores neither in text; a lone surrogate cannot even be encoded.
UNSTORABLE, HALF = re.compile("[\x00\ud800-\udfff]"), re.compile("[\ud800-\udfff]")
MAY_HOLD_UNSTORABLE = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")


class Unreadable(ValueError):
    """A text that is not the JSON of an answer."""


def _refuse(name: str) -> NoReturn:
    raise Unreadable(name)


DECODER = json.JSONDecoder(parse_constant=_refuse)


def text(data: bytes) -> str:
    """UTF-8 whatever the headers say, with � for what is not; the bytes are kept elsewhere."""
    return data.decode("utf-8", "replace").removeprefix(BYTE_ORDER_MARK)


def read(given: str, bad: re.Pattern[str] = UNSTORABLE) -> Any:
    """The value. Of duplicate keys the last counts; what no database stores, or is `bad`, becomes �. Raises Unreadable.

    Refused: NaN and infinities, integers too long to convert, nesting that would exhaust whoever walks it later.
    """
    try:
        value = DECODER.decode(given)
    except (ValueError, RecursionError) as error:
        raise Unreadable from error
    if MAY_HOLD_UNSTORABLE.search(given) or given.count("[") + given.count("{") > DEEPEST:
        return _clean(value, bad, DEEPEST)
    return value


def _clean(value: Any, bad: re.Pattern[str], levels: int) -> Any:
    if levels < 0:
        raise Unreadable
    if isinstance(value, str):
        return bad.sub("\ufffd", value)
    if isinstance(value, list):
        return [_clean(part, bad, levels - 1) for part in value]
    if isinstance(value, dict):
        return {_clean(name, bad, levels): _clean(part, bad, levels - 1) for name, part in value.items()}
    return value
