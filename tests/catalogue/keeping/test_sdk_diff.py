"""Two releases of the SDK in, what that means for betas out."""

from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from betas.catalogue.sync import python_sdk, run
from betas.catalogue.sync.found import Announcement, Package
from betas.catalogue.upgrade import Gated, Pin, compare
from tests.catalogue.sync.packages import LOG, python_texts, tar, wheel
from tests.conftest import MakeBeta

A, B, C = "alpha-2025-01-01", "bravo-2025-02-02", "charlie-2026-03-03"
ADDRESS = "/betas/sdk-diff/"


def test_every_difference_is_told_once() -> None:
    old = Package(
        "anthropic", "2.0.0", None, frozenset({A, B}), pins={"GET /a": A, "GET /b": B, "GET /d": A},
        gated={"P.x": (A,), "P.y": (A,)},
    )  # fmt: skip
    said = tuple(Announcement(A, version, date(2026, 1, 1), "goes") for version in ("1.9.0", "2.1.0", "2.2.0"))
    new = Package(
        "anthropic", "2.1.0", None, frozenset({A, C}), pins={"GET /a": C, "GET /c": C, "GET /d": A},
        gated={"P.x": (A, C), "P.y": (A,), "P.z": (C,)}, announcements=said,
    )  # fmt: skip
    found = compare(old, new)
    assert (found.added, found.gone, [one.version for one in found.announced]) == ([C], [B], ["2.1.0"])
    assert found.gained == [Pin("GET /c", "", C)]
    assert found.dropped == [Pin("GET /b", B, "")]
    assert found.replaced == [Pin("GET /a", A, C)]
    assert found.gated == [Gated("P.x", (C,)), Gated("P.z", (C,))]
    assert found.names == {A, B, C}
    assert compare(new, new).means_nothing
    assert (found.is_downgrade, compare(new, old).is_downgrade) == (False, True)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return wheel(tmp_path / "old.whl", python_texts("2.0.0", (A, B), {"files": A}))


@pytest.fixture
def new(tmp_path: Path) -> Path:
    texts = {f"anthropic-2.9.0/src/{name}": text for name, text in python_texts("2.9.0", (A, C)).items()}
    return tar(tmp_path / "new.tar.gz", {**texts, "anthropic-2.9.0/CHANGELOG.md": LOG})


def test_the_command_tells_a_line_for_each(old: Path, new: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("sdk_diff", str(old), str(new))
    assert capsys.readouterr().out.splitlines() == [
        "anthropic 2.0.0 → 2.9.0",
        f"added: {C}",
        f"gone: {B}",
        f"removal announced in 2.9.0: {A}",
        f"removal announced in 2.9.0: {B}",
        f"no longer sent by default: {A} to POST /v1/files",
    ]


def test_the_command_says_what_it_could_not_read(old: Path) -> None:
    with pytest.raises(CommandError, match=r"cannot be read"):
        call_command("sdk_diff", str(old), "/nowhere/x.whl")


def upload(path: Path) -> SimpleUploadedFile:
    return SimpleUploadedFile(path.name, path.read_bytes())


def test_the_page_says_what_it_means_with_links(
    administrator: Client, make_beta: MakeBeta, old: Path, new: Path
) -> None:
    make_beta(A)
    response = administrator.post(ADDRESS, {"old_file": upload(old), "new_file": upload(new)})
    sections = {section.title: [news.name for news in section.news] for section in response.context["sections"]}
    assert sections == {
        "Names added": [C], "Names gone": [B], "Removal announced": [A, B], "No longer sent by default": [A],
    }  # fmt: skip
    shown = response.content.decode()
    assert f'href="/betas/{A}/"' in shown
    assert f'href="/betas/{C}/"' not in shown
    assert "Name them yourself if you rely on them" in shown


@pytest.mark.django_db
def test_versions_that_were_read_need_no_file(administrator: Client, old: Path, new: Path) -> None:
    for path in (old, new):
        run.propose(python_sdk.read(path))
    response = administrator.post(ADDRESS, {"old_version": "2.0.0", "new_version": "2.9.0"})
    assert (response.context["found"].added, response.context["found"].gone) == ([C], [B])


def test_what_cannot_be_compared_is_told_beside_its_field(
    administrator: Client, old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    bad = SimpleUploadedFile("x.whl", b"hello")
    for sent in ({}, {"old_file": upload(old), "new_file": bad}, {"old_version": "x"}, {"old_version": "9.9.9"}):
        response = administrator.post(ADDRESS, sent)
        assert response.status_code == 422
        assert "new_file" in response.context["form"].errors


def test_more_names_cost_no_more_queries(administrator: Client, make_beta: MakeBeta, tmp_path: Path, old: Path) -> None:
    def asked(count: int) -> int:
        names = tuple(f"delta-{number}-2025-01-01" for number in range(count))
        for name in names[-count // 2 :]:
            make_beta(name, title=str(count)) if count > 2 else None
        path = wheel(tmp_path / f"{count}.whl", python_texts("2.9.0", names))
        with CaptureQueriesContext(connection) as queries:
            administrator.post(ADDRESS, {"old_file": upload(old), "new_file": upload(path)})
        return len(queries)

    asked(2)
    assert asked(2) == asked(30)
