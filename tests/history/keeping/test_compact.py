"""What was erased is gone from the very bytes of the database's files, once it is compacted."""

import os
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from betas.history.body import pack
from betas.history.keeping import compact, erase
from betas.models import Exchange, User
from betas.models.choices import Role
from tests.conftest import MakeExchange
from tests.history.keeping.databases import older_transaction

pytestmark = pytest.mark.django_db(transaction=True)


def holding(needle: bytes) -> list[str]:
    """The database's files with those bytes in them. PostgreSQL's log of writes is not among them."""
    return [file.name for file in files() if needle in file.read_bytes()]


def files() -> list[Path]:
    if connection.vendor == "sqlite":
        database = Path(connection.settings_dict["NAME"])
        return [file for file in database.parent.glob(f"{database.name}*") if file.is_file()]
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")  # what stands in memory alone would not be seen
        cursor.execute(
            "SELECT current_setting('data_directory') || '/base/' || oid FROM pg_database"
            " WHERE datname = current_database()"
        )
        folder = Path(cursor.fetchone()[0])
    if not os.access(folder, os.R_OK):
        (pytest.fail if os.environ.get("CI") else pytest.skip)("the files of this PostgreSQL are somebody else's")
    return [file for file in folder.iterdir() if file.is_file()]


def test_no_byte_of_an_erased_exchange_is_left(
    make_exchange: MakeExchange, person: Callable[[Role], User], capsys: pytest.CaptureFixture[str]
) -> None:
    in_text, in_bytes = f"heliotrope{secrets.token_hex(16)}", secrets.token_bytes(400)
    packed, codec = pack(in_bytes * 40)
    for _ in range(20):
        make_exchange(preview="somebody else's")
    made = make_exchange(preview=in_text, note=in_text, error_message=in_text)
    made.body.request, made.body.response, made.body.response_codec = in_text.encode() + in_bytes, packed, codec
    made.body.save()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE betas_exchange")
    needles = (in_text.encode(), in_bytes[:200], packed[-60:])
    assert all(holding(needle) for needle in needles)

    erase.erase(made, by=person(Role.ADMIN))
    call_command("compact")
    assert [holding(needle) for needle in needles] == [[], [], []]
    assert Exchange.objects.count() == 20
    assert "MB now." in capsys.readouterr().out


def test_who_still_reads_what_was_is_waited_for(make_exchange: MakeExchange, person: Callable[[Role], User]) -> None:
    word = f"heliotrope{secrets.token_hex(16)}"
    made = make_exchange(preview=word)
    with ThreadPoolExecutor() as pool, closing(older_transaction()):
        erase.erase(made, by=person(Role.ADMIN))
        compacting = pool.submit(compacted)
        with pytest.raises(TimeoutError):
            compacting.result(timeout=1)
        assert holding(word.encode())
    compacting.result()
    assert holding(word.encode()) == []


def compacted() -> None:
    try:
        compact.compact()
    finally:
        connection.close()
