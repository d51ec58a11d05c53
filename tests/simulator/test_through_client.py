"""The stand-in as the product's own client meets it."""

import threading
import time
from dataclasses import replace

import pytest
from pytest_django.fixtures import Settings

from betas.catalogue import facts
from betas.upstream import client
from betas.upstream.call import Call, Failure, Limits, Outcome, Target
from tests.simulator.conftest import MODEL, NEW

BODY = f'{{"model":"{MODEL}","max_tokens":200,"stream":true,"messages":[{{"role":"user","content":"Hello"}}]}}'
CALL = Call(Target("simulator://local", "x-api-key"), "/v1/messages", BODY.encode(), None, NEW, stream=True)


@pytest.fixture(autouse=True)
def facts_are_read(small_catalogue: None, settings: Settings) -> None:
    settings.SIMULATOR_TOKEN_S = 0.002
    facts.current()


def sent(fault: str, cancel: threading.Event | None = None) -> tuple[bytes, Outcome]:
    call = replace(CALL, extra_headers={"x-simulator-fault": fault} if fault else {}, limits=Limits(silence_s=1))
    *pieces, outcome = client.stream(call, None, cancel=cancel or threading.Event())
    assert isinstance(outcome, Outcome)
    return b"".join(piece for piece in pieces if isinstance(piece, bytes)), outcome


@pytest.mark.parametrize(
    ("fault", "state", "status", "failure", "received"),
    [
        ("", "done", 200, None, "event: message_stop"),
        ("401", "done", 401, None, "authentication_error"),
        ("403", "done", 403, None, "permission_error"),
        ("404", "done", 404, None, "not_found_error"),
        ("413", "done", 413, None, "request_too_large"),
        ("429", "done", 429, None, "rate_limit_error"),
        ("500", "done", 500, None, "api_error"),
        ("529", "done", 529, None, "overloaded_error"),
        ("error_mid_stream", "done", 200, None, "event: error"),
        ("cut", "failed", 200, Failure.RESET, "event: message_start"),
        ("slow;seconds=0.05", "done", 200, None, "event: message_stop"),
        ("silent", "failed", 200, Failure.TIMEOUT, ""),
    ],
)
def test_every_fault_ends_in_one_outcome(
    fault: str, state: str, status: int, failure: Failure | None, received: str
) -> None:
    body, outcome = sent(fault)
    assert (outcome.state, outcome.status, outcome.failure) == (state, status, failure)
    assert received in body.decode()
    assert bool(body) is bool(received)


@pytest.mark.parametrize("fault", ["silent", "slow;seconds=0.3"])
def test_stopping_ends_it_at_once(fault: str) -> None:
    cancel = threading.Event()
    timer = threading.Timer(0.2, cancel.set)
    began = time.monotonic()
    timer.start()
    _, outcome = sent(fault, cancel)
    timer.join()
    assert outcome.state == "cancelled"
    assert time.monotonic() - began < 2
