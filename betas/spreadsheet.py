"""Tables for spreadsheets: RFC 4180, and no cell that one would run as a formula."""

import csv
import io
import re
from collections.abc import Iterable

# What a spreadsheet takes for a formula's start, the wide forms of East Asian keyboards included.
FORMULA = tuple("=+-@\t\r\0＝＋－＠")
BREAKS = re.compile(r"[\r\n\v\f\x00\x85\u2028\u2029]+")


def cell(text: object) -> str:
    """One line, and a text to every spreadsheet: an apostrophe stands before what would be a formula."""
    line = BREAKS.sub(" ", "" if text is None else str(text))
    return f"'{line}" if line.lstrip(" ").startswith(FORMULA) else line


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    return lines((head, *rows))


def lines(rows: Iterable[Iterable[object]]) -> str:
    """Every cell in quotation marks, so that a reader with another separator splits none."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([cell(each) for each in row] for row in rows)
    return out.getvalue()
