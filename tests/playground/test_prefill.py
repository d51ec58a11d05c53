import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from betas.catalogue.load import Loaded
from betas.models import Exchange, ExchangeBody, Project, Upstream, UpstreamKey
from betas.playground.turns import turn
from tests.conftest import MakeExchange

PLAIN = {
    "model": "claude-haiku-5", "max_tokens": 7, "system": "Be terse.", "stream": True, "top": [1],
    "messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}],
}  # fmt: skip


@pytest.fixture
def stored(make_exchange: MakeExchange) -> Callable[..., Exchange]:
    def make(*names: str, body: object = PLAIN, **fields: object) -> Exchange:
        exchange = make_exchange(*names, **fields)
        ExchangeBody.objects.filter(exchange=exchange).update(request=json.dumps(body).encode())
        return exchange

    return make


def test_a_link_picks_betas_and_model_and_sends_nothing(tester: Client, loaded: Loaded) -> None:
    link = "/playground/?beta=compact-2026-01-12&beta=nope-2020-01-01&model=claude-haiku-5"
    response = tester.get(link)
    form = response.context["form"]
    assert form["betas"].value() == ["compact-2026-01-12", "nope-2020-01-01"]
    assert form["model"].value() == "claude-haiku-5"
    assert not Exchange.objects.exists()


def test_picked_betas_stand_on_top_in_the_order_of_the_link(tester: Client, loaded: Loaded) -> None:
    picks = tester.get("/playground/?beta=nope-2020-01-01&beta=compact-2026-01-12").context["picks"]
    assert [(pick.name, pick.status) for pick in picks.chosen] == [
        ("nope-2020-01-01", ""), ("compact-2026-01-12", "active"),
    ]  # fmt: skip
    assert "compact-2026-01-12" not in {pick.name for pick in (*picks.current, *picks.past)}


def test_an_earlier_request_comes_back_with_all_it_had(tester: Client, stored: Callable[..., Exchange]) -> None:
    earlier = stored("b-2025-01-01", "a-2025-01-01", api_version="2023-06-01", path="/v1/messages/count_tokens")
    form = tester.get(f"/playground/?from={earlier.pk}").context["form"]
    values = {name: form[name].value() for name in form.fields}
    assert values["turns"] == [turn("user", "Hi"), turn("assistant", "Hello")]
    assert (values["model"], values["max_tokens"], values["system"]) == ("claude-haiku-5", 7, "Be terse.")
    assert (values["stream"], json.loads(values["further"])) == (True, {"top": [1]})
    assert (values["api_version"], values["path"]) == ("2023-06-01", "/v1/messages/count_tokens")
    assert values["betas"] == ["b-2025-01-01", "a-2025-01-01"]
    assert (values["upstream"], values["parent"]) == ("simulator", earlier.pk)


def test_an_earlier_request_comes_back_with_its_key(
    tester: Client, stored: Callable[..., Exchange], team_key: UpstreamKey
) -> None:
    earlier = stored(upstream_name="claude-api", simulated=False, key=team_key)
    page = tester.get(f"/playground/?from={earlier.pk}")
    assert f'<option value="claude-api:{team_key.pk}" selected>' in page.content.decode()


def test_where_its_key_is_gone_no_other_is_chosen(
    tester: Client, stored: Callable[..., Exchange], team_key: UpstreamKey, settings: Settings
) -> None:
    settings.ANTHROPIC_API_KEY = "sk-ant-api03-" + "k" * 40
    earlier = stored(upstream_name="claude-api", simulated=False, key_label="deleted")
    page = tester.get(f"/playground/?from={earlier.pk}").content.decode()
    assert '<option value="claude-api:environment">' in page
    assert '<option value="claude-api:environment" selected>' not in page


def told(page: Any) -> str:
    return " ".join(re.sub("<[^>]+>", "", page.content.decode()).split())


