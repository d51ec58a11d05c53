import json
from collections.abc import Callable

import pytest
from django.test import Client

from betas.catalogue.load import Loaded
from betas.history import read
from betas.models import Exchange
from betas.models.choices import Means, Role
from betas.playground.examples import CONTEXT_EDITING, EXAMPLES, RETIRED, Example
from tests.conftest import SignedIn
from tests.playground.controls import controls

Sent = Callable[[str], Exchange]
REFUSED = {"refused", "gate"}


@pytest.fixture
def sent(tester: Client, loaded: Loaded) -> Sent:
    """Opens an example's link and sends the form as it then stands, where it has errors after a look at them."""

    def make(key: str) -> Exchange:
        page = tester.get("/playground/", {"example": key}).content.decode()
        response = tester.post("/playground/send/", controls(page, "playground"))
        if key in REFUSED:
            assert (response.status_code, Exchange.objects.count()) == (422, 0)
            response = tester.post("/playground/send/", controls(response.content.decode(), "playground"))
        assert response.status_code == 302, response.context["form"].errors
        return Exchange.objects.get()

    return make


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.key)
def test_an_example_is_sent_as_it_is_written(sent: Sent, example: Example) -> None:
    exchange = sent(example.key)
    assert json.loads(read.request_text(exchange)) == example.body
    assert exchange.beta_header == (",".join(example.betas) or None)
    assert exchange.simulated


def test_the_one_that_works_works(sent: Sent) -> None:
    exchange = sent("works")
    assert exchange.status == 200
    assert "context_management" in (read.answer_of(exchange).message or {})


def test_the_refused_one_names_the_retired_beta(sent: Sent) -> None:
    exchange = sent("refused")
    assert (exchange.status, exchange.error_means) == (400, Means.REFUSED_BETA)
    assert [use.name for use in exchange.betas.filter(refused=True)] == [RETIRED]


def test_the_closed_gate_refuses_a_field_whose_beta_is_missing(sent: Sent) -> None:
    exchange = sent("gate")
    assert (exchange.status, exchange.error_means) == (400, Means.MISSING_BETA)
    assert exchange.error_message.startswith("context_management: ")


def test_the_closed_gate_opens_with_the_beta_of_the_first_example() -> None:
    works, gate = EXAMPLES[0], EXAMPLES[2]
    assert works.body == gate.body
    assert (works.betas, gate.betas) == ((CONTEXT_EDITING,), ())


def test_the_stream_thinks_speaks_and_calls_the_tool(sent: Sent) -> None:
    exchange = sent("stream")
    blocks = (read.answer_of(exchange).message or {})["content"]
    assert [block["type"] for block in blocks] == ["thinking", "text", "tool_use"]
    assert blocks[-1]["name"] == "get_weather"
    assert exchange.stream
    assert exchange.body.events


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("role", Role.values)
def test_a_link_fills_the_form_and_sends_nothing(signed_in: SignedIn, role: Role) -> None:
    client = signed_in(role)
    assert all(client.get("/playground/", {"example": one.key}).status_code == 200 for one in EXAMPLES)
    assert not Exchange.objects.exists()


def test_an_unknown_example_is_the_empty_form(tester: Client) -> None:
    assert tester.get("/playground/?example=nope").status_code == 200


def test_the_examples_stand_where_the_answer_will_be_also_later(tester: Client, sent: Sent) -> None:
    sent("works")
    page = tester.get("/playground/").content.decode()
    assert all(f'href="/playground/?example={one.key}"' in page for one in EXAMPLES)
    assert "<kbd>?</kbd>" in page


def test_keys_are_unlike() -> None:
    assert len({one.key for one in EXAMPLES}) == len(EXAMPLES) == 4
