from dataclasses import replace
from decimal import Decimal

import pytest
from pytest_django import Settings

from betas.dispatch.send import Closed, Opened, Received, send, stream
from betas.history import read
from betas.history.causes import cause
from betas.models import Exchange, ExchangePart
from betas.models.choices import Fault
from tests.dispatch.conftest import Post

pytestmark = pytest.mark.usefixtures("catalogued")
GOOD = "context-management-2025-06-27"


def test_a_plain_answer_is_kept_with_all_it_says(post: Post) -> None:
    exchange = send(*post(GOOD))
    exchange = Exchange.objects.get(pk=exchange.pk)
    assert (exchange.state, exchange.status, exchange.beta_header) == ("done", 200, GOOD)
    assert (exchange.model, exchange.preview, exchange.simulated) == ("claude-opus-5-5", "What is 2+2?", True)
    assert exchange.stop_reason == "end_turn"
    assert exchange.request_id.startswith("req_")
    assert exchange.input_tokens
    assert exchange.output_tokens
    assert exchange.lease_until is None
    assert not exchange.has_failed


def test_the_bytes_both_ways_are_kept_exactly(post: Post) -> None:
    call, sender = post(stream=True)
    pieces = [live.data for live in stream(call, sender) if isinstance(live, Received)]
    exchange = Exchange.objects.get()
    assert read.request_text(exchange).encode() == call.body
    assert read.response_bytes(exchange) == b"".join(pieces)
    assert exchange.response_bytes == len(b"".join(pieces))


def test_a_row_opens_then_pieces_come_then_it_closes(post: Post) -> None:
    first, *pieces, last = stream(*post(stream=True))
    assert isinstance(first, Opened)
    assert all(isinstance(piece, Received) for piece in pieces)
    assert isinstance(last, Closed)
    assert last.exchange.state == "done"


def test_the_closed_exchange_can_be_read_without_asking_for_it_again(post: Post) -> None:
    exchange = send(*post())
    assert read.response_text(exchange) == read.response_text(Exchange.objects.get(pk=exchange.pk)) != ""


def test_events_keep_the_time_they_arrived_at(post: Post, settings: Settings) -> None:
    settings.SIMULATOR_TOKEN_S = 0.02
    exchange = send(*post(stream=True))
    times = [event.at_ms for event in read.events_of(exchange) if event.at_ms is not None]
    assert len(times) == len(read.events_of(exchange))
    assert times == sorted(times)
    assert times[-1] > times[0]
    first = next(event for event in read.events_of(exchange) if event.name == "content_block_delta")
    assert exchange.first_token_ms == first.at_ms


def test_no_checkpoint_is_left_once_it_is_over(post: Post) -> None:
    send(*post(stream=True))
    assert not ExchangePart.objects.exists()


def test_the_cost_stands_beside_the_prices_it_came_from(post: Post) -> None:
    exchange = Exchange.objects.get(pk=send(*post()).pk)
    assert exchange.price
    assert exchange.price["source"]
    tokens = {"input": exchange.input_tokens or 0, "output": exchange.output_tokens or 0}
    expected = sum(Decimal(exchange.price[kind]) * count for kind, count in tokens.items()) / 1_000_000
    assert exchange.cost == expected


def test_the_catalogue_as_it_was_then_is_noted(post: Post) -> None:
    assert send(*post()).catalogue_revision > 0


def test_a_refused_beta_is_marked_and_its_neighbour_is_not(post: Post) -> None:
    exchange = send(*post(GOOD, "nope-2020-01-01"))
    assert (exchange.state, exchange.status, exchange.error_means) == ("done", 400, "refused_beta")
    assert exchange.error_type == "invalid_request_error"
    assert "`nope-2020-01-01`" in exchange.error_message
    assert len(exchange.fingerprint) == 16
    uses = exchange.betas.values_list("name", "position", "refused", "is_error", "model")
    assert list(uses) == [
        (GOOD, 0, False, True, "claude-opus-5-5"),
        ("nope-2020-01-01", 1, True, True, "claude-opus-5-5"),
    ]


def test_one_refusal_has_one_fingerprint_and_another_beta_another(post: Post) -> None:
    one, again, other = (send(*post(name)) for name in ("nope-2020-01-01", "nope-2020-01-01", "nix-2020-01-01"))
    assert one.fingerprint == again.fingerprint != other.fingerprint


def test_a_missing_beta_is_told_by_the_field(post: Post) -> None:
    call, sender = post()
    locked = call.body.replace(b'{"model"', b'{"context_management": {"edits": []}, "model"')
    exchange = send(replace(call, body=locked), sender)
    assert (exchange.status, exchange.error_means) == (400, "missing_beta")


@pytest.mark.parametrize("streamed", [False, True], ids=["plain", "stream"])
@pytest.mark.parametrize("fault", [fault for fault in Fault if fault != Fault.SLOW])
def test_every_fault_of_the_simulator_ends_in_one_state_and_a_sentence(
    post: Post, fault: Fault, streamed: bool
) -> None:
    exchange = Exchange.objects.get(pk=send(*post(fault=fault, stream=streamed)).pk)
    expected = {Fault.CUT: ("failed", "reset"), Fault.SILENT: ("failed", "timeout")}
    assert (exchange.state, exchange.failure) == expected.get(fault, ("done", ""))
    assert exchange.has_failed
    assert exchange.fingerprint
    assert cause(exchange)


def test_a_slow_answer_is_an_answer(post: Post) -> None:
    assert send(*post(fault="slow;seconds=0.01", stream=True)).state == "done"


def test_an_error_inside_a_stream_is_done_with_its_error(post: Post) -> None:
    exchange = send(*post(fault="error_mid_stream", stream=True))
    assert (exchange.state, exchange.status, exchange.error_type) == ("done", 200, "overloaded_error")
    assert exchange.error_means == "transient"
    assert exchange in Exchange.objects.failed()


def test_an_exchange_knows_what_it_was_made_from(post: Post) -> None:
    parent = send(*post())
    assert send(*post(parent=parent)).parent == parent
