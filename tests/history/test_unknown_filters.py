"""What an address of the list asks that is no filter."""

import pytest
from django.test import Client

from betas.history.forms import HistoryFilter
from betas.models import Project
from tests.conftest import MakeExchange

HTMX = {"HX-Request": "true"}


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize(("name", "near"), [("statsu", "status"), ("Beta", "beta"), ("modle", "model")])
def test_a_filter_that_is_none_is_named_with_the_nearest_and_the_others_work(
    tester: Client, make_exchange: MakeExchange, name: str, near: str, headers: dict[str, str]
) -> None:
    refused, _answered = make_exchange(status=400), make_exchange()
    response = tester.get("/history/", {name: "x", "failed": "on"}, headers=headers)
    told = f"There is no filter “{name}”, so it was left out; the nearest is “{near}”."
    assert response.status_code == 200
    assert told in response.content.decode()
    assert [row.exchange for row in response.context["rows"]] == [refused]


def test_a_filter_that_is_none_is_named_beside_one_that_is_wrong(tester: Client, project: Project) -> None:
    page = tester.get("/history/", {"statsu": "400", "since": "yesterday"}).content.decode()
    assert "There is no filter “statsu”" in page
    assert "These filters cannot be read" in page


def test_what_the_page_itself_asks_is_understood(tester: Client, make_exchange: MakeExchange) -> None:
    exchange = make_exchange()
    every = [field.name for field in HistoryFilter()]
    page = tester.get("/history/", dict.fromkeys(every, "") | {"after": str(exchange.pk), "newest": str(exchange.pk)})
    assert "There is no filter" not in page.content.decode()


def test_of_many_filters_that_are_none_some_are_named_and_shortened(tester: Client, project: Project) -> None:
    page = tester.get("/history/", {f"{n}<{'x' * 2000}": "" for n in range(50)}).content.decode()
    assert page.count("There is no filter") == page.count(f"&lt;{'x' * 58}”") == 5
