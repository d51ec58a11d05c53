import json
import os
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from betas.catalogue.facts import BetaFact, Facts, GateFact
from betas.diagnosis.doctor import Diagnosis, diagnose

SAMPLES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "error_samples.json").read_text())
BODIES = int(os.environ.get("BODIES", "200"))
NO_FACTS = Facts(0, {}, {})
REFUSAL = "Unexpected value(s) {} for the `anthropic-beta` header. Please consult our documentation."


def envelope(message: str, kind: str = "invalid_request_error", **more: object) -> str:
    return json.dumps({"type": "error", "error": {"type": kind, "message": message, **more}})


def judged(
    body: str | bytes, status: int | None = 400, betas: tuple[str, ...] = (), known: Facts = NO_FACTS
) -> Diagnosis:
    return diagnose(status, body, betas=betas, facts=known)


def gated(*gates: GateFact) -> Facts:
    betas = {gate.beta: BetaFact(gate.beta, "f", "F", "active") for gate in gates}
    for gate in gates:
        fact = betas[gate.beta]
        betas[gate.beta] = BetaFact(fact.name, fact.family, fact.title, fact.status, gates=(*fact.gates, gate))
    return Facts(1, betas, {})


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: f"{sample['means']}-{sample['platform']}")
def test_every_error_seen_in_the_wild_is_understood(known: Facts, sample: dict[str, Any]) -> None:
    found = judged(json.dumps(sample["body"]), sample["status"], known=known)
    assert (found.means, list(found.betas), found.platform) == (sample["means"], sample["betas"], sample["platform"])
    assert found.field == sample.get("field")


@pytest.mark.parametrize(
    "body",
    [
        envelope(REFUSAL.format("`a-1`, `b-2`")),
        envelope(envelope(envelope(REFUSAL.format("`a-1`, `b-2`")))),
        json.dumps(
            {"error": {"code": 400, "message": envelope(REFUSAL.format("`a-1`, `b-2`")), "status": "INVALID_ARGUMENT"}}
        ),
        "BedrockException - " + json.dumps({"message": REFUSAL.format("`a-1`, `b-2`")}),
        json.dumps({"message": "The model returned the following errors: " + REFUSAL.format("`a-1`, `b-2`")}),
        json.dumps({"error": {"message": "unsupported beta header(s): a-1, b-2", "code": "invalid_request_body"}}),
        json.dumps({"error": {"type": "<nil>", "message": REFUSAL.format("`a-1`, `b-2`") + " (request id: 2026)"}}),
        REFUSAL.format("`a-1`, `b-2`"),
    ],
)
def test_a_refusal_names_its_betas_in_every_wording_and_wrapping(body: str) -> None:
    found = judged(body)
    assert (found.means, found.betas, found.retry) == ("refused_beta", ("a-1", "b-2"), "with_fix")


@pytest.mark.parametrize(
    "body",
    [
        json.dumps({"message": "invalid beta flag"}),
        envelope("invalid beta flag"),
        "ValidationException: invalid beta flag",
        json.dumps({"message": "The model returned the following errors: invalid beta flag"}),
    ],
)
def test_a_refusal_that_names_nobody_blames_nobody(body: str) -> None:
    found = judged(body, betas=("a-1",))
    assert (found.means, found.betas, found.platform) == ("refused_beta", (), "bedrock")


def test_a_refused_name_that_looks_like_another_error_is_read_as_a_name() -> None:
    assert judged(envelope(REFUSAL.format("`unsupported beta header: x`"))).betas == ("unsupported beta header: x",)


def test_a_quoted_value_that_looks_like_a_refusal_is_not_one() -> None:
    assert (
        judged(envelope("model: `invalid beta flag` does not exist", "not_found_error"), 404).means == "invalid_request"
    )


def test_an_error_code_counts_more_than_the_words_beside_it() -> None:
    body = envelope(
        "Invalid beta flag new-thing-2026-01-01", details={"error_code": "organization_not_enrolled_in_beta"}
    )
    found = judged(body)
    assert (found.means, found.betas, found.retry) == ("account_gate", ("new-thing-2026-01-01",), "never")


@pytest.mark.parametrize(
    "message",
    [
        "The long context beta is not yet available for this subscription.",
        "This authentication style is incompatible with the long context beta header.",
    ],
)
def test_dropping_the_long_context_beta_serves_only_who_sent_it(message: str) -> None:
    assert judged(envelope(message)).retry == "never"
    assert judged(envelope(message), betas=("context-1m-2025-08-07",)).retry == "with_fix"


def test_a_refused_field_is_blamed_on_every_beta_that_unlocks_it() -> None:
    known = gated(
        GateFact("new-2026-01-01", "thing", "field", "", "required"),
        GateFact("old-2025-01-01", "thing", "field", "", "historical"),
        GateFact("guess-2025-06-01", "thing", "field", "", "inferred"),
    )
    found = judged(envelope("thing: Extra inputs are not permitted"), known=known)
    assert (found.betas, found.confidence) == (("old-2025-01-01", "new-2026-01-01"), "certain")


