from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from betas.models import Beta, BetaChange, Exchange, ExchangeTag, Family, Project
from betas.models.choices import Category, Means, Role, Source, State, Status, Visibility
from tests.conftest import MakeBeta, MakeExchange, SignedIn

HTMX = {"HX-Request": "true"}


def shown(client: Client, **asked: str) -> list[Exchange]:
    """The exchanges of a page, in order."""
    response = client.get("/history/", asked)
    assert response.status_code == 200
    return [row.exchange for row in response.context["rows"]]


def at(day: int) -> datetime:
    return datetime(2026, 11, day, 12, tzinfo=UTC)


def test_newest_first(tester: Client, make_exchange: MakeExchange) -> None:
    old, new = make_exchange(), make_exchange()
    assert shown(tester) == [new, old]


def test_a_row_tells_what_was_sent_and_what_came_back(tester: Client, make_exchange: MakeExchange) -> None:
    make_exchange(
        "alpha-2025-01-01", "bravo-2025-02-02", "charlie-2025-03-03",
        preview="Name three rivers", input_tokens=812, output_tokens=96, cost="0.00510000", duration_ms=1920,
    )  # fmt: skip
    page = tester.get("/history/").content.decode()
    for part in (
        "200 OK",
        "alpha-2025-01-01",
        '<span class="soft" title="alpha-2025-01-01,bravo-2025-02-02,charlie-2025-03-03">+2</span>',
        "Name three rivers",
        '<td class="model" title="claude-opus-5-5">opus-5-5</td>',
        "812 / 96",
        "$0.0051",
        "1.92 s",
    ):
        assert part in page


def test_a_made_up_answer_says_so(tester: Client, make_exchange: MakeExchange) -> None:
    make_exchange(simulated=True)
    assert '<span class="sim">Simulator</span>' in tester.get("/history/").content.decode()


def test_an_exchange_with_a_real_upstream_is_not_marked(tester: Client, make_exchange: MakeExchange) -> None:
    make_exchange(simulated=False)
    assert '<span class="sim">' not in tester.get("/history/").content.decode()


def test_a_refused_beta_is_shown_before_others_with_the_cause(tester: Client, make_exchange: MakeExchange) -> None:
    names = ("alpha-2025-01-01", "nope-2020-01-01")
    make_exchange(*names, refused=("nope-2020-01-01",), status=400, error_means=Means.REFUSED_BETA)
    page = tester.get("/history/").content.decode()
    assert 'title="nope-2020-01-01: refused">nope-2020-01-01</span>' in page
    assert page.index("nope-2020-01-01") < page.index("+1")
    assert 'The API does not take <span class="whole">nope-2020-01-01,</span> or not from this account.' in page


def test_a_failed_exchange_says_why(tester: Client, make_exchange: MakeExchange) -> None:
    make_exchange(state=State.FAILED, status=None, failure="dns")
    row = tester.get("/history/").context["rows"][0]
    assert row.cause


def test_a_child_is_marked(tester: Client, make_exchange: MakeExchange) -> None:
    make_exchange(parent=make_exchange())
    assert tester.get("/history/").content.decode().count('class="parent"') == 1


@pytest.mark.parametrize(
    ("asked", "fields"),
    [
        ({"failed": "on"}, {"status": 400}),
        ({"failed": "on"}, {"state": State.FAILED, "status": None, "failure": "timeout"}),
        ({"failed": "on"}, {"error_type": "overloaded_error"}),
        ({"state": "cancelled"}, {"state": State.CANCELLED, "status": None}),
        ({"status": "529"}, {"status": 529}),
        ({"status": "4xx"}, {"status": 404}),
        ({"model": "claude-haiku-4-5"}, {"model": "claude-haiku-4-5"}),
        ({"error": "api_error"}, {"status": 500, "error_type": "api_error"}),
        ({"source": "api"}, {"source": Source.API}),
        ({"since": "2026-11-20"}, {"created_at": at(20)}),
        ({"since": "2026-11-10", "until": "2026-11-20"}, {"created_at": at(20)}),
        ({"status": "4xx", "model": "m"}, {"status": 404, "model": "m"}),
    ],
)
def test_filters(tester: Client, make_exchange: MakeExchange, asked: dict[str, str], fields: dict[str, Any]) -> None:
    plain: dict[str, Any] = {"created_at": at(5)}
    make_exchange(**plain)
    wanted = make_exchange(**{**plain, **fields})
    make_exchange(**plain)
    assert shown(tester, **asked) == [wanted]


