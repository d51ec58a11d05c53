"""Errors derived from those that were seen: other hosts, wrappings, quotes, suffixes, and what only looks alike."""

import json
import os
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from betas.catalogue.facts import Facts
from betas.diagnosis.doctor import diagnose
from betas.diagnosis.findings import Fix
from betas.diagnosis.signatures import Retry
from betas.diagnosis.wording import check, worded
from betas.models.choices import Means

BODIES = int(os.environ.get("BODIES", "250"))
NO_FACTS = Facts(0, {}, {})
X, Y = "compact-2026-01-12", "context-1m-2025-08-07"
TAIL = " for the `anthropic-beta` header. Please consult our documentation at {} or try again without the header."
V1 = f"Unexpected value(s) `{X}`" + TAIL.format("platform.claude.com/docs")
V2 = f"Unexpected value(s) `{X}`, `{Y}`" + TAIL.format("docs.anthropic.com")
EXTRA = "{}: Extra inputs are not permitted"
TAG = "{}: Input tag '{}' found using 'type' does not match any of the expected tags: 'custom', 'text'"


def said(message: str, kind: str = "invalid_request_error", **more: Any) -> dict[str, Any]:
    return {"type": "error", "error": {"type": kind, "message": message, **more}, "request_id": "req_1"}


def text(body: Any) -> str:
    return body if isinstance(body, str) else json.dumps(body)


def wrapped(body: Any, times: int) -> Any:
    for _ in range(times):
        body = {"error": {"message": f"upstream said {text(body)} (request id: 2026{times})", "type": "<nil>"}}
    return body


def logged(body: Any) -> str:
    return 'level=error status=400 body="' + text(body).replace('"', '\\"') + '" attempt=1'


class Case(NamedTuple):
    means: str
    betas: tuple[str, ...]
    body: Any
    status: int | None = 400
    field: str | None = None
    platform: str | None = None
    retry: str | None = None
    headers: dict[str, str] = {}


