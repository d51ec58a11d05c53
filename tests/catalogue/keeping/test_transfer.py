"""The catalogue out and in again: nothing changes by that, nothing doubtful gets in, and no cell is a formula."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from betas.catalogue import shape, tables, transfer
from betas.catalogue.load import Loaded
from betas.catalogue.transfer import Catalogue, Unreadable
from betas.models import Beta, BetaChange, ClaudeModel, Family
from tests.conftest import MakeBeta

ADDRESS = "/betas/transfer/"
ALPHA = "alpha-2025-01-01"
NEW = {"title": "Bravo", "category": "tools", "visibility": "documented", "family": "bravo"}


def file(betas: Any = (), models: Any = (), **more: Any) -> SimpleUploadedFile:
    whole = {"format": tables.FORMAT, "betas": dict(betas), "models": dict(models), **more}
    return SimpleUploadedFile("catalogue.json", json.dumps(whole).encode())


@pytest.mark.parametrize("kind", ["json", "csv"])
def test_what_is_exported_changes_nothing_when_it_is_imported(administrator: Client, loaded: Loaded, kind: str) -> None:
    before = transfer.exported()
    response = administrator.get(f"/betas/export.{kind}")
    assert response["Content-Disposition"] == f'attachment; filename="betaboard-catalogue.{kind}"'
    done = transfer.bring_in(tables.read(response.content, f"x.{kind}"), who=None, why="again")
    assert (done.changes_nothing, done.kept) == (True, 137)
    assert (transfer.exported(), BetaChange.objects.filter(why="again").count()) == (before, 0)


@pytest.mark.parametrize("kind", ["json", "csv"])
def test_an_empty_catalogue_is_filled_from_an_export(loaded: Loaded, kind: str) -> None:
    whole = transfer.exported()
    for model in (Beta, ClaudeModel, Family):
        model.objects.all().delete()
    transfer.bring_in(tables.read(tables.WRITERS[kind](whole).encode(), f"x.{kind}"), who=None, why="moved")
    assert transfer.exported() == whole


def test_a_file_is_shown_before_it_is_imported(administrator: Client, make_beta: MakeBeta) -> None:
    make_beta()
    given = {ALPHA: {"title": "Better"}, "bravo": NEW}
    response = administrator.post(ADDRESS, {"file": file(given)})
    preview = response.context["form"].preview
    assert preview.added == ["bravo"]
    assert [(edit.field, edit.removed, edit.added) for edit in preview.edits] == [("title", ["Alpha"], ["Better"])]
    assert Beta.objects.get().title == "Alpha"
    text = response.context["text"]
    assert administrator.post(ADDRESS, {"text": text, "reason": ""}).status_code == 422
    administrator.post(ADDRESS, {"text": text, "reason": "from the other instance"})
    assert dict(Beta.objects.values_list("name", "title")) == {ALPHA: "Better", "bravo": "Bravo"}
    assert set(BetaChange.objects.values_list("field", "who__username", "why")) == {
        ("title", "admin", "from the other instance"), ("added", "admin", "from the other instance"),
    }  # fmt: skip


def test_one_bad_value_keeps_all_of_it_out(administrator: Client, make_beta: MakeBeta) -> None:
    make_beta()
    given = {"bravo": NEW, ALPHA: {"status": "superceded"}}
    response = administrator.post(ADDRESS, {"file": file(given)})
    assert response.status_code == 422
    assert "no status &#x27;superceded&#x27;; nearest is &#x27;superseded&#x27;" in response.content.decode()
    with pytest.raises(Unreadable):
        transfer.bring_in(tables.from_json(file(given).read().decode()), who=None, why="x")
    assert list(Beta.objects.values_list("name", "status")) == [(ALPHA, "active")]


@pytest.mark.parametrize(
    "values",
    [
        {"title": None}, {"title": 3}, {"colour": None}, {"colour": "red"}, {"family": ""}, {"family": "x" * 101},
        {"successor": ALPHA}, {"successor": "nobody"}, {"related": "x"}, {"related": [1]}, {"ga_on": "2026-13-01"},
        {"endpoints": [1]}, {"gates": [{"path": "a b", "kind": "field"}]}, {"gates": "x"}, {"gates": [1]},
        {"evidence": [{"source": None}]}, {"platforms": [{"platform": "moon"}]}, {"still_accepted": "yes"},
        {"docs_url": "javascript:alert(1)"}, {"category": "x"}, {"platforms": [{"platform": "vertex"}] * 2},
    ],
)  # fmt: skip
def test_a_value_nobody_can_read_is_told(make_beta: MakeBeta, values: dict[str, Any]) -> None:
    make_beta()
    with pytest.raises(Unreadable):
        transfer.preview(tables.from_json(file({ALPHA: values}).read().decode()))


@pytest.mark.parametrize("values", [{"position": -1}, {"context_window": 2**40}, {"prices": {"input": 1}}, {"x": 1}])
def test_a_models_value_nobody_can_read_is_told(db: None, values: dict[str, Any]) -> None:
    with pytest.raises(Unreadable):
        transfer.preview(tables.from_json(file(models={"claude-x": values}).read().decode()))


DOUBTFUL: list[tuple[str, bytes]] = [
    ("x.json", b""), ("x.json", b"[" * 100_000), ("x.json", b'{"format": NaN}'), ("x.json", b"\xff"),
    ("x.json", b'{"format": "betaboard-catalogue-1", "format": "y"}'), ("x.json", b'{"format": "other"}'),
    ("x.json", b'{"format": "betaboard-catalogue-1", "betas": {"a": {"title": "\\u0000"}}}'),
    ("x.json", b'{"format": "betaboard-catalogue-1", "betas": {"a": {"title": "\\ud800"}}}'),
    ("x.json", b'{"format": "betaboard-catalogue-1", "betas": []}'), ("x.json", b"1" * 6_000),
    ("x.json", b" " * (5 * 1024 * 1024 + 1)), ("x.zip", b"PK"), ("x", b"{}"),
    ("x.csv", b""), ("x.csv", b"kind\n"), ("x.csv", b"kind,name,name\n"), ("x.csv", b"kind,name,colour\n"),
    ("x.csv", b"kind,name,title\nbeta,a\n"), ("x.csv", b"kind,name\nbeta,a,b\n"), ("x.csv", b"kind,name\nmoon,a\n"),
    ("x.csv", b"kind,name\nbeta,a\nbeta,a\n"), ("x.csv", b'kind,name\nbeta,"a'), ("x.csv", b"kind,name\n\0,a\n"),
    ("x.csv", b"kind,name,gates\nbeta,a,[\n"), ("x.csv", b"kind,name\nbeta," + b"a" * 2_000_000),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data"), DOUBTFUL, ids=[f"{name}-{data[:40]!r}" for name, data in DOUBTFUL])
def test_a_file_nobody_can_read_is_refused_in_a_sentence(name: str, data: bytes) -> None:
    with pytest.raises(Unreadable, match=r"\.$"):
        tables.read(data, name)


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Unreadable, match="more than 10000"):
        tables.from_json(file({str(number): {} for number in range(10_001)}).read().decode())


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)


@given(st.sampled_from(["", "=", "+", "-", "@", "\t", "\r", "\n", "'"]).flatmap(lambda first: TEXT.map(first.__add__)))
def test_no_cell_is_a_formula_and_every_text_comes_back(text: str) -> None:
    whole = Catalogue({"alpha": {**shape.BLANK, "summary": text, "endpoints": [text]}}, {})
    written = tables.to_csv(whole)
    for row in csv.reader(io.StringIO(written, newline="")):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) for cell in row)
    assert tables.from_csv(written).betas["alpha"]["summary"] == text
    assert tables.from_csv(written).betas["alpha"]["endpoints"] == [text]


def test_the_commands_export_and_import(
    tmp_path: Path, make_beta: MakeBeta, capsys: pytest.CaptureFixture[str]
) -> None:
    make_beta()
    call_command("export_catalogue", format="csv")
    path = tmp_path / "catalogue.csv"
    path.write_text(capsys.readouterr().out.replace("Alpha", "Better"), newline="")
    call_command("import_catalogue", str(path))
    told = f"{ALPHA}: title: Alpha → Better\n"
    assert capsys.readouterr().out == f"{told}would import: added 0, fields changed 1, kept 0\n"
    assert Beta.objects.get().title == "Alpha"
    call_command("import_catalogue", str(path), why="checked by hand")
    assert capsys.readouterr().out == f"{told}imported: added 0, fields changed 1, kept 0\n"
    assert Beta.objects.get().title == "Better"


@pytest.mark.parametrize("name", ["nowhere.json", "catalogue.zip"])
def test_the_command_says_what_it_could_not_read(tmp_path: Path, name: str) -> None:
    (tmp_path / "catalogue.zip").write_text("x")
    with pytest.raises(CommandError, match="Nothing was imported"):
        call_command("import_catalogue", str(tmp_path / name))


def test_more_betas_cost_no_more_queries_to_export(administrator: Client, make_beta: MakeBeta) -> None:
    def asked(make: Callable[[int], object], numbers: range) -> int:
        for number in numbers:
            make(number)
        administrator.get("/betas/export.csv")
        with CaptureQueriesContext(connection) as queries:
            administrator.get("/betas/export.csv")
        return len(queries)

    few = asked(lambda number: make_beta(f"alpha-{number}"), range(2))
    assert asked(lambda number: make_beta(f"alpha-{number}"), range(2, 30)) == few
