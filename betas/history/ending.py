"""What an exchange's row says once it has ended: computed from the answer, nothing written."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from betas.diagnosis import told
from betas.diagnosis.doctor import Diagnosis
from betas.diagnosis.fingerprint import fingerprint, normalised
from betas.history.body import clean
from betas.models import Exchange
from betas.models.choices import Means, State
from betas.upstream.answer import Answer, ErrorBody
from betas.upstream.call import Failure, Outcome

ANSWER_GROWS = "content_block_delta"
UNNAMED = "error"
LONGEST_TYPE = 100
LONGEST_MESSAGE = 10_000
NAMES_CULPRITS = (Means.REFUSED_BETA, Means.ACCOUNT_GATE)
Times = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Ending:
    """How a call ended: on the wire, in its body, and what was made of both. `price` is what `cost` came from."""

    outcome: Outcome
    answer: Answer
    diagnosis: Diagnosis | None = None
    cost: Decimal | None = None
    price: dict[str, Any] | None = None

    @property
    def refused(self) -> tuple[str, ...]:
        """The names that the API would not take."""
        found = self.diagnosis
        return found.betas if found and found.means in NAMES_CULPRITS else ()


def columns(exchange: Exchange, ending: Ending, first_token_ms: int | None) -> dict[str, Any]:
    """The values of the exchange's columns. `first_token_ms` is a stream's."""
    outcome = ending.outcome
    first = first_token_ms if exchange.stream else outcome.first_byte_ms
    return {
        **_state(ending),
        **_error(exchange, ending),
        **said(ending.answer),
        "status": outcome.status,
        "first_token_ms": first if (outcome.status or 0) < 400 else None,
        "duration_ms": outcome.total_ms,
        "cost": ending.cost,
        "price": ending.price,
        "truncated": outcome.truncated or ending.answer.failure == Failure.TRUNCATED,
        "lease_until": None,
    }


def said(answer: Answer) -> dict[str, Any]:
    """What the answer says about itself, whole or not."""
    return {
        "stop_reason": clean(answer.stop_reason or "", 60),
        "request_id": clean(answer.request_id or "", 100),
        "input_tokens": answer.usage.input_tokens,
        "output_tokens": answer.usage.output_tokens,
        "cache_creation_input_tokens": answer.usage.cache_creation_input_tokens,
        "cache_read_input_tokens": answer.usage.cache_read_input_tokens,
    }


def first_token_ms(answer: Answer, times: Times) -> int | None:
    arrived = (ms for event, (_, ms) in zip(answer.events, times, strict=False) if event.name == ANSWER_GROWS)
    return next(arrived, None)


def _state(ending: Ending) -> dict[str, Any]:
    """A body that breaks off inside a whole HTTP answer is a failure too; an error the API told is not."""
    outcome, answer = ending.outcome, ending.answer
    if outcome.state == State.DONE and answer.failure:
        return _failed(answer.failure, answer.detail)
    if outcome.state == State.FAILED:
        return _failed(outcome.failure, outcome.detail)
    return {"state": outcome.state, "failure": "", "failure_detail": ""}


def _failed(failure: Failure | None, detail: str) -> dict[str, Any]:
    return {"state": State.FAILED, "failure": failure or "", "failure_detail": clean(detail, 300)}


def _error(exchange: Exchange, ending: Ending) -> dict[str, Any]:
    error, diagnosis, failure = ending.answer.error, ending.diagnosis, _state(ending)["failure"]
    if diagnosis is None:
        return {"fingerprint": failure_fingerprint(exchange, failure) if failure else ""}
    kind, message = _told(error) if error else ("", "")
    if (ending.outcome.status or 0) < 400:
        kind = kind or UNNAMED  # nothing else tells that such an answer failed
    words = normalised(message)
    return {
        "error_type": kind,
        "error_message": message,
        "error_means": diagnosis.means,
        "error_normalised": words,
        "fingerprint": fingerprint(diagnosis.means, kind, words, diagnosis.betas, exchange.model),
    }


def _told(error: ErrorBody) -> tuple[str, str]:
    """Type and message of the innermost error: gateways put the API's own JSON into a message of theirs."""
    inner = told.read(error.message)
    outer = "" if error.type in told.NOTHING else error.type
    return clean(inner.type or outer, LONGEST_TYPE), clean(inner.message, LONGEST_MESSAGE)


def failure_fingerprint(exchange: Exchange, failure: str) -> str:
    """A failure has no message to go by: its kind stands for it."""
    return fingerprint("", failure, "", (), exchange.model)
