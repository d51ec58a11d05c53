"""One click after an error: the same request with one repair."""

import html
import json
import re
from typing import Any

import pytest
from django.test import Client
from django.utils.html import strip_tags

from betas.catalogue.load import Loaded
from betas.history import read
from betas.models import BetaChange, Exchange, Upstream, UpstreamKey
from betas.models.choices import Means, Role, Source
from tests.conftest import MakeExchange, SignedIn
from tests.playground.conftest import Typed, send_anyway

WRONG, RIGHT = "interleaved-thinking-2025-04-14", "interleaved-thinking-2025-05-14"
MANAGEMENT = "context-management-2025-06-27"
BUTTON = re.compile(r'name="way"\s+value="([^"]+)">(.+?)</button>')


@pytest.fixture(autouse=True)
def catalogue(upstreams: None, loaded: Loaded) -> None:
    """The simulator knows betas, the doctor gates."""


def sent(client: Client, typed: Typed, **fields: Any) -> Exchange:
    """What lint objects to is sent anyway; it knows nothing of faults."""
    whole = {**typed, **fields}
    response = client.post("/playground/send/", whole) if "fault" in fields else send_anyway(client, whole)
    return Exchange.objects.get(pk=response["Location"].split("/")[-2])


def page_of(client: Client, exchange: Exchange) -> str:
    return client.get(f"/history/{exchange.pk}/").content.decode()


def buttons(page: str) -> dict[str, str]:
    """The doctor's ways by what their buttons say."""
    return {re.sub("<[^>]+>", "", label): html.unescape(key) for key, label in BUTTON.findall(page)}


def choose(client: Client, exchange: Exchange, way: str, once: str = "once") -> Any:
    return client.post(f"/playground/retry/{exchange.pk}/", {"way": way, "once": once})


def retried(client: Client, exchange: Exchange, label: str) -> Exchange:
    response = choose(client, exchange, buttons(page_of(client, exchange))[label])
    assert response.status_code == 302
    child = exchange.children.get()
    assert response["Location"] == f"/history/{child.pk}/"
    return child


def test_a_wrong_date_is_named_with_the_right_one(tester: Client, typed: Typed) -> None:
    page = page_of(tester, sent(tester, typed, free=WRONG))
    words = " ".join(strip_tags(page).split())
    assert f"The API does not take {WRONG}, or not from this account." in words
    assert f"Did you mean {RIGHT}?" in words
    assert list(buttons(page)) == [f"Retry with {RIGHT} instead of {WRONG}", f"Retry without {WRONG}"]


def test_the_right_date_takes_its_place_and_the_child_says_what_changed(tester: Client, typed: Typed) -> None:
    parent = sent(tester, typed, free=f"{WRONG},{MANAGEMENT}")
    child = retried(tester, parent, f"Retry with {RIGHT} instead of {WRONG}")
    assert (child.status, child.beta_header, child.source) == (200, f"{RIGHT},{MANAGEMENT}", Source.REPLAY)
    assert read.request_text(child) == read.request_text(parent)
    words = strip_tags(page_of(tester, child))
    assert f"+ {RIGHT}" in words
    assert f"− {WRONG}" in words


def test_what_was_refused_is_left_out(tester: Client, typed: Typed) -> None:
    child = retried(tester, sent(tester, typed, free=f"{WRONG},{MANAGEMENT}"), f"Retry without {WRONG}")
    assert (child.status, child.beta_header) == (200, MANAGEMENT)


def test_what_is_missing_is_added(tester: Client, typed: Typed) -> None:
    parent = sent(tester, typed, further=json.dumps({"context_management": {"edits": []}}))
    assert parent.error_means == Means.MISSING_BETA
    first, other = buttons(page_of(tester, parent))
    assert (first, other) == (f"Retry with {MANAGEMENT} added", "Retry with compact-2026-01-12 added")
    child = retried(tester, parent, first)
    assert (child.status, child.beta_header) == (200, MANAGEMENT)


def test_of_several_betas_that_which_the_body_needs_is_added(tester: Client, typed: Typed) -> None:
    edits = {"edits": [{"type": "clear_thinking_20251015"}]}
    parent = sent(tester, typed, further=json.dumps({"context_management": edits}))
    child = retried(tester, parent, next(iter(buttons(page_of(tester, parent)))))
    assert (child.status, child.beta_header) == (200, MANAGEMENT)


def test_betas_in_the_body_are_sent_in_the_header(tester: Client, typed: Typed) -> None:
    parent = sent(tester, typed, further=json.dumps({"betas": [MANAGEMENT]}))
    child = retried(tester, parent, f"Retry with {MANAGEMENT} in the header, without betas in the body")
    assert (child.status, child.beta_header, "betas" in read.request_json(child)) == (200, MANAGEMENT, False)


