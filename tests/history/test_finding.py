"""Pages of a search, whatever way they are found: all rows once, newest first, and how many there are."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from betas.history import finding, words
from betas.history.finding import Count, Found, find
from betas.history.query import LANGUAGE
from betas.models import Exchange, ExchangeText, Project
from betas.models.choices import Role, Source
from tests.conftest import MakeExchange, SignedIn

START = datetime(2026, 11, 1, tzinfo=UTC)
QUERIES = ("", "status:400", "status:200 -model:opus", "beta:bravo-2025-02-02", "needle", "needle status:400", "ms>1")


def search(query: str, size: int = 3, after: UUID | None = None) -> Found:
    exchanges = Exchange.objects.for_list()
    return find(exchanges, LANGUAGE.conditions(query), size=size, after=after)


def pages(query: str) -> list[Exchange]:
    """All that is found by going on as long as there is more."""
    found = search(query)
    rows = found.page.rows
    while found.page.after:
        assert len(found.page.rows) == 3 or found.searched_to
        found = search(query, after=found.page.after)
        rows += found.page.rows
    return rows


@pytest.fixture
def thirty(make_exchange: MakeExchange) -> None:
    for number in range(30):
        exchange = make_exchange(
            *(["bravo-2025-02-02"] if number % 2 else []), status=400 if number % 5 == 0 else 200,
            model="claude-opus-5-5" if number % 3 else "claude-haiku-4-5", duration_ms=number,
            created_at=START + timedelta(hours=number),
        )  # fmt: skip
        if number % 4 == 0:
            found = words.searchable(exchange.pk, "needle", None)
            words.write([found])


@pytest.fixture(params=["at once", "few", "windows", "out of time"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The ways of a search, with bounds that thirty rows reach."""
    if request.param != "at once":
        monkeypatch.setattr(finding, "WINDOW", 5)
        monkeypatch.setattr(finding, "WITH_WORDS", 4)
    if request.param in ("windows", "out of time"):
        monkeypatch.setattr(finding, "FEW", -1)
        monkeypatch.setattr(finding, "FEW_WITH_WORDS", -1)
    if request.param == "out of time":
        monkeypatch.setattr(finding, "FOR_S", -1)
    else:
        monkeypatch.setattr(finding, "FOR_S", 30)
    way: str = request.param
    return way


@pytest.mark.parametrize("query", QUERIES)
def test_pages_hold_every_match_once_newest_first(thirty: None, way: str, query: str) -> None:
    assert pages(query) == list(Exchange.objects.filter(*LANGUAGE.conditions(query)).order_by("-pk"))


def test_a_search_out_of_time_says_how_far_it_came_and_goes_on(
    thirty: None, tester: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "WINDOW", 5)
    monkeypatch.setattr(finding, "FOR_S", -1)
    oldest = Exchange.objects.order_by("pk")[0]
    response = tester.get("/history/", {"q": "input:none output:none version:nothing"})
    page = response.content.decode()
    assert "Searched back to 1 Nov 2026" in page
    assert "Go on searching older ones" in page
    assert "No exchange matches" not in page
    found = search("ms:0 version:2026*")
    assert (found.page.rows, found.searched_to is None) == ([oldest], True)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", Count(30)),
        ("status:400", Count(6)),
        ("status:400 model:opus", Count(4)),
        ("needle", Count(8)),
        ("status:500", Count(0)),
    ],
)
def test_all_that_match_are_counted(thirty: None, query: str, count: Count) -> None:
    assert search(query).count == count


def test_counts_are_capped(thirty: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "COUNTED", 5)
    monkeypatch.setattr(finding, "WINDOW", 10)
    monkeypatch.setattr(finding, "WITH_WORDS", 4)
    assert search("").count == Count(5, more=True)
    assert search("status:200").count == Count(5, more=True)
    assert search("version:2026*").count == Count(10, among=10)
    assert search("needle").count == (Count(5, more=True) if connection.vendor == "sqlite" else Count(8))


def test_an_older_page_counts_nothing(thirty: None) -> None:
    first = search("status:200")
    assert search("status:200", after=first.page.after).count is None


def test_the_page_tells_how_many(thirty: None, tester: Client) -> None:
    assert "6 exchanges ·" in " ".join(tester.get("/history/", {"q": "status:400"}).content.decode().split())
    assert "1 exchange ·" in " ".join(tester.get("/history/", {"q": "ms:7"}).content.decode().split())


def test_a_rare_beta_is_found_however_old(make_exchange: MakeExchange, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "WINDOW", 5)
    monkeypatch.setattr(finding, "FOR_S", -1)
    wanted = make_exchange("bravo-2025-02-02", model="m", status=400, created_at=START)
    for hour in range(20):
        make_exchange("alpha-2025-01-01", created_at=START + timedelta(days=1, hours=hour))
    for query in ("beta:bravo*", "refused:none", "beta:bravo* model:m is:failed", "status:4xx", "-beta:alpha* model:m"):
        found = search(query)
        if query != "refused:none":
            assert (found.page.rows, found.searched_to) == ([wanted], None), query


@pytest.mark.parametrize("query", ["-needle beta:bravo*", "beta:bravo* -needle"])
def test_a_row_is_looked_up_among_the_words_after_all_else(thirty: None, query: str) -> None:
    """That costs a hundred times as much as anything else that is asked of it."""
    with CaptureQueriesContext(connection) as captured:
        search(query)
    looked = [each["sql"] for each in captured if "betas_exchangetext" in each["sql"] and "bravo" in each["sql"]]
    assert looked
    assert all(sql.index("betas_exchangetext") > sql.index("bravo") for sql in looked)


def test_only_the_projects_of_the_reader_are_searched(
    make_exchange: MakeExchange, signed_in: SignedIn, project: Project
) -> None:
    other = make_exchange("bravo-2025-02-02", project=Project.objects.create(slug="other", name="Other"))
    words.write([words.searchable(other.pk, "needle", None)])
    client = signed_in(Role.VIEWER)
    for query in ("", "beta:bravo*", "needle", "model:opus", "status:200", "source:playground"):
        assert not client.get("/history/", {"q": query}).context["rows"], query


@pytest.mark.parametrize("count", [2, 50])
@pytest.mark.parametrize(
    ("query", "queries"),
    [
        ("status:400", 4),  # the window's end, ids, rows, their betas
        ("needle", 4),
        ("beta:alpha* needle -source:api", 5),
        ("beta:alpha* model:opus is:failed since:2026-01-01", 6),
    ],
)
def test_more_rows_cost_no_more_queries(
    make_exchange: MakeExchange,
    project: Project,
    django_assert_num_queries: DjangoAssertNumQueries,
    query: str,
    queries: int,
    count: int,
) -> None:
    made = [make_exchange("alpha-2025-01-01", status=400, source=Source.PLAYGROUND) for _ in range(count)]
    words.write([words.searchable(each.pk, "needle", None) for each in made])
    asking = django_assert_num_queries(queries) if ExchangeText.objects.exists() else None
    assert asking
    with asking:
        exchanges = Exchange.objects.for_project(project).for_list()
        found = find(exchanges, LANGUAGE.conditions(query), size=50)
    assert len(found.page.rows) == count