def test_filter_by_beta(tester: Client, make_exchange: MakeExchange) -> None:
    make_exchange("alpha-2025-01-01")
    wanted = make_exchange("alpha-2025-01-01", "bravo-2025-02-02")
    assert shown(tester, beta="bravo-2025-02-02") == [wanted]


def test_an_empty_field_filters_nothing(tester: Client, make_exchange: MakeExchange) -> None:
    one = make_exchange()
    assert shown(tester, status="", state="", beta="", since="", error="") == [one]


@pytest.mark.parametrize(
    "asked",
    [
        {"status": "999"},
        {"status": "4x"},
        {"status": "4xx\n4xx"},
        {"state": "lost"},
        {"source": "mail"},
        {"since": "yesterday"},
        {"since": "2026-11-20", "until": "2026-11-10"},
        {"after": "17"},
        {"beta": "x" * 200},
        {"model": "nul\0"},
    ],
)
def test_an_unreadable_filter_is_422_and_says_which(
    tester: Client, make_exchange: MakeExchange, asked: dict[str, str]
) -> None:
    make_exchange(preview="should not be listed")
    response = tester.get("/history/", asked)
    page = response.content.decode()
    assert response.status_code == 422
    assert "These filters cannot be read" in page
    assert "should not be listed" not in page


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_wrong_filter_shows_its_message_on_page_and_fragment(tester: Client, headers: dict[str, str]) -> None:
    response = tester.get("/history/", {"status": "abc"}, headers=headers)
    assert response.status_code == 422
    assert "A status is a number such as 400 or a class such as 4xx." in response.content.decode()


def test_the_page_holds_the_form_and_the_rows(tester: Client, make_exchange: MakeExchange) -> None:
    make_exchange()
    page = tester.get("/history/").content.decode()
    assert "<html" in page
    assert 'name="status"' in page
    assert 'id="history-rows"' in page


def test_the_fragment_holds_the_rows_alone(tester: Client, make_exchange: MakeExchange) -> None:
    make_exchange(preview="Name three rivers")
    fragment = tester.get("/history/", headers=HTMX).content.decode()
    assert fragment.strip().startswith('<section id="history-rows"')
    assert "Name three rivers" in fragment
    assert "<html" not in fragment


def test_pages_follow_each_other_without_gap_or_overlap(tester: Client, make_exchange: MakeExchange) -> None:
    made = [make_exchange() for _ in range(52)]
    first = tester.get("/history/", {"status": "2xx"})
    after = str(first.context["page"].after)
    assert f"?status=2xx&amp;after={after}" in first.content.decode()
    assert shown(tester, status="2xx") + shown(tester, status="2xx", after=after) == made[::-1]


def test_nothing_yet_points_to_the_playground(tester: Client) -> None:
    page = tester.get("/history/").content.decode()
    assert "Nothing sent yet" in page
    assert 'href="/playground/"' in page
    assert "Newest first" not in page
    assert "Save this view" not in page


def test_no_match_offers_to_clear_the_filters(tester: Client, make_exchange: MakeExchange) -> None:
    make_exchange()
    page = tester.get("/history/", {"status": "500"}).content.decode()
    assert "No exchange matches" in page
    assert "<li>Status: <b>500</b></li>" in page
    assert 'href="/history/">Clear filters</a>' in page


def test_past_the_oldest_offers_the_newest(tester: Client, make_exchange: MakeExchange) -> None:
    page = tester.get("/history/", {"after": str(make_exchange().id)}).content.decode()
    assert "Nothing older is kept" in page


def test_another_project_is_not_listed(signed_in: SignedIn, make_exchange: MakeExchange) -> None:
    make_exchange(project=Project.objects.create(slug="other", name="Other"))
    assert shown(signed_in(Role.TESTER)) == []


def test_a_stranger_is_sent_to_sign_in(client: Client, db: None) -> None:
    assert client.get("/history/").headers["Location"].startswith("/sign-in/")


