"""How much is kept, and for how long: the administrators' pages."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from betas.history import rollups
from betas.models import AuditEntry, Chore, Exchange, Project, Retention
from tests.conftest import MakeExchange
from tests.history.keeping.conftest import Aged, Limit


def page(client: Client, query: str = "") -> str:
    response = client.get(f"/history/storage/{query}")
    assert response.status_code == 200
    return response.content.decode()


def test_an_empty_instance_says_that_everything_is_kept(administrator: Client) -> None:
    text = page(administrator)
    assert "off: everything is kept" in text
    assert "none; see manage.py backup" in text


def test_each_of_thirty_days_says_its_requests_and_bytes(administrator: Client, make_exchange: MakeExchange) -> None:
    for days in (0, 1, 1, 29, 30):
        make_exchange(created_at=timezone.now() - timedelta(days=days), request_bytes=400, response_bytes=100)
    rollups.rebuild()
    days = administrator.get("/history/storage/").context["days"]
    assert len(days) == 30
    assert [(day.requests, day.size) for day in (days[0], days[1], days[2], days[29])] == [
        (1, 500), (2, 1000), (0, 0), (1, 500),
    ]  # fmt: skip


def test_growth_stays_when_rows_go(administrator: Client, make_exchange: MakeExchange) -> None:
    make_exchange(request_bytes=400)
    rollups.rebuild()
    Exchange.objects.all().delete()
    assert administrator.get("/history/storage/").context["days"][0].size == 400


def test_the_parts_are_of_the_whole(administrator: Client, aged: Aged) -> None:
    for _ in range(20):
        aged(size=50_000)
    context = administrator.get("/history/storage/").context
    sizes = {part.name: part.size for part in context["parts"]}
    assert sizes["Bodies"] >= (1_000_000 if connection.vendor == "sqlite" else 1)
    assert sum(sizes.values()) <= context["size"]


def test_what_retention_would_take_is_counted_on_request(administrator: Client, aged: Aged, limit: Limit) -> None:
    aged(40), aged(10)
    limit(bodies_days=7, rows_days=30)
    assert "Count what would go now" in page(administrator)
    assert administrator.get("/history/storage/?counted=1").context["due"].rows == 1


def test_the_last_backup_is_named(administrator: Client) -> None:
    Chore.objects.create(name=Chore.BACKUP, done_at=timezone.now() - timedelta(days=3))
    assert "3 days ago" in page(administrator)


def test_more_rows_cost_no_more_queries(administrator: Client, aged: Aged) -> None:
    def queries(rows: int) -> int:
        for _ in range(rows):
            aged()
        with CaptureQueriesContext(connection) as captured:
            page(administrator)
        return len(captured)

    page(administrator)  # the first visit makes the first upstreams
    assert queries(2) == queries(40) <= 15


def test_limits_are_saved_and_told_to_the_audit_log(administrator: Client, project: Project) -> None:
    typed = {"bodies": "yes", "gateway-rows_days": "30", "gateway-bodies_days": "7"}
    assert administrator.post("/history/storage/rules/", typed).headers["Location"] == "/history/storage/"
    rule = Retention.objects.get()
    assert (rule.source, rule.rows_days, rule.bodies_days, rule.rows_most) == ("gateway", 30, 7, None)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.subject, entry.after and entry.after["rows_days"]) == (
        "retention.changed",
        "gateway",
        30,
    )


def test_what_is_saved_unchanged_changes_nothing(administrator: Client, limit: Limit) -> None:
    limit(rows_days=30)
    administrator.post("/history/storage/rules/", {"bodies": "yes", "playground-rows_days": "30"})
    assert Retention.objects.get().rows_days == 30
    assert not AuditEntry.objects.exists()


def test_an_emptied_field_is_no_limit_again(administrator: Client, limit: Limit) -> None:
    limit(rows_days=30)
    administrator.post("/history/storage/rules/", {"bodies": "yes"})
    assert Retention.objects.get().rows_days is None
    assert "off: everything is kept" in page(administrator)


def test_bodies_are_switched_off_and_on(administrator: Client, project: Project) -> None:
    administrator.post("/history/storage/rules/", {"bodies": "no"})
    project.refresh_from_db()
    assert not project.store_bodies
    assert "Bodies are not stored" in page(administrator)
    assert AuditEntry.objects.get().action == "bodies.changed"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"api-rows_days": "7", "api-bodies_days": "30"}, "API: rows are gone after 7 days"),
        ({"api-rows_days": "0"}, "greater than or equal to 1"),
        ({"api-rows_days": "99999999999"}, "less than or equal to 36500"),
        ({"api-rows_most": "99999999999999999999"}, "less than or equal to"),
        ({"api-bodies_mb": "many"}, "Enter a whole number"),
    ],
    ids=["bodies longer than rows", "zero", "for ages", "beyond the column", "a word"],
)
def test_what_makes_no_sense_comes_back_as_typed(administrator: Client, typed: dict[str, str], told: str) -> None:
    response = administrator.post("/history/storage/rules/", {"bodies": "yes", **typed})
    assert response.status_code == 422
    assert told in response.content.decode()
    assert all(f'value="{value}"' in response.content.decode() for value in typed.values())
    assert not Retention.objects.exists()
