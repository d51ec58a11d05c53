"""Tables that run no formula, whatever their cells hold."""

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from betas.spreadsheet import FORMULA, cell, table


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\0=1", "  =1", "＝1"])
def test_a_formula_becomes_a_text(text: str) -> None:
    assert cell(text).startswith("'") or not cell(text).strip().startswith(FORMULA)


@pytest.mark.parametrize("text", ["mcp-client-2025-11-20", "1+1", "a=b", "", "2026-02-17"])
def test_what_is_none_stays_as_it_is(text: str) -> None:
    assert cell(text) == text


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2), min_size=1))
@example([["a\n=1", 'b";=1\r\n=2']])
def test_no_cell_of_a_table_begins_a_formula_and_every_row_is_one_line(rows: list[list[str]]) -> None:
    text = table(["one", "two"], rows)
    read = list(csv.reader(io.StringIO(text, newline="")))
    assert len(read) == len(rows) + 1 == text.count("\r\n")
    assert not [each for row in read for each in row if each.lstrip().startswith(FORMULA)]


def test_nothing_is_an_empty_cell() -> None:
    assert table(["a", "b"], [[None, 1]]) == '"a","b"\r\n"","1"\r\n'
