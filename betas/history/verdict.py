"""What the doctor says of an exchange, from the bytes that are kept and with today's facts."""

import json

from betas import header
from betas.diagnosis.consult import consult
from betas.diagnosis.doctor import Diagnosis, Request
from betas.history import read
from betas.models import Exchange
from betas.models.choices import State
from betas.upstream.answer import Answer
from betas.upstream.call import Outcome


def told(outcome: Outcome, answer: Answer, body: bytes) -> bytes | str | None:
    """What the doctor has to read, None where there was no error.

    A refusal's body is read whole; an error inside a stream stands among other events.
    """
    if (outcome.status or 0) >= 400:
        return body
    if error := answer.error:
        return json.dumps({"error": {"type": error.type, "message": error.message, "details": dict(error.details)}})
    return None


def kept(exchange: Exchange, outcome: Outcome, answer: Answer) -> bytes | str | None:
    """What the doctor has to read of a stored one; where its bodies are gone, the error its row still tells."""
    if not read.gone(exchange):
        return told(outcome, answer, read.response_bytes(exchange))
    return json.dumps({"error": {"type": exchange.error_type, "message": exchange.error_message}})


def of(exchange: Exchange, answer: Answer) -> Diagnosis | None:
    """None where no whole answer told an error: then there is nothing to read."""
    if not exchange.has_failed or exchange.state != State.DONE:
        return None
    outcome = read.outcome_of(exchange)
    said = kept(exchange, outcome, answer)
    if said is None:
        return None
    headers = dict(outcome.headers)
    return consult(exchange.status, said, betas=names(exchange), headers=headers, request=_request(exchange))


def _request(exchange: Exchange) -> Request | None:
    """None where the body is gone, or no JSON object."""
    body = None if read.gone(exchange) else read.request_json(exchange)
    return Request(body, exchange.path) if isinstance(body, dict) else None


def names(exchange: Exchange) -> list[str]:
    """As they were sent."""
    return header.split([exchange.beta_header or ""])