BOTH = (X, Y)
NOT_ENROLLED = {"error_code": "organization_not_enrolled_in_beta"}
MCP = ("mcp-client-2025-04-04", "mcp-client-2025-11-20", "mcp-client-2026-09-15")
MANAGED = ("context-management-2025-06-27", "compact-2026-01-12")
CASES = (
    # Refused: V1 and V2 behind other hosts, quotes and separators.
    Case("refused_beta", (X,), said(V1), platform="claude_api", retry="with_fix"),
    Case("refused_beta", (X,), said(V1.replace("platform.claude.com/docs", "docs.claude.com"))),
    Case("refused_beta", (X,), said(V1.replace("platform.claude.com/docs", "***.***.com") + " (request id: 2026)")),
    Case("refused_beta", BOTH, said(V2)),
    Case("refused_beta", BOTH, said(V2.replace("`, `", "`,`"))),
    Case("refused_beta", BOTH, said(V2.replace("`, `", "` and `"))),
    Case("refused_beta", BOTH, said(V2.replace("`", "'"))),
    Case("refused_beta", BOTH, said(V2.replace("`", '"'))),
    Case("refused_beta", BOTH, said(V2.replace("`", ""))),
    Case("refused_beta", (X,), said(V1.replace("value(s)", "value"))),
    Case("refused_beta", BOTH, said(f'Unexpected values: ["{X}", "{Y}"] for the anthropic-beta header')),
    Case("refused_beta", (X,), said(V1 + f" Try `{Y}` instead.")),
    # V3: wrapped by gateways and logs.
    Case("refused_beta", BOTH, wrapped(said(V2), 1)),
    Case("refused_beta", BOTH, wrapped(said(V2), 3)),
    Case("refused_beta", BOTH, {**said(V2), "request_id": "req_vrtx_7"}, platform="vertex"),
    Case("refused_beta", (X,), {"error": {"code": 400, "message": text(said(V1)), "status": "INVALID_ARGUMENT"}},
         platform="vertex"),
    Case("refused_beta", (X,), [{"error": {"code": 400, "message": text(said(V1)), "status": "INVALID_ARGUMENT"}}]),
    Case("refused_beta", (X,), {"error": {"message": f"litellm.BadRequestError: VertexAIException - {text(said(V1))}"}},
         platform="litellm+vertex"),
    Case("refused_beta", (X,), {"error": {"message": f"litellm.BadRequest: AnthropicException - b'{text(said(V1))}'"}},
         platform="litellm+claude_api"),
    Case("refused_beta", (X,), {"error": {"message": "Provider returned error", "metadata": {"raw": text(said(V1))}}}),
    Case("refused_beta", (X,), f"anthropic.BadRequestError: Error code: 400 - {said(V1)}", platform="claude_api"),
    Case("refused_beta", (X,), f"BadRequestError: 400 {text(said(V1))}\n    at APIError.generate (error.ts:66)"),
    Case("refused_beta", (X,), logged(said(V1))),
    Case("refused_beta", (X,), f"event: error\ndata: {text(said(V1))}\n", 200),
    Case("refused_beta", (X,), {"detail": said(V1)}),
    Case("refused_beta", (X,), {"errors": [{"message": V1}]}),
    Case("refused_beta", (X,), "HTTP {status} from upstream: " + text(said(V1))),
    # V4 to V6: Bedrock.
    Case("refused_beta", (), {"message": "invalid beta flag"}, platform="bedrock"),
    Case("refused_beta", (), "An error occurred (ValidationException) when calling InvokeModel: invalid beta flag",
         platform="bedrock"),
    Case("refused_beta", (), {"message": 'BedrockException - {"message":"invalid beta flag"}'}, platform="bedrock"),
    Case("refused_beta", (X,), {"message": "invalid beta flag: " + X}, platform="bedrock"),
    Case("refused_beta", (X,), {"message": V1}, platform="bedrock", headers={"X-Amzn-ErrorType": "Validation"}),
    Case("refused_beta", BOTH, {"message": f"The model returned the following errors: {V2}"}, platform="bedrock"),
    # V7 and V8.
    Case("refused_beta", BOTH, {"error": {"message": f"unsupported beta header(s): {X}, {Y}", "code": "x"}},
         platform="copilot"),
    Case("refused_beta", BOTH, f"bad request: unsupported beta header(s): {X}, {Y}. Received Model Group=a, b"),
    Case("refused_beta", BOTH, {"error": {"message": f"unsupported beta header(s): '{X}', '{Y}'"}}),
    Case("refused_beta", (X,), said(f"Unsupported beta header: {X} (request id: 2026)")),
    Case("refused_beta", (X,), said(f"Unknown anthropic-beta value: {X}.")),
    # V9 and V10: not open to the account.
    Case("account_gate", (X,), said(f"Beta {X} is off here.", details=NOT_ENROLLED), retry="never"),
    Case("account_gate", (X,), f"Error code: 400 - {said(X, details=NOT_ENROLLED)}"),
    Case("account_gate", (Y,), said("The long context beta is not yet available for this subscription. (request 1)")),
    Case("account_gate", (Y,), said("This authentication style is incompatible with the long context beta header.")),
    Case("account_gate", (Y,), said("Extra usage is required for 1M context requests.", "rate_limit_error"), 429,
         retry="never"),
    Case("account_gate", (X,), said(f"The beta {X} is not available for your organization.")),
    Case("account_gate", (), said("Your plan does not include this feature.", "permission_error"), 403),
    Case("account_gate", (X,), said(f"{X} is closed to this key.", "permission_error"), 403),
    Case("account_gate", (), said("This organization's data retention settings do not allow it.")),
    Case("account_gate", (), said("Your credit balance is too low to access the Anthropic API."), retry="never"),
    Case("account_gate", (), said("pay first", "billing_error"), 402, retry="never"),
    # V12: a beta is missing.
    Case("missing_beta", MANAGED, said(EXTRA.format("context_management")), field="context_management"),
    Case("missing_beta", MANAGED, said(EXTRA.format("`context_management`")), field="context_management"),
    Case("missing_beta", MANAGED, {"error": {"message": "b'" + text(said(EXTRA.format("context_management"))) + "'"}}),
    Case("missing_beta", MANAGED, {"detail": [{"loc": ["body", "context_management"],
                                               "msg": "Extra inputs are not permitted", "type": "extra_forbidden"}]}),
    Case("missing_beta", MANAGED, {"message": "#: extraneous key [context_management] is not permitted, please change"},
         platform="bedrock"),
    Case("missing_beta", MANAGED, {"error": {"code": 400, "status": "INVALID_ARGUMENT", "message":
         'Invalid JSON payload received. Unknown name "context_management": Cannot find field.'}}, platform="vertex"),
    Case("missing_beta", MCP, said(EXTRA.format("mcp_servers"))),
    Case("missing_beta", ("thinking-binding-controls-2026-08-01",),
         said(EXTRA.format("thinking.adaptive.block_binding")), field="thinking.adaptive.block_binding"),
    Case("missing_beta", ("mid-conversation-output-config-2026-07-01", "per-turn-control-2026-07-01"),
         said(EXTRA.format("messages.3.output_config")), field="messages.3.output_config"),
    Case("missing_beta", ("tool-examples-2025-10-29", "advanced-tool-use-2025-11-20"),
         said(EXTRA.format("tools.2.custom.input_examples"))),
    Case("missing_beta", ("files-api-2025-04-14",), said(TAG.format("messages.0.content.0.document.source", "file"))),
    Case("missing_beta", MCP, said(TAG.format("messages.1.content.0", "mcp_tool_use"))),
    Case("missing_beta", ("computer-use-2025-01-24",),
         said(TAG.format("tools.0", "computer_20250124").replace("'", '"'))),
    Case("missing_beta", ("files-api-2025-04-14",), said("This requires the beta header files-api-2025-04-14.")),
    # A limit, trouble, a key, a mistake.
    Case("rate_limit", (), said("This request would exceed your rate limit of 1,000 tokens.", "rate_limit_error"), 429,
         retry="later"),
    Case("rate_limit", (), said("You are going too fast.", "rate_limit_error"), 429, retry="never",
         headers={"x-should-retry": "false"}),
    Case("rate_limit", (), said("You have reached your specified API usage limits. You will regain access on 2026-12-01"
                                " at 00:00 UTC."), retry="never"),
    Case("rate_limit", (), said("cap", details={"error_code": "workspace_spend_limit_reached"}), 429, retry="never"),
    Case("transient", (), said("Overloaded", "overloaded_error"), 529, retry="later"),
    Case("transient", (), "<html><head><title>502 Bad Gateway</title></head></html>", 502),
    Case("authentication", (), said("invalid x-api-key", "authentication_error"), 401, retry="never"),
    Case("invalid_request", (), said("model: claude-none-2020-01-01", "not_found_error"), 404, retry="never"),
    Case("invalid_request", (), said(EXTRA.format("betas")), field="betas"),
    Case("invalid_request", (), said(f"model: `{V1.replace('`', '')}` does not exist", "not_found_error"), 404),
    Case("unknown", (), "what?", None, retry="unknown"),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.means}-{case.status}")
