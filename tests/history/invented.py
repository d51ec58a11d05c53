"""Exchanges as the product would have kept them, invented by hypothesis."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from betas.history.body import pack
from betas.history.recording import sent_names
from betas.history.rollups import Tally
from betas.models import Exchange, ExchangeBeta, ExchangeBody, Project
from betas.models.choices import Source, State

BETA = "interleaved-thinking-2025-05-14"
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
COUNT = st.none() | st.integers(0, 2**31 - 1)
BODY = st.binary(max_size=200) | TEXT.map(str.encode)
EVENTS = st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)).map(list), max_size=3)
SENT = st.fixed_dictionaries({}, optional={"user-agent": TEXT, "x-api-key": st.just("[hidden]")})
RECEIVED = st.fixed_dictionaries({}, optional={"request-id": TEXT, "date": TEXT})
ENDS = st.sampled_from(
    [(State.DONE, ""), (State.FAILED, "timeout"), (State.INTERRUPTED, "interrupted"), (State.CANCELLED, "")]
)
MOMENT = st.integers(1_700_000_000_000, 1_790_000_000_000).map(lambda ms: datetime.fromtimestamp(ms / 1000, UTC))


def id_of(at: datetime, tail: int) -> UUID:
    return UUID(int=int(at.timestamp() * 1000) << 80 | 7 << 76 | 2 << 62 | tail)


@st.composite
def exchanges(draw: Any) -> tuple[Exchange, ExchangeBody, set[str]]:
    """As the product would have kept it."""
    at, (state, failure) = draw(MOMENT), draw(ENDS)
    names = draw(st.lists(st.sampled_from([BETA, "alpha-2025-01-01", "x"]), max_size=3))
    exchange = Exchange(
        id=id_of(at, draw(st.integers(0, 2**60))), created_at=at, source=draw(st.sampled_from(Source.values)),
        upstream_name="gone", key_label=draw(TEXT), simulated=draw(st.booleans()), path="/v1/messages",
        model=draw(TEXT), api_version="2026-10-21",
        beta_header=",".join(names) if names else draw(st.sampled_from([None, ""])),
        stream=draw(st.booleans()), state=state, failure=failure, failure_detail=draw(TEXT),
        status=draw(st.none() | st.integers(100, 599)), error_type=draw(TEXT), error_message=draw(TEXT),
        error_normalised=draw(TEXT), preview=draw(TEXT), note=draw(TEXT), starred=draw(st.booleans()),
        first_token_ms=draw(COUNT), duration_ms=draw(COUNT), input_tokens=draw(COUNT), output_tokens=draw(COUNT),
        cost=draw(st.none() | st.decimals(0, 999999, places=8)),
        price=draw(st.none() | st.dictionaries(TEXT, TEXT, max_size=2)),
        catalogue_revision=draw(st.integers(0, 2**40)), request_bytes=draw(st.integers(0, 2**40)),
        truncated=draw(st.booleans()),
    )  # fmt: skip
    request, request_codec = pack(draw(BODY))
    response, response_codec = pack(draw(BODY))
    body = ExchangeBody(
        exchange_id=exchange.pk, request=request, request_codec=request_codec, response=response,
        response_codec=response_codec, events=draw(EVENTS),
        request_headers=draw(SENT),
        response_headers=draw(RECEIVED),
    )  # fmt: skip
    return exchange, body, set(draw(st.lists(st.sampled_from(names)))) if names else set()


def write(project: Project, made: list[tuple[Exchange, ExchangeBody, set[str]]]) -> None:
    tally = Tally()
    for exchange, body, refused in made:
        exchange.project = project
        exchange.save(force_insert=True)
        body.save(force_insert=True)
        names = sent_names(exchange)
        for position, name in enumerate(names):
            ExchangeBeta.objects.create(
                exchange=exchange, name=name, position=position, refused=name in refused,
                is_error=exchange.has_failed, model=exchange.model,
            )  # fmt: skip
        tally.add(exchange, names)
    tally.write()
