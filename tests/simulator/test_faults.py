"""What goes wrong on demand."""

import pytest

from betas.models.choices import Fault
from betas.simulator.faults import FAULTS
from betas.simulator.playing import Cut, Pause
from tests.simulator.conftest import Ask, Heard


def asking(ask: Ask, fault: str, *, attempt: str = "0", **fields: object) -> Heard:
    return ask(headers={"x-simulator-fault": fault, "x-stainless-retry-count": attempt}, **fields)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("401", "authentication_error"),
        ("403", "permission_error"),
        ("404", "not_found_error"),
        ("413", "request_too_large"),
        ("429", "rate_limit_error"),
        ("500", "api_error"),
        ("529", "overloaded_error"),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
def test_a_status_answers_in_the_envelope(ask: Ask, fault: str, kind: str, stream: bool) -> None:
    heard = asking(ask, fault, stream=stream)
    assert (heard.status, heard.json["error"]["type"]) == (int(fault), kind)
    assert heard.json["request_id"] == heard.header("request-id")


def test_a_rate_limit_says_when_to_come_back(ask: Ask) -> None:
    heard = asking(ask, "429")
    assert heard.header("retry-after") == "1"
    assert heard.header("anthropic-ratelimit-requests-remaining") == "0"
    assert asking(ask, "429;retry-after=0.1").header("retry-after") == "0.1"
    assert asking(ask, "529").header("retry-after") is None
    assert asking(ask, "529; retry-after=2").header("retry-after") == "2"


def test_a_fault_may_end_after_some_attempts(ask: Ask) -> None:
    statuses = [asking(ask, "529;times=2", attempt=attempt).status for attempt in ("0", "1", "2")]
    assert statuses == [529, 529, 200]


@pytest.mark.parametrize(
    "fault", ["teapot", "429;colour=red", "429;times=often", "slow;seconds=-1", "slow;seconds=inf", ";"]
)
def test_an_unknown_fault_is_refused_with_the_known_ones(ask: Ask, fault: str) -> None:
    heard = asking(ask, fault)
    assert heard.status == (200 if fault == ";" else 400)
    if fault == "teapot":
        assert ", ".join(Fault.values) in heard.error


def test_an_error_in_mid_stream_ends_the_stream(ask: Ask) -> None:
    heard = asking(ask, "error_mid_stream", stream=True)
    assert heard.status == 200
    assert heard.events[-1] == {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}
    assert heard.events[0]["type"] == "message_start"
    assert any(event["type"] == "content_block_delta" for event in heard.events)


def test_an_error_in_mid_stream_without_a_stream_is_the_error(ask: Ask) -> None:
    assert asking(ask, "error_mid_stream").status == 529


@pytest.mark.parametrize("stream", [False, True])
def test_a_cut_breaks_the_body_in_the_middle(ask: Ask, stream: bool) -> None:
    whole = ask(stream=stream).raw
    answer = asking(ask, "cut", stream=stream).answer
    assert answer.steps[-1] == Cut()
    sent = b"".join(step for step in answer.steps if isinstance(step, bytes))
    assert 0 < len(sent) < len(whole)
    assert whole.startswith(sent)
    with pytest.raises(ConnectionResetError):
        list(answer.chunks(lambda seconds: False))


@pytest.mark.parametrize("stream", [False, True])
def test_slow_waits_before_the_first_byte_and_between_tokens(ask: Ask, stream: bool) -> None:
    steps = asking(ask, "slow;seconds=2", stream=stream).answer.steps
    assert steps[0] == Pause(2)
    assert {step for step in steps if isinstance(step, Pause)} == {Pause(2)}
    assert steps.count(Pause(2)) > 10 or not stream


def test_silence_is_long_and_then_the_answer(ask: Ask) -> None:
    heard = asking(ask, "silent")
    assert heard.answer.steps[0] == Pause(600)
    assert heard.json["type"] == "message"
    assert asking(ask, "silent;seconds=0.2").answer.steps[0] == Pause(0.2)


def test_a_reader_who_goes_ends_the_silence(ask: Ask) -> None:
    waited: list[float] = []

    def gone(seconds: float) -> bool:
        waited.append(seconds)
        return True

    assert list(asking(ask, "silent").answer.chunks(gone)) == []
    assert waited == [600]


def test_a_refusal_comes_before_a_fault_of_the_body(ask: Ask) -> None:
    assert asking(ask, "error_mid_stream", stream=True, header="nope").status == 400


def test_every_fault_has_a_label() -> None:
    assert [*FAULTS][:7] == ["401", "403", "404", "413", "429", "500", "529"]
    assert [*FAULTS][7:] == ["error_mid_stream", "cut", "slow", "silent"]
    assert all(str(label) for label in FAULTS.values())