def test_where_its_key_is_gone_it_says_so_and_what_is_chosen_instead(
    tester: Client, stored: Callable[..., Exchange], team_key: UpstreamKey
) -> None:
    earlier = stored(upstream_name="claude-api", simulated=False, key=team_key, key_label="Team")
    assert "is gone" not in told(tester.get(f"/playground/?from={earlier.pk}"))
    team_key.delete()
    page = told(tester.get(f"/playground/?from={earlier.pk}"))
    assert "The key Team, with which this was sent to claude-api, is gone" in page
    assert "Chosen instead: Simulator." in page


def test_where_its_upstream_is_closed_it_says_so(tester: Client, stored: Callable[..., Exchange]) -> None:
    earlier = stored()
    Upstream.objects.update(enabled=False)
    page = told(tester.get(f"/playground/?from={earlier.pk}"))
    assert "The upstream simulator, to which this was sent, is gone" in page
    assert "Chosen instead" not in page


def test_a_link_of_no_exchange_says_nothing_of_keys(tester: Client) -> None:
    assert "is gone" not in told(tester.get("/playground/"))


def test_a_refused_beta_can_be_left_out(tester: Client, stored: Callable[..., Exchange]) -> None:
    earlier = stored("good-2025-01-01", "nope-2020-01-01")
    form = tester.get(f"/playground/?from={earlier.pk}&without=nope-2020-01-01").context["form"]
    assert form["betas"].value() == ["good-2025-01-01"]


def test_a_request_of_another_project_is_not_shown(tester: Client, stored: Callable[..., Exchange]) -> None:
    foreign = stored("a-2025-01-01", project=Project.objects.create(slug="other", name="Other"))
    form = tester.get(f"/playground/?from={foreign.pk}").context["form"]
    assert (form["betas"].value(), form["parent"].value()) == ([], None)


@pytest.mark.parametrize("body", ["text", [1], None])
def test_a_body_that_is_no_object_gives_an_empty_form(
    tester: Client, stored: Callable[..., Exchange], body: object
) -> None:
    response = tester.get(f"/playground/?from={stored('a-2025-01-01', body=body).pk}")
    assert response.context["form"]["turns"].value() == [turn("user", "")]


@pytest.mark.parametrize("query", ["from=nonsense", "beta=", "without=x", "beta=%00&beta=a%2Cb", "model="])
def test_a_broken_link_gives_a_form(tester: Client, query: str) -> None:
    assert tester.get(f"/playground/?{query}").status_code == 200


@pytest.mark.parametrize("body", ['{"a":', "[1]", "text", "[" * 100_000])
def test_a_link_whose_body_cannot_be_read_says_so(tester: Client, body: str) -> None:
    response = tester.get("/playground/", {"body": body})
    assert response.status_code == 200
    assert "no JSON object that can be read" in response.content.decode()


@pytest.mark.parametrize("query", ["", "body=", "body={}", "beta=x"])
def test_a_link_that_can_be_read_says_nothing_of_it(tester: Client, query: str) -> None:
    assert "no JSON object that can be read" not in tester.get(f"/playground/?{query}").content.decode()


@pytest.mark.parametrize("parent", ["zz", "00000000-0000-0000-0000-000000000000"])
def test_a_parent_that_is_none_breaks_no_page(tester: Client, parent: str) -> None:
    typed = {"text": "Hi", "role": "user", "parent": parent}
    assert tester.post("/playground/draft/", typed | {"add": "1"}).status_code == 200
    assert tester.post("/playground/send/", typed).status_code == 422


def test_half_a_character_that_a_program_sent_is_shown_as_a_question_mark(
    tester: Client, make_exchange: MakeExchange
) -> None:
    exchange = make_exchange()
    exchange.body.request = (
        rb'{"model": "m\ud800", "messages": [{"role": "user", "content": "a\udfff"}], "x": "\ud800"}'
    )
    exchange.body.save()
    response = tester.get(f"/playground/?from={exchange.pk}")
    assert response.context["form"]["model"].value() == "m?"
