"""Who is refused before the body is looked at, and in which words."""

import pytest

from tests.simulator.conftest import ABSENT, LENIENT, OLD, Ask

V1 = (
    "invalid_request_error: Unexpected value(s) {} for the `anthropic-beta` header. Please consult our documentation"
    " at platform.claude.com/docs or try again without the header."
)


@pytest.mark.parametrize(
    ("betas", "named"),
    [
        ("nope-2020-01-01", "`nope-2020-01-01`"),
        ("good-2025-01-01,nope-2020-01-01", "`nope-2020-01-01`"),
        ("zeta,good-2025-01-01,alpha", "`zeta`, `alpha`"),
        ("zeta,alpha,zeta", "`zeta`, `alpha`"),
        ("gone-2024-01-01", "`gone-2024-01-01`"),
        ("unwanted-2024-02-02", "`unwanted-2024-02-02`"),
        ("GOOD-2025-01-01", "`GOOD-2025-01-01`"),
    ],
)
def test_a_refusal_names_every_refused_value_once_in_order(ask: Ask, betas: str, named: str) -> None:
    heard = ask(header=betas)
    assert heard.status == 400
    assert heard.error == V1.format(named)


@pytest.mark.parametrize(
    "betas",
    [None, "", ",", "good-2025-01-01", "good-2025-01-01, better-2025-02-02", "gone-but-taken-2024-01-01"],
)
def test_what_the_catalogue_says_is_accepted_is_accepted(ask: Ask, betas: str | None) -> None:
    assert ask(header=betas).status == 200


def test_a_lenient_stand_in_takes_any_beta(ask: Ask) -> None:
    assert ask(header="nope-2020-01-01,gone-2024-01-01", world=LENIENT).status == 200


@pytest.mark.parametrize(
    "headers", [{"x-api-key": ""}, {"x-api-key": " "}, {"x-api-key": "", "authorization": "Bearer "}]
)
def test_no_key_is_an_authentication_error(ask: Ask, headers: dict[str, str]) -> None:
    heard = ask(headers=headers)
    assert (heard.status, heard.error) == (401, "authentication_error: invalid x-api-key")
    assert heard.header("anthropic-organization-id") is None


@pytest.mark.parametrize(
    "headers",
    [
        {"x-api-key": "k"},
        {"x-api-key": "", "authorization": "Bearer k"},
        {"X-Api-Key": "", "Authorization": "bearer k"},
    ],
)
def test_either_way_of_sending_any_key_will_do(ask: Ask, headers: dict[str, str]) -> None:
    assert ask(headers=headers).status == 200


def test_the_version_header_is_required(ask: Ask) -> None:
    assert ask(version="").error == "invalid_request_error: anthropic-version: header is required"


def test_an_unknown_version_is_refused(ask: Ask) -> None:
    assert ask(version="2099-01-01").status == 400
    assert ask(version=OLD).status == 200


def test_the_order_is_key_version_beta_body_model(ask: Ask) -> None:
    wrong = {"header": "nope", "max_tokens": ABSENT, "model": "claude-nope"}
    assert ask(headers={"x-api-key": ""}, version="", **wrong).status == 401
    assert "anthropic-version" in ask(version="", **wrong).error
    assert "`nope`" in ask(**wrong).error
    assert "max_tokens: Field required" in ask(**{**wrong, "header": None}).error
    assert ask(model="claude-nope").error == "not_found_error: model: claude-nope"


@pytest.mark.parametrize("url", ["/v1/messages?beta=true", "/v1/messages/count_tokens?beta=true", "/v1/messages?x"])
def test_only_the_path_decides(ask: Ask, url: str) -> None:
    assert ask(url, max_tokens=ABSENT if "count_tokens" in url else 9).status == 200


@pytest.mark.parametrize("url", ["/v1/nothing", "/v1/messages/", "/v1/messages/batches", "/v1", "/v1/models/a/b"])
def test_an_unknown_route_is_not_found(ask: Ask, url: str) -> None:
    heard = ask(url)
    assert (heard.status, heard.error) == (404, "not_found_error: Not found")


@pytest.mark.parametrize(("method", "url", "allowed"), [("GET", "/v1/messages", "POST"), ("POST", "/v1/models", "GET")])
def test_a_wrong_method_says_which_is_right(ask: Ask, method: str, url: str, allowed: str) -> None:
    heard = ask(url, method=method)
    assert (heard.status, heard.header("allow")) == (405, allowed)


def test_an_error_and_its_header_carry_the_same_request_id(ask: Ask) -> None:
    heard = ask(header="nope")
    assert heard.json["type"] == "error"
    assert heard.json["request_id"] == heard.header("request-id")
    assert heard.json["request_id"].startswith("req_")


def test_every_request_has_an_id_of_its_own(ask: Ask) -> None:
    assert ask().header("request-id") != ask().header("request-id")


def test_every_answer_is_marked_and_carries_the_limits(ask: Ask) -> None:
    heard = ask()
    assert heard.header("x-betaboard-simulator") == "true"
    assert heard.header("anthropic-organization-id")
    for kind in ("requests", "tokens", "input-tokens", "output-tokens"):
        assert int(heard.header(f"anthropic-ratelimit-{kind}-remaining") or 0) < int(
            heard.header(f"anthropic-ratelimit-{kind}-limit") or 0
        )
        assert heard.header(f"anthropic-ratelimit-{kind}-reset") == "2026-11-22T12:01:00Z"
