from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from betas.models import Beta, Exchange, Family, Project
from betas.models.choices import Category, Means, Role, State, Status, Visibility
from tests.conftest import MakeExchange, SignedIn

HTMX = {"HX-Request": "true"}
REFUSED: dict[str, Any] = {"status": 400, "error_type": "invalid_request_error", "error_means": Means.REFUSED_BETA}


def shown(client: Client, **asked: str) -> list[Exchange]:
    response = client.get("/errors/", asked)
    assert response.status_code == 200
    return [row.exchange for row in response.context["rows"]]


def make_beta(name: str, **fields: Any) -> Beta:
    family, _ = Family.objects.get_or_create(slug=name.rsplit("-", 3)[0])
    values = {"title": name, "category": Category.TOOLS, "visibility": Visibility.DOCUMENTED, "family": family}
    return Beta.objects.create(name=name, **{**values, **fields})


def test_failed_means_refused_or_never_answered(tester: Client, make_exchange: MakeExchange) -> None:
    make_exchange()
    make_exchange(state=State.SENDING, status=None)
    make_exchange(state=State.CANCELLED, status=None)
    refused = make_exchange(status=400)
    lost = make_exchange(state=State.FAILED, status=None, failure="timeout")
    killed = make_exchange(state=State.INTERRUPTED, status=None)
    broken = make_exchange(error_type="overloaded_error")
    assert shown(tester) == [broken, killed, lost, refused]


def test_a_refused_beta_stands_beside_its_status_now_and_what_to_use(
    tester: Client, make_exchange: MakeExchange
) -> None:
    new = make_beta("alpha-2025-02-02", status=Status.ACTIVE)
    make_beta("alpha-2025-01-01", status=Status.RETIRED, successor=new)
    make_exchange("alpha-2025-01-01", refused=("alpha-2025-01-01",), **REFUSED)
    page = tester.get("/errors/").content.decode()
    assert 'href="/betas/alpha-2025-01-01/"' in page
    assert '<span class="chip bad">Retired</span>' in page
    assert 'Use <span class="whole">alpha-2025-02-02,</span> or remove it.' in page


def test_a_refused_name_that_nobody_knows_says_so(tester: Client, make_exchange: MakeExchange) -> None:
    make_exchange("nope-2020-01-01", refused=("nope-2020-01-01",), **REFUSED)
    page = tester.get("/errors/").content.decode()
    assert "Not catalogued" in page
    assert "check the spelling, or remove it" in page


def test_only_the_refused_betas_are_blamed(tester: Client, make_exchange: MakeExchange) -> None:
    make_exchange("alpha-2025-01-01", "nope-2020-01-01", refused=("nope-2020-01-01",), **REFUSED)
    row = tester.get("/errors/").context["rows"][0]
    assert [use.name for use in row.refused] == ["nope-2020-01-01"]


def test_an_error_says_its_type_message_and_model(tester: Client, make_exchange: MakeExchange) -> None:
    message = "max_tokens: Field required"
    made = make_exchange(
        status=400, error_type="invalid_request_error", error_message=message, error_means=Means.INVALID_REQUEST
    )
    page = tester.get("/errors/").content.decode()
    for part in ("invalid_request_error", message, "claude-opus-5-5", f'href="/history/{made.id}/"'):
        assert part in page


@pytest.mark.parametrize("means", Means)
def test_every_kind_of_error_has_a_cause_and_advice(tester: Client, make_exchange: MakeExchange, means: Means) -> None:
    make_exchange(status=400, error_means=means)
    row = tester.get("/errors/").context["rows"][0]
    assert row.cause
    assert row.advice


@pytest.mark.parametrize(
    ("asked", "fields"),
    [
        ({"kind": "rate_limit"}, {"status": 429, "error_means": Means.RATE_LIMIT}),
        ({"kind": "no_whole_answer"}, {"state": State.FAILED, "status": None, "failure": "reset"}),
    ],
)
def test_filter_by_kind(
    tester: Client, make_exchange: MakeExchange, asked: dict[str, str], fields: dict[str, Any]
) -> None:
    wanted = make_exchange(**fields)
    make_exchange(**REFUSED)
    assert shown(tester, **asked) == [wanted]


def test_filter_by_beta(tester: Client, make_exchange: MakeExchange) -> None:
    wanted = make_exchange("alpha-2025-01-01", **REFUSED)
    make_exchange("bravo-2025-02-02", **REFUSED)
    assert shown(tester, beta="alpha-2025-01-01") == [wanted]


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_an_unknown_kind_is_422(tester: Client, headers: dict[str, str]) -> None:
    response = tester.get("/errors/", {"kind": "sadness"}, headers=headers)
    assert response.status_code == 422
    assert "These filters cannot be read" in response.content.decode()


def test_the_fragment_holds_the_rows_alone(tester: Client, make_exchange: MakeExchange) -> None:
    make_exchange(**REFUSED)
    fragment = tester.get("/errors/", headers=HTMX).content.decode()
    assert fragment.strip().startswith('<section id="error-rows"')
    assert "invalid_request_error" in fragment


def test_pages_follow_each_other(tester: Client, make_exchange: MakeExchange) -> None:
    made = [make_exchange(**REFUSED) for _ in range(51)]
    after = str(tester.get("/errors/").context["page"]["after"])
    assert shown(tester, after=after) == made[:1]


def test_no_error_yet(tester: Client, make_exchange: MakeExchange) -> None:
    make_exchange()
    assert "Nothing has failed" in tester.get("/errors/").content.decode()


def test_no_match_offers_to_clear_the_filters(tester: Client) -> None:
    assert "Clear filters" in tester.get("/errors/", {"kind": "transient"}).content.decode()


def test_another_project_is_not_listed(signed_in: SignedIn, make_exchange: MakeExchange) -> None:
    make_exchange(project=Project.objects.create(slug="other", name="Other"), **REFUSED)
    assert shown(signed_in(Role.TESTER)) == []


@pytest.mark.parametrize("count", [2, 50])
def test_more_rows_cost_no_more_queries(
    signed_in: SignedIn, make_exchange: MakeExchange, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    viewer = signed_in(Role.VIEWER)
    viewer.get("/errors/")  # the session is written once
    new = make_beta("alpha-2025-02-02")
    for day in range(count):
        name = make_beta(f"alpha-2024-01-{day:02}", successor=new).name
        make_exchange(name, "nope-2020-01-01", refused=(name, "nope-2020-01-01"), **REFUSED)
    # session, user, role, known betas, projects, errors, marks, the newest of each, their betas, refused ones,
    # what worked
    with django_assert_num_queries(11):
        viewer.get("/errors/")
