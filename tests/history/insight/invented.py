"""What the tests of the page of statistics share."""

from datetime import UTC, datetime
from typing import Any

from django.test import Client

NOON = datetime(2026, 11, 25, 12, 30, tzinfo=UTC)
TODAY = datetime(2026, 11, 25, tzinfo=UTC)
HTMX = {"HX-Request": "true"}
ALPHA, BRAVO, OPUS, HAIKU = "alpha-2025-01-01", "bravo-2025-02-02", "claude-opus-5-5", "claude-haiku-4-5"
ANSWERED: dict[str, Any] = {
    "input_tokens": 100, "output_tokens": 20, "cache_creation_input_tokens": 30, "cache_read_input_tokens": 40,
    "cost": "0.25", "duration_ms": 1000,
}  # fmt: skip


def shown(client: Client, **asked: str) -> Any:
    response = client.get("/stats/", asked)
    assert response.status_code == 200
    return response.context