def test_what_passes_with_time_is_sent_as_it_is(tester: Client, typed: Typed) -> None:
    parent = sent(tester, typed, fault="529")
    child = retried(tester, parent, "Send it again as it is")
    assert (child.status, child.parent) == (529, parent)


def test_a_stream_is_sent_again_as_one(tester: Client, typed: Typed) -> None:
    child = retried(tester, sent(tester, typed, free=WRONG, stream="on"), f"Retry without {WRONG}")
    assert (child.stream, child.stop_reason) == (True, "end_turn")


def test_two_clicks_on_one_page_send_once_and_a_later_page_sends_again(tester: Client, typed: Typed) -> None:
    parent = sent(tester, typed, free=WRONG)
    way = buttons(page_of(tester, parent))[f"Retry without {WRONG}"]
    first, second = choose(tester, parent, way), choose(tester, parent, way)
    assert first["Location"] == second["Location"]
    choose(tester, parent, way, once="another")
    assert parent.children.count() == 2


def test_only_what_the_doctor_offers_is_sent(tester: Client, typed: Typed) -> None:
    parent = sent(tester, typed, free=WRONG)
    response = choose(tester, parent, json.dumps([[], ["files-api-2025-04-14"]]))
    assert response.status_code == 422
    assert "The doctor no longer offers this for the request" in response.content.decode()
    assert not parent.children.exists()


def test_a_stale_page_is_asked_to_load_again(tester: Client, typed: Typed) -> None:
    parent = sent(tester, typed, free=WRONG)
    way = buttons(page_of(tester, parent))[f"Retry without {WRONG}"]
    response = choose(tester, parent, way, once="")
    assert response.status_code == 422
    assert "Load it again and choose once more" in response.content.decode()


def test_an_upstream_that_is_gone_leads_to_the_playground(tester: Client, typed: Typed) -> None:
    parent = sent(tester, typed, free=WRONG)
    way = buttons(page_of(tester, parent))[f"Retry without {WRONG}"]
    Upstream.objects.filter(name="simulator").update(enabled=False)
    response = choose(tester, parent, way)
    assert response.status_code == 409
    assert "The upstream simulator is gone or closed" in response.content.decode()
    assert f'href="/playground/?from={parent.pk}"' in response.content.decode()


def test_a_key_that_is_gone_leads_to_the_playground(
    tester: Client, team_key: UpstreamKey, make_exchange: MakeExchange
) -> None:
    parent = refused(make_exchange, upstream=team_key.upstream, key=team_key, simulated=False)
    way = buttons(page_of(tester, parent))[f"Retry without {WRONG}"]
    team_key.delete()
    response = choose(tester, parent, way)
    assert response.status_code == 409
    assert "The key that it was sent with is gone" in response.content.decode()


def test_a_viewer_sees_the_card_without_its_buttons(signed_in: SignedIn, make_exchange: MakeExchange) -> None:
    page = page_of(signed_in(Role.VIEWER), refused(make_exchange))
    assert "Did you mean" in page
    assert buttons(page) == {}


def test_the_card_says_how_often_and_since_when(tester: Client, typed: Typed) -> None:
    exchanges = [sent(tester, typed, free=WRONG) for _ in range(3)]
    assert "Seen <b>3</b> times, since <time" in page_of(tester, exchanges[-1])


def test_the_card_says_what_a_culprit_was_then(tester: Client, typed: Typed, make_exchange: MakeExchange) -> None:
    exchange = refused(make_exchange, names=("output-128k-2025-02-19",))
    BetaChange.objects.create(subject="output-128k-2025-02-19", field="status", before="active", after="retired")
    card = page_of(tester, exchange).split('id="answer-head"')[1].split('id="panel"')[0]
    assert '<span class="chip ok">Active</span>' in card
    assert "then, now" in card


def test_the_card_judges_by_todays_facts_and_says_what_it_was_taken_for(
    tester: Client, make_exchange: MakeExchange
) -> None:
    exchange = refused(make_exchange, error_means=Means.UNKNOWN)
    assert "When it happened it was taken for: Unknown." in page_of(tester, exchange)
    exchange.refresh_from_db()
    assert exchange.error_means == Means.UNKNOWN


def refused(make_exchange: MakeExchange, names: tuple[str, ...] = (WRONG,), **fields: Any) -> Exchange:
    exchange = make_exchange(*names, status=400, **{"error_type": "invalid_request_error", **fields})
    message = f"Unexpected value(s) `{names[0]}` for the `anthropic-beta` header."
    error = {"type": "error", "error": {"type": "invalid_request_error", "message": message}}
    exchange.body.response = json.dumps(error).encode()
    exchange.body.save()
    return exchange