def test_a_relative_of_a_known_error_is_understood(known: Facts, case: Case) -> None:
    found = diagnose(case.status, text(case.body), betas=(), facts=known, headers=case.headers)
    assert (found.means, found.betas) == (case.means, case.betas)
    assert case.field in (None, found.field)
    assert case.platform in (None, found.platform)
    assert case.retry in (None, found.retry)
    assert found.cause
    assert found.source


def test_there_are_forty_of_them() -> None:
    assert len({text(case.body) for case in CASES}) >= 60


def fix(known: Facts, body: Any, *betas: str, status: int = 400) -> Fix | None:
    return diagnose(status, text(body), betas=betas, facts=known).fix


def test_a_refused_name_is_dropped_or_replaced_by_what_stands_for_it_now(known: Facts) -> None:
    typo, old = "interleaved-thinking-2025-04-14", "user-profiles-2026-03-24"
    assert fix(known, said(V1), X) == Fix(remove=(X,))
    assert fix(known, said(V1.replace(X, typo)), typo) == Fix(("interleaved-thinking-2025-05-14",), (typo,))
    assert fix(known, said(V1.replace(X, old)), old) == Fix(("user-profiles-2026-09-04",), (old,))
    assert fix(known, said(V1.replace(X, "foo-2020-01-01"))) == Fix(remove=("foo-2020-01-01",))


