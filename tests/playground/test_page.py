import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from pytest_django import Settings

from betas.history import read
from betas.models import Exchange, UpstreamKey
from betas.models.choices import Role, State
from tests.conftest import SignedIn
from tests.playground.conftest import Typed, send_anyway

pytestmark = pytest.mark.usefixtures("loaded")

HTMX = {"HX-Request": "true"}
PICKED = ["context-management-2025-06-27", "compact-2026-01-12"]


def events(response: Any) -> list[tuple[str, Any]]:
    """What a live answer tells the browser, its comments left out."""
    frames = b"".join(response.streaming_content).decode().split("\n\n")
    pairs = [frame.split("\n") for frame in frames if frame and not frame.startswith(":")]
    return [(name.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for name, data in pairs]


def text_of(told: list[tuple[str, Any]]) -> str:
    return "".join(data["text"] for name, data in told if name == "piece" and data["kind"] == "text")


@pytest.fixture
def broken_database() -> Iterator[None]:
    """Takes no exchange."""

    def refuse(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if sql.startswith('INSERT INTO "betas_exchange"'):
            raise OperationalError("disk full")
        return execute(sql, *rest)

    with connection.execute_wrapper(refuse):
        yield


def test_every_beta_of_the_catalogue_can_be_picked(tester: Client) -> None:
    page = tester.get("/playground/").content.decode()
    assert len(re.findall(r'name="betas"\s+value="', page)) == 94


def test_the_page_says_that_the_simulator_answers(tester: Client) -> None:
    assert "answers are made up here" in tester.get("/playground/").content.decode()


def test_the_page_costs_few_queries(tester: Client, django_assert_max_num_queries: Callable[[int], Any]) -> None:
    tester.get("/playground/")
    # session, user, role, projects, project, upstreams, keys, revision, lately used
    with django_assert_max_num_queries(11):
        tester.get("/playground/")


def test_without_htmx_sending_leads_to_the_exchange(tester: Client, typed: Typed) -> None:
    response = tester.post("/playground/send/", {**typed, "betas": PICKED})
    exchange = Exchange.objects.get()
    assert (response.status_code, response["Location"]) == (302, f"/history/{exchange.pk}/")
    assert (exchange.beta_header, exchange.state, exchange.status) == (",".join(PICKED), State.DONE, 200)


def test_with_htmx_the_answer_comes_in_pieces(tester: Client, typed: Typed) -> None:
    response = tester.post("/playground/send/", {**typed, "betas": PICKED, "stream": "on"}, headers=HTMX)
    told = events(response)
    exchange = Exchange.objects.get()
    assert [told[0][0], told[-1][0]] == ["opened", "closed"]
    assert told[0][1]["url"] == f"/history/{exchange.pk}/"
    assert len(told) > 10
    assert text_of(told) == read.answer_of(exchange).text
    assert "Name a river." in text_of(told)


def test_a_live_answer_is_neither_stored_nor_gathered_on_its_way(tester: Client, typed: Typed) -> None:
    response = tester.post("/playground/send/", typed, headers=HTMX | {"Accept-Encoding": "gzip"})
    assert response["Content-Type"] == "text/event-stream"
    assert response["Content-Encoding"] == "identity"
    assert "no-store" in response["Cache-Control"]
    assert response["X-Accel-Buffering"] == "no"
    assert events(response)


def test_an_answer_that_is_not_streamed_is_there_once_it_has_ended(tester: Client, typed: Typed) -> None:
    told = events(tester.post("/playground/send/", typed, headers=HTMX))
    assert [name for name, _ in told] == ["opened", "closed"]
    assert read.answer_of(Exchange.objects.get()).text in tester.get(told[0][1]["result"]).content.decode()


def test_counted_tokens_are_shown(tester: Client, typed: Typed) -> None:
    told = events(tester.post("/playground/send/", {**typed, "path": "/v1/messages/count_tokens"}, headers=HTMX))
    assert re.search(r"Input tokens: <b[^>]*>\d+</b>", tester.get(told[0][1]["result"]).content.decode())


def test_the_browser_gets_event_names_of_ours_only(tester: Client, typed: Typed) -> None:
    thinking = '{"thinking": {"type": "adaptive"}}'
    told = events(tester.post("/playground/send/", {**typed, "stream": "on", "further": thinking}, headers=HTMX))
    assert {name for name, _ in told} == {"opened", "piece", "closed"}
    assert {data["kind"] for name, data in told if name == "piece"} == {"thinking", "text"}


def test_the_result_tells_how_it_ended(tester: Client, typed: Typed) -> None:
    [(_, opened), *_] = events(tester.post("/playground/send/", {**typed, "stream": "on"}, headers=HTMX))
    page = tester.get(opened["result"]).content.decode()
    assert "200 OK" in page
    assert "end_turn" in page
    assert '<span class="sim">Simulator</span>' in page


def test_a_refusal_names_the_culprit_and_offers_to_leave_it_out(tester: Client, typed: Typed) -> None:
    fields = {**typed, "betas": PICKED, "free": "nope-2020-01-01", "stream": "on"}
    [(_, opened), *_] = events(send_anyway(tester, fields, headers=HTMX))
    response = tester.get(opened["result"])
    exchange = Exchange.objects.get()
    assert response.context["refused"] == ["nope-2020-01-01"]
    assert "nope-2020-01-01" in response.context["cause"]
    assert f"/playground/?from={exchange.pk}&amp;without=nope-2020-01-01" in response.content.decode()
    assert exchange.status == 400


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_bad_form_sends_nothing_and_loses_nothing(tester: Client, typed: Typed, headers: dict[str, str]) -> None:
    fields = {
        **typed, "model": "my <model>", "max_tokens": "many", "system": "sys & tem", "role": ["user", "assistant"],
        "text": ["first <turn>", ""], "stream": "on", "further": '{"a": ', "fault": "529", "free": "a b",
        "betas": PICKED, "api_version": "2023-06-01", "path": "/v1/messages/count_tokens",
    }  # fmt: skip
    response = tester.post("/playground/send/", fields, headers=headers)
    page = response.content.decode()
    assert response.status_code == 422
    for kept in ("my &lt;model&gt;", "many", "sys &amp; tem", "first &lt;turn&gt;", "{&quot;a&quot;: ", "a b"):
        assert kept in page
    for chosen in ("529", "2023-06-01", "/v1/messages/count_tokens"):
        assert f'<option value="{chosen}" selected>' in page
    assert [pick.name for pick in response.context["picks"].chosen] == PICKED
    assert re.search(r'name="stream"[^>]* checked', page)
    assert not Exchange.objects.exists()


def test_with_htmx_a_bad_form_takes_the_place_of_the_form(tester: Client, typed: Typed) -> None:
    response = tester.post("/playground/send/", {**typed, "text": [""]}, headers=HTMX)
    assert (response["HX-Retarget"], response["HX-Reswap"]) == ("#playground", "outerHTML")
    assert response.content.decode().strip().startswith('<form id="playground"')


def test_every_error_stands_in_the_summary_with_a_link_to_its_field(tester: Client, typed: Typed) -> None:
    page = tester.post("/playground/send/", {**typed, "text": [""], "model": ""}).content.decode()
    for field in ("id_turns", "id_model"):
        assert f'href="#{field}"' in page
        assert f'id="{field}"' in page


def test_a_reloaded_post_sends_once(tester: Client, typed: Typed) -> None:
    first = tester.post("/playground/send/", {**typed, "once": "c0ffee"})
    again = tester.post("/playground/send/", {**typed, "once": "c0ffee"})
    assert first["Location"] == again["Location"]
    assert Exchange.objects.count() == 1


def test_a_live_answer_brings_the_key_of_the_next_sending(tester: Client, typed: Typed) -> None:
    [(_, opened), *_] = events(tester.post("/playground/send/", {**typed, "once": "c0ffee"}, headers=HTMX))
    tester.post("/playground/send/", {**typed, "once": opened["once"]})
    assert Exchange.objects.count() == 2


def test_a_child_knows_its_parent(tester: Client, typed: Typed) -> None:
    tester.post("/playground/send/", typed)
    parent = Exchange.objects.get()
    tester.post("/playground/send/", {**typed, "parent": str(parent.pk)})
    assert [child.parent for child in Exchange.objects.exclude(pk=parent.pk)] == [parent]


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_when_nothing_can_be_written_nothing_is_sent_and_it_says_so(
    tester: Client, typed: Typed, broken_database: None, headers: dict[str, str]
) -> None:
    response = tester.post("/playground/send/", {**typed, "text": ["keep me"]}, headers=headers)
    assert response.status_code == 503
    assert "nothing was sent" in response.content.decode()
    assert headers or "keep me" in response.content.decode()


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_too_many_streams_are_told_to_wait(
    tester: Client, typed: Typed, settings: Settings, headers: dict[str, str]
) -> None:
    settings.MAX_STREAMS_PER_USER = 0
    response = tester.post("/playground/send/", {**typed, "stream": "on"}, headers=headers)
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assert not Exchange.objects.exists()


def test_a_viewer_sees_the_form_and_may_not_send(signed_in: SignedIn, typed: Typed) -> None:
    viewer = signed_in(Role.VIEWER)
    page = viewer.get("/playground/").content.decode()
    assert re.search(r'id="send"[^>]*\sdisabled', page)
    assert "needs the role of a tester" in page
    assert viewer.post("/playground/send/", typed).status_code == 403


def test_a_result_of_another_project_is_not_there(tester: Client, typed: Typed) -> None:
    tester.post("/playground/send/", typed)
    exchange = Exchange.objects.get()
    exchange.project = type(exchange.project).objects.create(slug="other", name="Other")
    exchange.save()
    assert tester.get(f"/playground/result/{exchange.pk}/").status_code == 404


def test_no_page_shows_more_of_a_key_than_its_end(tester: Client, team_key: UpstreamKey) -> None:
    page = tester.get("/playground/").content.decode()
    assert "Team …xxxx" in page
    assert "xxxxx" not in page


@pytest.mark.parametrize("method", ["get", "put", "delete"])
@pytest.mark.parametrize("path", ["/playground/send/", "/playground/draft/"])
def test_sending_takes_a_post(tester: Client, method: str, path: str) -> None:
    assert getattr(tester, method)(path).status_code == 405