def test_a_beta_that_is_retired_by_now_is_struck(tester: Client, make_exchange: MakeExchange) -> None:
    family = Family.objects.create(slug="alpha")
    kinds = {"family": family, "category": Category.TOOLS, "visibility": Visibility.DOCUMENTED}
    Beta.objects.create(name="alpha-2025-01-01", status=Status.RETIRED, **kinds)
    Beta.objects.create(name="alpha-2025-02-02", status=Status.ACTIVE, **kinds)
    make_exchange("alpha-2025-01-01")
    make_exchange("alpha-2025-02-02")
    page = tester.get("/history/").content.decode()
    assert page.count("<s ") == 1
    assert 'title="alpha-2025-01-01: now retired"' in page


def test_a_status_that_changed_since_is_told(tester: Client, make_exchange: MakeExchange, make_beta: MakeBeta) -> None:
    gone = make_beta(status=Status.RETIRED, retired_on=date(2026, 4, 30))
    make_exchange(gone.name, created_at=at(5))
    BetaChange.objects.create(subject=gone.name, field="status", before="active", after="retired", why="test")
    page = tester.get("/history/").content.decode()
    assert f'title="{gone.name}: active then, retired since 30 Apr 2026"' in page
    assert '<span class="hide"> (active then, retired since 30 Apr 2026)</span></s>' in page


@pytest.mark.parametrize("asked", [{"outdated": "on"}, {"q": "is:outdated"}])
def test_what_would_not_work_today_is_found(
    tester: Client, make_exchange: MakeExchange, make_beta: MakeBeta, asked: dict[str, str]
) -> None:
    make_beta("alpha-2025-01-01")
    make_beta("bravo-2025-02-02", status=Status.RETIRED)
    make_beta("charlie-2025-03-03", still_accepted=False)
    made = [make_exchange(*names.split()) for names in (
        "alpha-2025-01-01", "alpha-2025-01-01 bravo-2025-02-02", "charlie-2025-03-03", "nope-2020-01-01", "",
    )]  # fmt: skip
    assert shown(tester, **asked) == [made[2], made[1]]
    assert shown(tester, failed="on", **asked) == []


def test_each_day_has_a_heading(tester: Client, make_exchange: MakeExchange) -> None:
    for day in (20, 23, 24, 24, 25):
        make_exchange(created_at=at(day))
    with time_machine.travel(at(25), tick=False):
        page = tester.get("/history/").content.decode()
    headings = [part.split("<", 1)[0] for part in page.split('<th scope="rowgroup" colspan="10">')[1:]]
    assert headings == ["Today", "Yesterday", "Monday, 23 November 2026", "Friday, 20 November 2026"]


def test_a_day_that_goes_on_has_its_heading_on_each_page(tester: Client, make_exchange: MakeExchange) -> None:
    for _ in range(51):
        make_exchange(created_at=at(20))
    first = tester.get("/history/")
    second = tester.get("/history/", {"after": str(first.context["page"].after)})
    for response in (first, second):
        assert response.content.decode().count("Friday, 20 November 2026</th>") == 1


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"failed": "on"}, "Only refused or failed"),
        ({"beta": "<b>"}, "Beta: <b>&lt;b&gt;</b>"),
        ({"source": "api"}, "Source: <b>API</b>"),
        ({"since": "2026-11-20"}, "Since: <b>20 Nov 2026</b>"),
    ],
)
def test_no_match_repeats_what_was_asked(tester: Client, db: None, asked: dict[str, str], told: str) -> None:
    assert f"<li>{told}</li>" in tester.get("/history/", asked).content.decode()


def test_past_the_oldest_match_offers_the_newest_match(tester: Client, make_exchange: MakeExchange) -> None:
    page = tester.get("/history/", {"status": "200", "after": str(make_exchange().id)}).content.decode()
    assert "Nothing older matches" in page
    assert 'href="?status=200"' in page


@pytest.mark.parametrize("count", [2, 50])
def test_more_rows_cost_no_more_queries(
    signed_in: SignedIn,
    make_exchange: MakeExchange,
    make_beta: MakeBeta,
    django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:
    viewer, beta = signed_in(Role.VIEWER), make_beta("alpha-2025-01-01")
    viewer.get("/history/")  # the session is written once
    for _ in range(count):
        made = make_exchange(beta.name, "nope-2020-01-01", refused=("nope-2020-01-01",), status=400)
        ExchangeTag.objects.create(exchange=made, project=made.project, name="river")
    # session, user, role, projects, known betas, known models, saved views, ids, their count, rows, betas of the page,
    # their tags, what the catalogue says of them and said
    with django_assert_num_queries(14):
        viewer.get("/history/")