def test_of_a_refusal_that_names_nobody_the_suspects_are_dropped(known: Facts) -> None:
    body = {"message": "invalid beta flag"}
    assert fix(known, body) is None
    assert fix(known, body, X) == Fix(remove=(X,))
    assert fix(known, body, "compact-2026-01-12", "cache-diagnosis-2026-04-07") == Fix(
        remove=("cache-diagnosis-2026-04-07",)
    )


def test_a_missing_beta_is_added_in_its_current_version(known: Facts) -> None:
    body = said(EXTRA.format("mcp_servers"))
    assert fix(known, body) == Fix(add=("mcp-client-2026-09-15",))
    assert fix(known, body, "mcp-client-2025-04-04") == Fix(add=("mcp-client-2026-09-15",))


def test_the_long_context_beta_is_dropped_where_it_was_sent(known: Facts) -> None:
    body = said("The long context beta is not yet available for this subscription.")
    assert fix(known, body, Y) == Fix(remove=(Y,))
    assert fix(known, body) is None


def test_an_added_signature_is_asked_before_our_own() -> None:
    own = worded("quota of the * sandbox", Means.RATE_LIMIT, Retry.LATER, source="our gateway")
    body = said("The QUOTA of   the blue sandbox is used up: not enabled for your organization.")
    found = diagnose(400, text(body), betas=(), facts=NO_FACTS, signatures=[own])
    assert (found.means, found.retry, found.source) == ("rate_limit", "later", "our gateway")
    assert diagnose(400, text(body), betas=(), facts=NO_FACTS).means == "account_gate"


def test_an_added_signature_blames_for_a_refusal_only_who_was_there() -> None:
    own = worded("gateway policy forbids", Means.REFUSED_BETA, Retry.WITH_FIX, beta=X)
    body = text(said("gateway policy forbids this"))
    assert diagnose(400, body, betas=(), facts=NO_FACTS, signatures=[own]).betas == ()
    assert diagnose(400, body, betas=(X,), facts=NO_FACTS, signatures=[own]).betas == (X,)


def test_a_signature_is_checked_against_its_samples_and_against_common_errors() -> None:
    good = worded("sandbox quota", Means.RATE_LIMIT, Retry.LATER)
    assert check(good, ["The sandbox quota is used up."]) == ()
    assert len(check(good, ["The sandbox is used up.", "Sandbox  quota"])) == 1
    greedy = worded("not permitted", Means.RATE_LIMIT, Retry.LATER)
    assert "context_management" in check(greedy, [])[0]


@pytest.mark.parametrize("words", ["", "a * b * c that is long", "* no", "12345678"])
def test_a_signature_needs_words_of_its_own(words: str) -> None:
    with pytest.raises(ValueError, match=r"\w+"):
        worded(words, Means.UNKNOWN, Retry.NEVER)


PIECES = st.sampled_from(
    ["Unexpected value(s) ", "`", "'", " for the `anthropic-beta` header", "unsupported beta header(s): ", ", ",
     " and ", "invalid beta flag", ": ", "a-2025-01-01", "b", '{"message":"', '"}', '{"error":', "}", "\\",
     "requires beta "]
)  # fmt: skip


@given(
    pieces=st.lists(PIECES | st.text(max_size=6), max_size=14), sent=st.lists(st.sampled_from(["a-2025-01-01", "b"]))
)
@settings(max_examples=BODIES, deadline=None)
def test_no_mixture_of_wordings_breaks_the_doctor_or_blames_a_stranger(pieces: list[str], sent: list[str]) -> None:
    body = "".join(pieces)
    found = diagnose(400, body, betas=sent, facts=NO_FACTS)
    assert found.cause
    if found.means == "refused_beta":
        assert all(name in body or name in sent for name in found.betas)


@given(
    body=st.recursive(
        st.none() | st.text(max_size=9) | st.integers(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["error", "message", "detail", "errors", "loc", "msg", "details"]), inner)
        ),
    )
)
@settings(max_examples=BODIES // 3, deadline=None)
def test_no_json_breaks_the_doctor(body: Any) -> None:
    assert diagnose(None, json.dumps(body), betas=(), facts=NO_FACTS).cause
    assert diagnose(400, str(body), betas=(), facts=NO_FACTS).cause