def test_an_inferred_gate_is_only_likely() -> None:
    known = gated(GateFact("guess-2025-06-01", "thing", "field", "", "inferred"))
    found = judged(envelope("thing: Extra inputs are not permitted"), known=known)
    assert (found.betas, found.confidence) == (("guess-2025-06-01",), "likely")


def test_a_field_is_found_behind_the_branch_that_the_api_names() -> None:
    known = gated(GateFact("a-2025-01-01", "tools[].input_examples", "field", "", "historical"))
    found = judged(envelope("tools.3.custom.input_examples: Extra inputs are not permitted"), known=known)
    assert (found.means, found.field) == ("missing_beta", "tools.3.custom.input_examples")


def test_a_field_above_a_gated_one_is_likely_meant() -> None:
    known = gated(GateFact("a-2025-01-01", "output_config.format", "field", "", "historical"))
    found = judged(envelope("output_config: Extra inputs are not permitted"), known=known)
    assert (found.betas, found.confidence) == (("a-2025-01-01",), "likely")


def test_a_field_that_no_beta_gates_is_a_mistake_in_the_request() -> None:
    found = judged(envelope("bets: Extra inputs are not permitted"))
    assert (found.means, found.field, found.retry) == ("invalid_request", "bets", "never")


def test_a_beta_that_was_sent_is_not_surely_missing() -> None:
    known = gated(GateFact("a-2025-01-01", "thing", "field", "", "required"))
    found = judged(envelope("thing: Extra inputs are not permitted"), betas=("a-2025-01-01",), known=known)
    assert (found.means, found.confidence) == ("missing_beta", "likely")


@pytest.mark.parametrize(
    ("status", "means", "retry"),
    [
        (400, "invalid_request", "never"),
        (401, "authentication", "never"),
        (402, "account_gate", "never"),
        (403, "account_gate", "never"),
        (404, "invalid_request", "never"),
        (408, "transient", "later"),
        (409, "transient", "later"),
        (413, "invalid_request", "never"),
        (422, "invalid_request", "never"),
        (429, "rate_limit", "later"),
        (500, "transient", "later"),
        (504, "transient", "later"),
        (529, "transient", "later"),
        (None, "unknown", "unknown"),
    ],
)
def test_without_a_known_wording_the_status_decides(status: int | None, means: str, retry: str) -> None:
    found = judged("anything", status)
    assert (found.means, found.retry) == (means, retry)


@pytest.mark.parametrize("status", [403, 405, 502])
def test_an_error_page_of_an_edge_passes_with_time(status: int) -> None:
    assert judged("<!DOCTYPE html><title>Attention required</title>", status).means == "transient"


def test_a_monthly_cap_does_not_pass_with_time() -> None:
    body = envelope("You have reached your specified API usage limits.", "rate_limit_error")
    assert (judged(body, 429).means, judged(body, 429).retry) == ("rate_limit", "never")


def test_an_error_inside_a_stream_is_judged_by_its_type() -> None:
    assert judged(envelope("Overloaded", "overloaded_error"), 200).means == "transient"


@given(text=st.text() | st.binary(), status=st.none() | st.integers(200, 599))
@settings(max_examples=BODIES // 2, deadline=None)
def test_no_text_breaks_the_doctor(text: str | bytes, status: int | None) -> None:
    found = judged(text, status, known=gated(GateFact("a-2025-01-01", "thing", "field", "", "required")))
    assert found.cause


NAMES = st.lists(st.from_regex(r"[a-z]{1,8}-20\d\d-0[1-9]-01", fullmatch=True), max_size=4)
WORDINGS = st.sampled_from(
    [REFUSAL, "unsupported beta header(s): {}", "Unsupported beta header: {}", "invalid beta flag {}"]
)


@given(wording=WORDINGS, named=NAMES, sent=NAMES, noise=st.text(max_size=40))
@settings(max_examples=BODIES, deadline=None)
def test_nobody_is_blamed_for_a_refusal_who_is_neither_named_nor_sent(
    wording: str, named: list[str], sent: list[str], noise: str
) -> None:
    listed = ", ".join(f"`{name}`" if "Unexpected" in wording else name for name in named)
    body = envelope(noise + wording.format(listed))
    message = json.loads(body)["error"]["message"]
    assert all(name in message or name in sent for name in judged(body, betas=tuple(sent)).betas)


@pytest.mark.parametrize(
    "text",
    [
        "Unexpected value(s) `" * 50_000,
        "Unexpected value(s) " + "`a`, " * 200_000,
        "unsupported beta header: " * 40_000,
        "a" * 1_000_000 + ": Extra inputs",
        "a.b[0]:" * 150_000,
        "x: Input tag '" * 70_000,
        "{" * 1_000_000,
        '{"error":' * 100_000,
        "not yet available for this " * 40_000,
    ],
    ids=range(9),
)
def test_a_megabyte_made_to_be_slow_is_judged_within_a_second(text: str) -> None:
    started = time.monotonic()
    judged(text)
    assert time.monotonic() - started < 1
