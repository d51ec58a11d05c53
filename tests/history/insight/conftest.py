from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from betas.history import rollups
from tests.conftest import MakeExchange
from tests.history.insight.invented import ALPHA, ANSWERED, BRAVO, HAIKU, NOON


@pytest.fixture
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def sent(make_exchange: MakeExchange) -> None:
    """Five requests: three today, one yesterday, one 40 days ago."""
    make_exchange(ALPHA, BRAVO, created_at=NOON, **ANSWERED)
    make_exchange(ALPHA, created_at=NOON, model=HAIKU, status=400, duration_ms=70)
    make_exchange(created_at=NOON - timedelta(hours=12), **ANSWERED)
    make_exchange(ALPHA, created_at=NOON - timedelta(hours=23), **{**ANSWERED, "duration_ms": 9000})
    make_exchange(BRAVO, created_at=NOON - timedelta(days=40), **ANSWERED)
    rollups.rebuild()
