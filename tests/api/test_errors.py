from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from betas.models import Project
from betas.models.choices import State
from tests.conftest import MakeExchange

REFUSED: dict[str, Any] = {
    "status": 400, "error_type": "invalid_request_error", "error_means": "refused_beta",
    "error_message": "Unexpected value(s) `nope-2020-01-01`", "error_normalised": "Unexpected value(s) '…'",
    "fingerprint": "a" * 16,
}  # fmt: skip


def groups(program: Client, path: str = "/api/v1/errors") -> Any:
    response = program.get(path)
    assert response.status_code == 200
    return response.json()


def test_a_group_counts_what_is_one_error(make_exchange: MakeExchange, program: Client) -> None:
    first, last = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 2, tzinfo=UTC)
    make_exchange("good-2025-01-01", "nope-2020-01-01", refused=("nope-2020-01-01",), created_at=first, **REFUSED)
    make_exchange("nope-2020-01-01", refused=("nope-2020-01-01",), created_at=last, **REFUSED)
    make_exchange("good-2025-01-01")
    assert groups(program) == {
        "items": [
            {
                "fingerprint": "a" * 16, "type": "invalid_request_error", "means": "refused_beta",
                "message": "Unexpected value(s) '…'", "betas": ["nope-2020-01-01"], "model": "claude-opus-5-5",
                "count": 2, "first_seen": "2026-01-01T00:00:00.000000Z", "last_seen": "2026-02-02T00:00:00.000000Z",
            }
        ],
        "next": None,
    }  # fmt: skip


def test_a_failure_is_a_group_by_its_kind(make_exchange: MakeExchange, program: Client) -> None:
    make_exchange(state=State.FAILED, status=None, failure="timeout", fingerprint="b" * 16)
    [group] = groups(program)["items"]
    assert (group["type"], group["means"], group["betas"]) == ("timeout", None, [])


def test_another_projects_errors_are_not_counted(make_exchange: MakeExchange, program: Client) -> None:
    other = Project.objects.create(slug="other", name="Other")
    make_exchange(**REFUSED)
    make_exchange(project=other, **REFUSED)
    make_exchange(project=other, **(REFUSED | {"fingerprint": "c" * 16}))
    [group] = groups(program)["items"]
    assert group["count"] == 1


def test_groups_come_last_seen_first_and_go_on(make_exchange: MakeExchange, program: Client) -> None:
    for letter in "abcab":
        make_exchange(**(REFUSED | {"fingerprint": letter * 16}))
    first = groups(program, "/api/v1/errors?limit=2")
    assert [(group["fingerprint"][0], group["count"]) for group in first["items"]] == [("b", 2), ("a", 2)]
    second = groups(program, first["next"])
    assert [(group["fingerprint"][0], group["count"]) for group in second["items"]] == [("c", 1)]
    assert second["next"] is None


@pytest.mark.parametrize("count", [2, 40])
def test_more_errors_cost_no_more_queries(
    count: int, make_exchange: MakeExchange, program: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        make_exchange("a-2025-01-01", refused=("a-2025-01-01",), **(REFUSED | {"fingerprint": f"{number:016}"}))
    program.get("/api/v1/models")
    with django_assert_num_queries(5):  # token, project, newest of each group, their betas, counts
        program.get("/api/v1/errors")
