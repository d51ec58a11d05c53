"""What the page of statistics reads: days or hours, and never a row."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from betas.history import rollups
from betas.models.choices import Role
from tests.conftest import MakeExchange, SignedIn
from tests.history.insight.invented import ALPHA, HAIKU, NOON, shown

pytestmark = pytest.mark.usefixtures("at_noon")


@pytest.mark.parametrize("count", [3, 300])
def test_more_rows_cost_no_more_queries_and_no_exchange_is_asked_for(
    signed_in: SignedIn, make_exchange: MakeExchange, count: int
) -> None:
    for n in range(count):
        make_exchange(f"alpha-{n}", model=f"model-{n % 40}", created_at=NOON - timedelta(days=n % 60))
    rollups.rebuild()
    viewer = signed_in(Role.VIEWER)
    viewer.get("/stats/")  # the session is written once
    with CaptureQueriesContext(connection) as asked:
        assert viewer.get("/stats/?period=90d&all=on").status_code == 200
    queries = [query["sql"] for query in asked]
    # session, user, role, names of betas and of models, by time, by beta, by model, what the catalogue knows
    assert len(queries) == 9
    assert not [sql for sql in queries if '"betas_exchange' in sql]
    assert len([sql for sql in queries if '"betas_dailyrollup"' in sql]) == 3


@pytest.mark.parametrize(
    ("asked", "by_day"),
    [
        ({"period": "90d"}, 3),
        ({"period": "7d", "beta": ALPHA}, 2),
        ({"period": "7d", "beta": "none"}, 2),
        ({"period": "7d", "model": HAIKU}, 2),
        ({"period": "7d", "beta": ALPHA, "model": HAIKU}, 0),
        ({"period": "24h"}, 0),
        ({"since": "2026-11-25", "until": "2026-11-25", "beta": ALPHA}, 0),
    ],
)
@pytest.mark.usefixtures("sent")
def test_days_answer_what_they_know_and_hours_the_rest(tester: Client, asked: dict[str, str], by_day: int) -> None:
    with CaptureQueriesContext(connection) as captured:
        shown(tester, **asked)
    queries = [query["sql"] for query in captured]
    assert len([sql for sql in queries if '"betas_dailyrollup"' in sql]) == by_day
    assert len([sql for sql in queries if '"betas_hourlyrollup"' in sql]) == 3 - by_day
