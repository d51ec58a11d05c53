"""Errors that are one error, and what people say about them."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from betas.history import groups
from betas.history.spark import Spark
from betas.models import ErrorGroup, Project
from betas.models.choices import Means, Role, State
from betas.upstream.call import Failure
from tests.conftest import MakeExchange, SignedIn

A, B = "a" * 16, "b" * 16
REFUSED: dict[str, Any] = {
    "status": 400, "error_type": "invalid_request_error", "error_means": Means.REFUSED_BETA, "fingerprint": A,
}  # fmt: skip
TODAY = date(2026, 11, 25)


def rows(client: Client, **asked: str) -> list[Any]:
    found: list[Any] = client.get("/errors/", asked).context["rows"]
    return found


def mute(client: Client, **said: str) -> Any:
    return client.post(f"/errors/{A}/mark/", said)


def test_what_is_one_error_is_one_row_by_its_newest(tester: Client, make_exchange: MakeExchange) -> None:
    first = make_exchange(**REFUSED)
    other = make_exchange(**REFUSED | {"fingerprint": B})
    last = make_exchange(**REFUSED)
    assert [(row.exchange, row.count) for row in rows(tester)] == [(last, 2), (other, 1)]
    assert rows(tester)[0].first_seen == first.created_at


def test_the_trend_counts_by_day_and_says_so_in_words(tester: Client, make_exchange: MakeExchange) -> None:
    make_exchange(**REFUSED, created_at=timezone.now() - timedelta(days=3))
    make_exchange(**REFUSED)
    assert rows(tester)[0].spark.counts[-4:] == (1, 0, 0, 1)
    assert "2 in 14 days, 1 today" in tester.get("/errors/").content.decode()


def test_only_one_that_never_came_before_today_is_new(tester: Client, make_exchange: MakeExchange) -> None:
    make_exchange(**REFUSED, created_at=timezone.now() - timedelta(days=60))
    make_exchange(**REFUSED)
    make_exchange(**REFUSED | {"fingerprint": B})
    assert [row.new_today for row in rows(tester)] == [True, False]


def test_it_worked_again_when_the_same_betas_and_model_did_later(tester: Client, make_exchange: MakeExchange) -> None:
    make_exchange("a-1", "b-1")
    make_exchange("a-1", "b-1", **REFUSED)
    make_exchange("a-1")
    make_exchange("a-1", "b-1", model="another")
    assert rows(tester)[0].worked is None
    fine = make_exchange("b-1", "a-1")
    assert rows(tester)[0].worked == fine.pk
    assert f'href="/history/{fine.pk}/">Worked again' in tester.get("/errors/").content.decode()


@pytest.mark.parametrize("means", [Means.MISSING_BETA, Means.INVALID_REQUEST, Means.UNKNOWN, ""])
def test_another_request_that_went_well_tells_nothing_of_a_wrong_body(
    tester: Client, make_exchange: MakeExchange, means: str
) -> None:
    make_exchange(**REFUSED | {"error_means": means})
    make_exchange()
    assert rows(tester)[0].worked is None
    assert "Worked again" not in tester.get("/errors/").content.decode()


@pytest.mark.parametrize(
    "failed",
    [
        {"status": 529, "error_means": Means.TRANSIENT},
        {"status": 429, "error_means": Means.RATE_LIMIT},
        {"status": 401, "error_means": Means.AUTHENTICATION},
        {"status": 403, "error_means": Means.ACCOUNT_GATE},
        {"state": State.FAILED, "status": None, "failure": Failure.TIMEOUT},
    ],
)
def test_what_passes_by_itself_worked_again(
    tester: Client, make_exchange: MakeExchange, failed: dict[str, Any]
) -> None:
    make_exchange(**failed, fingerprint=A)
    fine = make_exchange()
    assert rows(tester)[0].worked == fine.pk


def test_a_muted_one_leaves_the_list_with_its_reason(tester: Client, make_exchange: MakeExchange) -> None:
    make_exchange(**REFUSED)
    assert mute(tester, muted="on", reason="Known, see ticket 7").status_code == 302
    assert rows(tester) == []
    [row] = rows(tester, muted="on")
    assert (row.muted, row.mark.reason) == (True, "Known, see ticket 7")
    mute(tester, note="Back")
    [row] = rows(tester)
    assert (row.muted, row.mark.note) == (False, "Back")


def test_who_mutes_says_why(tester: Client, make_exchange: MakeExchange) -> None:
    make_exchange(**REFUSED)
    response = mute(tester, muted="on", note="typed")
    assert response.status_code == 422
    assert "Say why, so that others need not ask." in response.content.decode()
    assert "typed" in response.content.decode()
    assert not ErrorGroup.objects.exists()


def test_a_groups_page_shows_its_exchanges_and_the_card_of_the_newest(
    tester: Client, make_exchange: MakeExchange
) -> None:
    made = [make_exchange(**REFUSED) for _ in range(51)]
    make_exchange(**REFUSED | {"fingerprint": B})
    context = tester.get(f"/errors/{A}/").context
    assert [row.exchange for row in context["rows"]] == made[:0:-1]
    assert context["exchange"] == made[-1]
    older = tester.get(f"/errors/{A}/", {"after": str(context["page"].after)}).context
    assert [row.exchange for row in older["rows"]] == made[:1]


FOLDED = "<details >\n    <summary>Mute it, or write a note</summary>"


def test_a_groups_page_is_named_by_its_cause(tester: Client, make_exchange: MakeExchange) -> None:
    make_exchange(**REFUSED | {"error_message": "max_tokens: 9 > 8", "error_means": Means.INVALID_REQUEST})
    page = tester.get(f"/errors/{A}/").content.decode()
    assert "<title>max_tokens: 9 &gt; 8 · Errors" in " ".join(page.split())
    assert '<h2 id="newest">The newest</h2>' in page
    assert '<h2 id="every">Every one of them</h2>' in page


def test_what_may_be_said_of_a_group_is_folded_until_something_is(tester: Client, make_exchange: MakeExchange) -> None:
    make_exchange(**REFUSED)
    assert FOLDED in tester.get(f"/errors/{A}/").content.decode()
    assert FOLDED not in mute(tester, muted="on").content.decode()
    mute(tester, note="Ask Dewi.")
    assert FOLDED not in tester.get(f"/errors/{A}/").content.decode()


@pytest.mark.parametrize("fingerprint", ["c" * 16, "nonsense"])
def test_a_group_that_is_none_is_404(tester: Client, make_exchange: MakeExchange, fingerprint: str) -> None:
    make_exchange(**REFUSED)
    assert tester.get(f"/errors/{fingerprint}/").status_code == 404
    assert tester.post(f"/errors/{fingerprint}/mark/").status_code == 404


def test_another_projects_group_is_none(signed_in: SignedIn, make_exchange: MakeExchange) -> None:
    make_exchange(**REFUSED, project=Project.objects.create(slug="other", name="Other"))
    assert signed_in(Role.TESTER).get(f"/errors/{A}/").status_code == 404


def test_only_so_many_are_looked_at(tester: Client, make_exchange: MakeExchange, monkeypatch: Any) -> None:
    monkeypatch.setattr(groups, "MOST_ERRORS", 2)
    for _ in range(3):
        make_exchange(**REFUSED)
    assert rows(tester)[0].count == 2


@pytest.mark.parametrize("count", [2, 60])
def test_more_exchanges_cost_a_groups_page_no_more_queries(
    signed_in: SignedIn, make_exchange: MakeExchange, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    viewer = signed_in(Role.VIEWER)
    for number in range(count):
        make_exchange(f"alpha-2025-01-{number:02}", **REFUSED)
    viewer.get("/errors/")
    with django_assert_num_queries(18):
        viewer.get(f"/errors/{A}/")


def test_a_spark_is_as_high_as_the_most_and_never_invisible() -> None:
    spark = Spark.of({"2026-11-25": 1000, "2026-11-23": 1}, TODAY, 3)
    assert (spark.counts, spark.total, spark.today) == ((1, 0, 1000), 1001, 1000)
    assert [(bar.x, bar.height) for bar in spark.bars] == [(0, 2), (16, 20)]
    assert spark.path == "M0 18h6v2h-6zM16 0h6v20h-6z"
