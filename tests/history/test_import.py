"""A file of exchanges taken in: what it would do first, then all of it or nothing."""

import gzip
import io
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st
from uuid6 import uuid7

from betas.history import housekeeping, read
from betas.history.transfer import incoming, staged
from betas.history.transfer.export import exported as chunks_of
from betas.models import (
    AuditEntry,
    DailyRollup,
    Exchange,
    ExchangeBody,
    ExchangeTag,
    ExchangeText,
    HourlyRollup,
    Project,
)
from betas.models.choices import Role, Source, State
from tests.conftest import MakeExchange, SignedIn
from tests.history.invented import exchanges, id_of, write
from tests.history.summed import days_are_the_sums_of_their_hours
from tests.history.transfers import BETA, everything, exported, lines, look, take_in


def counts() -> list[Any]:
    rows = HourlyRollup.objects.order_by("hour", "model", "whole", "beta").values()
    return [{name: value for name, value in row.items() if name != "id"} for row in rows]


@trying(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(made=st.lists(exchanges(), max_size=5, unique_by=lambda one: one[0].pk))
def test_what_is_exported_comes_in_as_equal_rows(project: Project, tmp_path: Path, made: list[Any]) -> None:
    write(project, made)
    before, counted = everything(), counts()
    file = tmp_path / "out.jsonl"
    file.write_bytes(b"".join(chunks_of(Exchange.objects.all(), [], "jsonl")))
    Exchange.objects.all().delete()
    HourlyRollup.objects.all().delete()
    DailyRollup.objects.all().delete()
    try:
        done = incoming.bring_in(project, file, name="out.jsonl", who=None)
        assert (done.new, done.known, done.refusals) == (len(made), 0, 0)
        assert (everything(), counts()) == (before, counted)
        assert days_are_the_sums_of_their_hours()
    finally:
        Exchange.objects.all().delete()
        HourlyRollup.objects.all().delete()
        DailyRollup.objects.all().delete()


def test_who_sent_it_and_from_what_it_was_made_are_found_again(
    administrator: Client, make_exchange: MakeExchange, person: Any
) -> None:
    parent = make_exchange()
    make_exchange(parent=parent, who=person(Role.TESTER))
    text, before = exported(administrator, "jsonl"), list(Exchange.objects.order_by("pk").values("pk", "parent", "who"))
    Exchange.objects.all().delete()
    take_in(administrator, look(administrator, text))
    assert list(Exchange.objects.order_by("pk").values("pk", "parent", "who")) == before


def test_tags_come_back(administrator: Client, make_exchange: MakeExchange, project: Project) -> None:
    exchange = make_exchange()
    for name in ("odd", "good"):
        ExchangeTag.objects.create(exchange=exchange, project=project, name=name)
    text = exported(administrator, "jsonl")
    Exchange.objects.all().delete()
    take_in(administrator, look(administrator, text))
    assert list(ExchangeTag.objects.values_list("exchange", "project", "name")) == [
        (exchange.pk, project.pk, "good"),
        (exchange.pk, project.pk, "odd"),
    ]


@pytest.mark.parametrize("tags", ['"odd"', "[1]", '[""]', f'["{"x" * 41}"]', '["\\u0000"]', "{}"])
def test_tags_that_cannot_be_kept_are_refused(administrator: Client, make_exchange: MakeExchange, tags: str) -> None:
    make_exchange()
    text = exported(administrator, "jsonl").replace('"tags":[]', f'"tags":{tags}')
    Exchange.objects.all().delete()
    page = look(administrator, text)
    assert page.status_code == 422
    assert [one.reason.split()[0].rstrip(":") for one in page.context["report"].refused] == ["tags"]


def test_a_project_that_stores_no_bodies_takes_none_in(
    administrator: Client, make_exchange: MakeExchange, project: Project
) -> None:
    exchange = make_exchange(preview="Name a river.", error_type="overloaded_error")
    ExchangeBody.objects.update(request=b'{"system":"needle"}', response=b"needle")
    text = exported(administrator, "jsonl")
    Exchange.objects.all().delete()
    Project.objects.update(store_bodies=False)
    take_in(administrator, look(administrator, text))
    found = Exchange.objects.select_related("body").get()
    assert (found.pk, found.preview, found.error_type) == (exchange.pk, "", "overloaded_error")
    assert (bytes(found.body.request), bytes(found.body.response)) == (b"", b"")
    assert read.gone(found) == "The bodies were not stored: this project keeps none."
    assert housekeeping.index(5) == 0
    assert not ExchangeText.objects.exists()


def test_what_came_in_can_be_searched(administrator: Client, make_exchange: MakeExchange) -> None:
    exchange = make_exchange()
    ExchangeBody.objects.update(request=b'{"system":"needle"}')
    text = exported(administrator, "jsonl")
    Exchange.objects.all().delete()
    take_in(administrator, look(administrator, text))
    assert housekeeping.index(5) == 1
    assert [row.exchange for row in administrator.get("/history/?q=needle+has:system").context["rows"]] == [exchange]


def test_a_file_is_looked_at_before_anything_is_written(administrator: Client, make_exchange: MakeExchange) -> None:
    known, gone = make_exchange(), make_exchange()
    text = exported(administrator, "jsonl")
    gone.delete()
    page = look(administrator, text)
    assert page.status_code == 200
    assert "1 new, 1 known, 0 refused" in page.content.decode()
    assert page.context["report"].first == page.context["report"].last == gone.created_at
    assert list(Exchange.objects.all()) == [known]
    assert "1 exchange was imported." in take_in(administrator, page).content.decode()
    assert Exchange.objects.count() == 2
    entry = AuditEntry.objects.get(action="history.imported")
    assert (entry.subject, entry.after) == ("history.jsonl", {"new": 1, "known": 1})
    assert not staged.path(page.context["form"].staged).exists()


def test_what_is_here_is_never_written_over(administrator: Client, make_exchange: MakeExchange) -> None:
    exchange = make_exchange(note="mine")
    text = exported(administrator, "jsonl").replace('"note":"mine"', '"note":"theirs"')
    page = look(administrator, text)
    assert "Nothing in it is new here." in page.content.decode()
    take_in(administrator, page)
    exchange.refresh_from_db()
    assert exchange.note == "mine"


def test_one_refused_line_keeps_the_others_out(administrator: Client, make_exchange: MakeExchange) -> None:
    make_exchange()
    make_exchange()
    good = exported(administrator, "jsonl")
    Exchange.objects.all().delete()
    page = look(administrator, good + "nonsense\n")
    shown = page.content.decode()
    assert page.status_code == 422
    assert "Line 3:" in shown
    assert "This is no JSON that can be read." in shown
    answer = take_in(administrator, page)
    assert answer.status_code == 422
    assert "choose it once more" in answer.content.decode()
    assert not Exchange.objects.exists()


def test_a_line_that_is_refused_by_now_keeps_the_others_out(
    administrator: Client, make_exchange: MakeExchange, project: Project
) -> None:
    make_exchange(idempotency_key="mine")
    make_exchange()
    text = exported(administrator, "jsonl")
    Exchange.objects.all().delete()
    page = look(administrator, text)
    make_exchange(idempotency_key="mine")
    answer = take_in(administrator, page)
    assert "look at it once more" in answer.content.decode()
    assert Exchange.objects.count() == 1


def test_a_compressed_file_is_read(administrator: Client, make_exchange: MakeExchange) -> None:
    make_exchange()
    packed = gzip.compress(exported(administrator, "jsonl").encode())
    assert "0 new, 1 known" in look(administrator, packed, "history.jsonl.gz").content.decode()


def test_a_file_that_is_gone_is_asked_for_again(administrator: Client, project: Project) -> None:
    response = administrator.post("/history/import/", {"staged": "0" * 64, "name": "x"})
    assert response.status_code == 422
    assert "choose it once more" in response.content.decode()
    for bad in ("../../etc/passwd", "", "0" * 63):
        assert administrator.post("/history/import/", {"staged": bad, "name": "x"}).status_code == 422


def test_an_id_of_another_project_is_not_taken(administrator: Client, make_exchange: MakeExchange) -> None:
    make_exchange()
    text = exported(administrator, "jsonl")
    Exchange.objects.update(project=Project.objects.create(slug="other", name="Other"))
    page = look(administrator, text)
    assert page.status_code == 422
    assert "This id cannot be taken." in page.content.decode()


def test_the_command_takes_in_what_the_other_wrote(make_exchange: MakeExchange, tmp_path: Path) -> None:
    make_exchange(cost=Decimal("0.25"))
    file, before = tmp_path / "out.jsonl.gz", everything()
    call_command("export_history", output=file)
    Exchange.objects.all().delete()
    out = io.StringIO()
    call_command("import_history", file, check=True, stdout=out)
    assert not Exchange.objects.exists()
    call_command("import_history", file, stdout=out)
    assert everything() == before
    assert out.getvalue().splitlines() == [
        "would import: new 1, known 0, passed over 0, keys taken out 0",
        "imported: new 1, known 0, passed over 0, keys taken out 0",
    ]
    (tmp_path / "bad").write_text("{}\n")
    with pytest.raises(CommandError, match=r"(?s)Nothing was imported\..*line 1: This is no exchange"):
        call_command("import_history", tmp_path / "bad")


def test_the_look_asks_no_more_queries_for_more_rows(
    administrator: Client, make_exchange: MakeExchange, django_assert_num_queries: Any
) -> None:
    for _ in range(30):
        make_exchange(BETA)
    text = exported(administrator, "jsonl")
    few = "".join(line + "\n" for line in text.splitlines()[:2])
    for content in (few, text):
        with django_assert_num_queries(6):  # session, user, project, two upstreams, the ids
            look(administrator, content)


def test_only_administrators_import(signed_in: SignedIn, project: Project) -> None:
    for role in (Role.VIEWER, Role.TESTER):
        assert signed_in(role).get("/history/import/").status_code == 403


def test_an_old_export_of_a_year_ago_stands_in_its_day(administrator: Client, project: Project) -> None:
    at = datetime(2025, 11, 20, 12, tzinfo=UTC)
    write(project, [(_old(at), ExchangeBody(exchange_id=id_of(at, 1), request=b"{}"), set())])
    text = exported(administrator, "jsonl")
    assert "0 new, 1 known" in look(administrator, text).content.decode()
    moved = text.replace(str(id_of(at, 1)), str(uuid7()))
    page = look(administrator, moved)
    assert "id is no UUID of version 7 of the time" in page.content.decode()
    assert at + timedelta(days=1) < datetime.now(UTC)
    assert len(lines(administrator)) == 1


def _old(at: datetime) -> Exchange:
    return Exchange(
        id=id_of(at, 1), created_at=at, source=Source.API, upstream_name="x", simulated=True, path="/v1/messages",
        api_version="2026-10-21", stream=False, state=State.DONE, status=200,
    )  # fmt: skip
