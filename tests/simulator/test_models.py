"""The list of models."""

import pytest

from tests.simulator.conftest import Ask, Heard

IDS = ["claude-opus-5-5", "claude-opus-5", "claude-haiku-4-5", "claude-sonnet-4-5-20250929", "claude-2.1"]


def page(ask: Ask, query: str = "") -> Heard:
    return ask(f"/v1/models{query}", method="GET")


@pytest.mark.parametrize(
    ("query", "ids", "more"),
    [
        ("", IDS, False),
        ("?limit=2", IDS[:2], True),
        ("?limit=2&after_id=claude-opus-5", IDS[2:4], True),
        ("?limit=2&after_id=claude-haiku-4-5", IDS[3:], False),
        ("?after_id=claude-2.1", [], False),
        ("?limit=2&before_id=claude-2.1", IDS[2:4], True),
        ("?limit=5&before_id=claude-haiku-4-5", IDS[:2], False),
        ("?beta=true", IDS, False),
    ],
)
def test_a_page_has_the_shape_of_the_api(ask: Ask, query: str, ids: list[str], more: bool) -> None:
    found = page(ask, query).json
    assert [model["id"] for model in found["data"]] == ids
    assert found["has_more"] is more
    assert (found["first_id"], found["last_id"]) == ((ids[0], ids[-1]) if ids else (None, None))


@pytest.mark.parametrize("limit", ["0", "1001", "many", "-1", "²"])
def test_a_limit_out_of_range_is_refused(ask: Ask, limit: str) -> None:
    assert page(ask, f"?limit={limit}").status == 400


def test_an_unknown_place_in_the_list_is_not_found(ask: Ask) -> None:
    assert page(ask, "?after_id=claude-nope").status == 404


@pytest.mark.parametrize(
    ("name", "display", "created", "lifecycle", "retires"),
    [
        ("claude-opus-5-5", "Claude Opus 5.5", "1970-01-01T00:00:00Z", "active", None),
        (
            "claude-sonnet-4-5-20250929", "Claude Sonnet 4.5", "2025-09-29T00:00:00Z", "deprecated",
            "2026-11-30T00:00:00Z",
        ),
        ("claude-2.1", "Claude 2.1", "1970-01-01T00:00:00Z", "retired", "2025-07-21T00:00:00Z"),
    ],
)  # fmt: skip
def test_a_model_says_what_is_known(
    ask: Ask, name: str, display: str, created: str, lifecycle: str, retires: str | None
) -> None:
    found = ask(f"/v1/models/{name}", method="GET").json
    assert found["type"] == "model"
    assert (found["id"], found["display_name"], found["created_at"]) == (name, display, created)
    assert (found["lifecycle"], found["retires_at"]) == (lifecycle, retires)


def test_an_unknown_model_is_not_found(ask: Ask) -> None:
    heard = ask("/v1/models/claude-nope", method="GET")
    assert (heard.status, heard.error) == (404, "not_found_error: model: claude-nope")


def test_a_refused_beta_is_refused_here_too(ask: Ask) -> None:
    assert ask("/v1/models", method="GET", header="nope").status == 400
