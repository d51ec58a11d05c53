"""How old the facts are stands on every beta's page; keepers see which are stale."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from betas.models import Beta, BetaChange, Evidence, SyncRun
from tests.conftest import MakeBeta

STALE = "/betas/review/stale/"
BANNER = "These facts may be out of date"


def ago(days: int) -> date:
    return timezone.now().date() - timedelta(days=days)


def page(client: Client) -> str:
    return " ".join(client.get("/betas/alpha-2025-01-01/").content.decode().split())


@pytest.mark.parametrize(("days", "warned"), [(30, False), (31, True)])
def test_a_page_says_as_of_when_and_warns_past_thirty_days(
    tester: Client, make_beta: MakeBeta, days: int, warned: bool
) -> None:
    Evidence.objects.create(beta=make_beta(verified_on=ago(90)), source="docs", read_on=ago(days))
    shown = page(tester)
    assert ("Accurate as of" in shown, BANNER in shown) == (True, warned)


def test_a_page_nobody_checked_says_so(tester: Client, make_beta: MakeBeta) -> None:
    make_beta()
    assert "Nobody has said when these facts were last checked." in page(tester)


def test_a_page_says_where_its_sources_disagree(tester: Client, make_beta: MakeBeta) -> None:
    beta = make_beta(verified_on=ago(0))
    Evidence.objects.create(beta=beta, field="ga", value="2026-02-18", source="docs")
    Evidence.objects.create(beta=beta, field="ga", value="2026-02-17", source="notes")
    shown = page(tester)
    assert "Sources disagree about “ga”; the catalogue says nothing: docs (2026-02-18), notes (2026-02-17)" in shown


def test_the_longest_unseen_come_first(administrator: Client, make_beta: MakeBeta) -> None:
    make_beta("alpha-1", verified_on=ago(40))
    Evidence.objects.create(beta=make_beta("alpha-2", verified_on=ago(90)), source="docs", read_on=ago(60))
    make_beta("alpha-3")
    make_beta("alpha-4", verified_on=ago(3))
    rows = administrator.get(STALE).context["rows"]
    assert [(row.beta.name, row.checked.on) for row in rows] == [
        ("alpha-3", None), ("alpha-2", ago(60)), ("alpha-1", ago(40)),
    ]  # fmt: skip


def test_they_are_marked_verified_with_a_reason(administrator: Client, make_beta: MakeBeta) -> None:
    make_beta()
    assert administrator.post(STALE, {"chosen": ["alpha-2025-01-01"]}).status_code == 422
    administrator.post(STALE, {"chosen": ["alpha-2025-01-01"], "reason": "read the docs"})
    assert (Beta.objects.get().verified_on, BetaChange.objects.get().why) == (ago(0), "read the docs")
    assert "Everything was looked at" in administrator.get(STALE).content.decode()


@pytest.mark.parametrize("chosen", [[], ["nobody"]])
def test_nothing_chosen_marks_nothing(administrator: Client, make_beta: MakeBeta, chosen: list[str]) -> None:
    make_beta()
    response = administrator.post(STALE, {"chosen": chosen, "reason": "typed"})
    assert (response.status_code, response.context["form"]["reason"].value()) == (422, "typed")


def test_more_stale_betas_cost_no_more_queries(administrator: Client, make_beta: MakeBeta) -> None:
    def asked(first: int, last: int) -> int:
        for number in range(first, last):
            make_beta(f"alpha-{number}")
        administrator.get(STALE)
        with CaptureQueriesContext(connection) as queries:
            assert administrator.get(STALE).status_code == 200
        return len(queries)

    few = asked(0, 2)
    assert asked(2, 30) == few


def test_the_overview_says_when_an_sdk_was_read(tester: Client) -> None:
    assert "no SDK has been read yet" in tester.get("/").content.decode()
    SyncRun.objects.create(package="anthropic", version="2.12.0")
    assert "SDKs read" in tester.get("/").content.decode()
