"""What is sent is counted by the hour as it ends, as its row says it."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from betas.dispatch.send import send, stream
from betas.history import housekeeping, rollups
from betas.models import Exchange, HourlyRollup
from tests.dispatch.conftest import Post
from tests.history.summed import days_are_the_sums_of_their_hours

pytestmark = pytest.mark.usefixtures("catalogued")


def stored() -> list[dict[str, Any]]:
    rows = HourlyRollup.objects.order_by("-whole", "beta", "model").values()
    return [{name: value for name, value in row.items() if name != "id"} for row in rows]


def test_what_is_sent_is_counted_as_it_would_be_from_rows(post: Post) -> None:
    send(*post("interleaved-thinking-2025-05-14", stream=True))
    send(*post("nope-2020-01-01"))
    send(*post(fault="529"))
    kept = stored()
    assert (kept[0]["whole"], kept[0]["requests"], kept[0]["errors"]) == (True, 3, 2)
    assert [row["beta"] for row in kept[1:]] == ["", "interleaved-thinking-2025-05-14", "nope-2020-01-01"]
    assert days_are_the_sums_of_their_hours()
    rollups.rebuild()
    assert stored() == kept


def test_an_answer_that_comes_after_all_replaces_the_interruption(post: Post) -> None:
    lives = stream(*post("interleaved-thinking-2025-05-14"))
    next(lives)
    Exchange.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert housekeeping.sweep() == 1
    assert [(row["requests"], row["errors"]) for row in stored()] == [(1, 1), (1, 1)]
    list(lives)
    kept = stored()
    assert [(row["requests"], row["errors"]) for row in kept] == [(1, 0), (1, 0)]
    assert days_are_the_sums_of_their_hours()
    rollups.rebuild()
    assert stored() == kept
