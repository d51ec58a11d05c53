"""A HAR of any recorder taken in as exchanges."""

import json
from typing import Any

from django.test import Client

from betas.models import Exchange, HourlyRollup
from betas.models.choices import Source, State
from tests.conftest import MakeExchange
from tests.history.transfers import BETA, entry, exported, har, har_validator, look, take_in


def test_a_har_becomes_exchanges(administrator: Client) -> None:
    text = har(entry(), {"request": {"method": "GET", "url": "https://example.com/"}})
    har_validator().validate(json.loads(har(entry())))
    page = look(administrator, text, "browser.har")
    assert "1 entry is passed over" in page.content.decode()
    take_in(administrator, page)
    [exchange] = Exchange.objects.all()
    assert (exchange.source, exchange.upstream_name, exchange.path) == (Source.IMPORTED, "claude-api", "/v1/messages")
    assert (exchange.model, exchange.preview, exchange.beta_header) == ("claude-opus-5-5", "Name a river.", BETA)
    assert (exchange.status, exchange.stop_reason, exchange.input_tokens, exchange.duration_ms) == (
        200,
        "end_turn",
        7,
        812,
    )
    assert [use.name for use in exchange.betas.all()] == [BETA]
    assert exchange.body.request_headers["x-api-key"] == "[hidden]"
    assert exchange.body.response_headers == {"request-id": "req_1"}
    assert HourlyRollup.objects.get(whole=True).requests == 1


def test_a_refusal_in_a_har_is_diagnosed(administrator: Client, loaded: Any) -> None:
    told = {
        "type": "error",
        "error": {
            "type": "invalid_request_error",
            "message": f"Unexpected value(s) `{BETA}` for the `anthropic-beta` header.",
        },
    }
    refused = entry()
    refused["response"] |= {
        "status": 400,
        "content": {"size": 1, "mimeType": "application/json", "text": json.dumps(told)},
    }
    take_in(administrator, look(administrator, har(refused), "x.har"))
    [exchange] = Exchange.objects.all()
    assert (exchange.error_means, exchange.error_type) == ("refused_beta", "invalid_request_error")
    assert exchange.betas.get().refused
    assert administrator.get(f"/history/{exchange.pk}/").status_code == 200


def test_a_har_taken_in_twice_adds_nothing(administrator: Client) -> None:
    text = har(entry(), entry(), entry(time=1))
    take_in(administrator, look(administrator, text))
    assert Exchange.objects.count() == 2
    assert "0 new, 2 known" in look(administrator, text).content.decode()


def test_our_own_archive_is_known_again(administrator: Client, make_exchange: MakeExchange) -> None:
    make_exchange()
    assert "0 new, 1 known" in look(administrator, exported(administrator, "har")).content.decode()


def test_a_request_without_an_answer_is_a_failed_one(administrator: Client) -> None:
    lost = entry()
    lost["response"] |= {"status": 0, "content": {"size": 0, "mimeType": ""}, "headers": []}
    take_in(administrator, look(administrator, har(lost)))
    assert Exchange.objects.get().state == State.FAILED
