"""Backup and restore: what is in them, what they refuse, what they never leave."""

import json
import stat
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from betas.history.keeping import restore
from betas.models import Chore, Exchange
from tests.conftest import MakeExchange
from tests.history.keeping.databases import other
from tests.history.keeping.drill import manage

pytestmark = pytest.mark.django_db(transaction=True)
FILE = {"sqlite": "betaboard.sqlite3", "postgresql": "betaboard.dump"}


@pytest.fixture(autouse=True)
def own_data(settings: Settings, tmp_path: Path) -> Path:
    """A data folder of the test's own, with keys in it."""
    folder = tmp_path / "data"
    folder.mkdir()
    for name in ("secret.key", "data.key"):
        (folder / name).write_text(f"the {name} of before")
    settings.DATA = folder
    return folder


@pytest.fixture
def made(tmp_path: Path, make_exchange: MakeExchange) -> Path:
    """A backup of one exchange."""
    make_exchange(preview="in the backup")
    call_command("backup", tmp_path / "made", with_keys=True)
    return tmp_path / "made"


def test_it_holds_database_keys_and_a_note_for_its_owner_alone(made: Path) -> None:
    names = {FILE[connection.vendor], "backup.json", "data.key", "secret.key"}
    assert {file.name: stat.S_IMODE(file.stat().st_mode) for file in made.iterdir()} == dict.fromkeys(names, 0o600)
    assert stat.S_IMODE(made.stat().st_mode) == 0o700


def test_it_says_that_keys_are_in_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("backup", tmp_path / "made", with_keys=True)
    assert "secret.key and data.key are in it: keep it as safe" in capsys.readouterr().out


def test_unasked_it_holds_no_key_and_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("backup", tmp_path / "made")
    assert not list((tmp_path / "made").glob("*.key"))
    assert "data.key are not in it" in capsys.readouterr().out


def test_its_age_is_known_afterwards(made: Path) -> None:
    chore = Chore.objects.get(name=Chore.BACKUP)
    assert chore.done_at
    assert (timezone.now() - chore.done_at).total_seconds() < 60


def test_sessions_are_left_out(tmp_path: Path) -> None:
    Session.objects.create(session_key="heliotropesession", session_data="x", expire_date=timezone.now())
    call_command("backup", tmp_path / "made")
    with other(tmp_path) as database:
        manage("restore", str(tmp_path / "made"), database=database.url, data=tmp_path / "there")
        assert database.rows("SELECT session_key FROM django_session") == []
    assert b"heliotropesession" not in (tmp_path / "made" / FILE[connection.vendor]).read_bytes()


def test_a_folder_that_is_there_is_left_alone(made: Path, tmp_path: Path) -> None:
    before = (made / "backup.json").read_text()
    with pytest.raises(CommandError, match="is there already"):
        call_command("backup", made)
    assert (made / "backup.json").read_text() == before


def test_what_fails_leaves_nothing_behind(tmp_path: Path, own_data: Path) -> None:
    (own_data / "data.key").unlink()
    with pytest.raises(CommandError, match="No backup was made"):
        call_command("backup", tmp_path / "made", with_keys=True)
    assert [file.name for file in tmp_path.iterdir()] == ["data"]
    assert not Chore.objects.exists()


def test_the_programs_of_postgresql_are_asked_for_where_it_is_the_engine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    if connection.vendor == "sqlite":
        call_command("backup", tmp_path / "made")
        return
    with pytest.raises(CommandError, match="pg_dump was not found: install PostgreSQL's client programs"):
        call_command("backup", tmp_path / "made")


def test_it_comes_back_elsewhere_with_its_keys(made: Path, tmp_path: Path) -> None:
    with other(tmp_path) as database:
        told = manage("restore", str(made), database=database.url, data=tmp_path / "there")
        assert "Restored: 1 exchanges" in told
        assert database.rows("SELECT preview FROM betas_exchange") == [("in the backup",)]
    assert (tmp_path / "there" / "data.key").read_text() == "the data.key of before"
    assert len(list((tmp_path / "there").glob("data.key.until-*"))) == 1  # the one that a first start made


def test_it_comes_back_here_whole_while_somebody_reads(made: Path, make_exchange: MakeExchange) -> None:
    make_exchange(preview="after the backup")
    call_command("restore", made, replace=True, while_running=True)
    assert [exchange.preview for exchange in Exchange.objects.all()] == ["in the backup"]
    make_exchange(preview="and on it goes")
    assert Exchange.objects.count() == 2


def test_a_database_that_is_not_empty_is_not_replaced_unasked(made: Path, make_exchange: MakeExchange) -> None:
    make_exchange()
    with pytest.raises(CommandError, match="not empty: add --replace"):
        call_command("restore", made, while_running=True)
    assert Exchange.objects.count() == 2


def test_a_running_server_is_noticed(made: Path) -> None:
    restore.mark_in_use()
    with pytest.raises(CommandError, match="stop it first"):
        call_command("restore", made, replace=True)


def test_nobody_running_is_noticed_too(own_data: Path) -> None:
    assert not restore.in_use()


def test_a_damaged_backup_is_refused(made: Path) -> None:
    file = made / FILE[connection.vendor]
    file.write_bytes(file.read_bytes()[:-100])
    with pytest.raises(CommandError, match="changed or cut short"):
        call_command("restore", made, replace=True, while_running=True)
    assert Exchange.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"engine": "oracle"}, "It is of oracle"),
        ({"migrations": ["0001_first", "9999_tomorrow"]}, "newer Betaboard .*9999_tomorrow"),
    ],
    ids=["another engine", "a newer version"],
)
def test_what_is_not_for_here_is_refused(made: Path, changed: dict[str, object], told: str) -> None:
    note = json.loads((made / "backup.json").read_text())
    (made / "backup.json").write_text(json.dumps(note | changed))
    with pytest.raises(CommandError, match=told):
        call_command("restore", made, replace=True, while_running=True)


def test_what_is_no_backup_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no backup of Betaboard"):
        call_command("restore", tmp_path)


def test_an_older_backup_says_what_is_to_come(made: Path, tmp_path: Path) -> None:
    note = json.loads((made / "backup.json").read_text())
    (made / "backup.json").write_text(json.dumps(note | {"migrations": note["migrations"][:-2]}))
    with other(tmp_path) as database:
        told = manage("restore", str(made), database=database.url, data=tmp_path / "there")
    assert "2 migrations are missing in it" in told


def test_an_older_backup_replaces_a_file_and_wants_an_empty_postgresql(made: Path) -> None:
    note = json.loads((made / "backup.json").read_text())
    (made / "backup.json").write_text(json.dumps(note | {"migrations": note["migrations"][:-2]}))
    if connection.vendor == "sqlite":
        call_command("restore", made, replace=True, while_running=True)
        return
    with pytest.raises(CommandError, match="into an empty database"):
        call_command("restore", made, replace=True, while_running=True)


def test_the_key_that_was_there_is_kept(made: Path, own_data: Path) -> None:
    (own_data / "data.key").write_text("another")
    call_command("restore", made, replace=True, while_running=True)
    [former] = own_data.glob("data.key.until-*")
    assert (former.read_text(), (own_data / "data.key").read_text()) == ("another", "the data.key of before")
    assert stat.S_IMODE((own_data / "data.key").stat().st_mode) == 0o600
