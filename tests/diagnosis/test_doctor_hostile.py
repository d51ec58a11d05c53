"""Errors that mislead: several in one text, quoted values that look like others, and repairs that would not help."""

import json
import textwrap
from typing import Any, NamedTuple

import pytest

from betas.catalogue.facts import Facts
from betas.diagnosis import pasted
from betas.diagnosis.doctor import Confidence, Diagnosis, Request, diagnose
from betas.diagnosis.findings import Fix
from betas.diagnosis.retrying import ways
from betas.models.choices import Means

MANAGEMENT, COMPACT, FILES = "context-management-2025-06-27", "compact-2026-01-12", "files-api-2025-04-14"
BUDGETS, LONG = "task-budgets-2026-03-13", "context-1m-2025-08-07"
REFUSAL = "Unexpected value(s) {} for the `anthropic-beta` header. Please consult our documentation at"
REFUSAL += " platform.claude.com/docs or try again without the header."
V1 = REFUSAL.format("`nope-2026-01-01`")
EXTRA = "{}: Extra inputs are not permitted"
BUSY = {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}


def said(message: str, kind: str = "invalid_request_error", **more: Any) -> dict[str, Any]:
    return {"type": "error", "error": {"type": kind, "message": message, **more}}


def judged(
    known: Facts, body: Any, *betas: str, status: int | None = 400, request: dict[str, Any] | None = None
) -> Diagnosis:
    text = body if isinstance(body, str) else json.dumps(body)
    sent = None if request is None else Request(request)
    return diagnose(status, text, betas=betas, facts=known, request=sent)


def hard(text: str, width: int) -> str:
    return "\n".join(text[at : at + width].rstrip(" ") for at in range(0, len(text), width))


LOGGED = json.dumps({"level": "error", "status": 400, "body": json.dumps(said(V1))})
SENDING = json.dumps({"level": "info", "message": "sending request"})
BUSY_LINE = f"Attempt 1: 529 {json.dumps(BUSY)}\n"
REFUSALS = {
    "a log of JSON lines": f"{SENDING}\n{LOGGED}",
    "a log whose refusal stands as it is": SENDING + "\n" + json.dumps({"level": "error", "status": 400, "body": V1}),
    "two objects on one line": json.dumps({"level": "error", "message": "call failed"}) + " " + json.dumps(said(V1)),
    "an attempt before": f"{BUSY_LINE}Attempt 2: 400 {json.dumps(said(V1))}",
    "an attempt after": f"Attempt 1: 400 {json.dumps(said(V1))}\n{BUSY_LINE}",
    "exceptions one after the other": f"Error code: 529 - {BUSY}\n\nError code: 400 - {said(V1)}",
    "the second of several errors": {"errors": [{"message": "max_tokens: Field required"}, {"message": V1}]},
    "errors that are mere words": {"errors": ["max_tokens: Field required", V1]},
    "a word beside the error": {"message": V1, "error": {"message": "Bad request"}},
    "words after an object": f"{SENDING}\nERROR {V1}",
    "a long log": "\n".join([*[SENDING] * 1000, LOGGED, *[SENDING] * 1000]),
    "a long log of other errors": "\n".join([LOGGED, *[json.dumps(BUSY)] * 1000]),
    "a long text": f"{'words in between. ' * 5000}{V1}{' and others' * 5000}",
    "many lines between": "\n".join([json.dumps(said(V1)), *[SENDING] * 20]),
    "wrapped between words": textwrap.fill(V1, 80),
    "wrapped inside of words": hard(V1, 80),
    "JSON wrapped between words": textwrap.fill(json.dumps(said(V1)), 80),
    "JSON wrapped inside of words": hard(json.dumps(said(V1)), 80),
    "an exception wrapped inside of words": hard(f"anthropic.BadRequestError: Error code: 400 - {said(V1)}", 80),
    "an exception wrapped between words": textwrap.fill(f"Error code: 400 - {said(V1)}", 80),
    "ticks a shell has escaped": V1.replace("`", "\\`"),
    "JSON whose ticks a shell has escaped": json.dumps(said(V1)).replace("`", "\\`"),
}


@pytest.mark.parametrize("body", REFUSALS.values(), ids=REFUSALS)
def test_the_refusal_is_found_among_others_and_in_pieces(known: Facts, body: Any) -> None:
    found = judged(known, body)
    assert (found.means, found.betas, found.retry) == (Means.REFUSED_BETA, ("nope-2026-01-01",), "with_fix")


@pytest.mark.parametrize("names", ["`a-1`, `b-2`", "`a-1`, and `b-2`", "`a-1` or `b-2`", "`a-1,b-2`", "`a-1`; `b-2`"])
def test_names_in_ticks_are_told_apart(names: str, known: Facts) -> None:
    found = judged(known, said(REFUSAL.format(names)), "a-1", "b-2")
    assert (found.betas, found.fix) == (("a-1", "b-2"), Fix(remove=("a-1", "b-2")))


def test_of_several_attempts_the_last_counts(known: Facts) -> None:
    key = json.dumps(said("invalid x-api-key", "authentication_error"))
    for text, status, means in (
        (f"{BUSY_LINE}Attempt 2: 401 {key}", 401, Means.AUTHENTICATION),
        (f"Attempt 1: 401 {key}\n{BUSY_LINE}", 529, Means.TRANSIENT),
    ):
        read = pasted.read(text)
        assert (read.status, judged(known, read.body, status=read.status).means) == (status, means)


class Quoted(NamedTuple):
    message: str
    means: Means = Means.INVALID_REQUEST
    betas: tuple[str, ...] = ()


QUOTED = (
    Quoted(REFUSAL.format("`invalid beta flag`"), Means.REFUSED_BETA, ("invalid beta flag",)),
    Quoted(REFUSAL.format("`unsupported beta header(s)`"), Means.REFUSED_BETA, ("unsupported beta header(s)",)),
    Quoted("tools.0.name: String 'invalid beta flag' should match pattern '^[a-z]+$'"),
    Quoted('tools.0.name: String "invalid beta flag" should match pattern'),
    Quoted("model: 'invalid beta flag' does not exist"),
    Quoted("tools.0.name: String should match [type=mismatch, input_value='invalid beta flag', input_type=str]"),
    Quoted("value 'mcp_servers: Extra inputs are not permitted' is too long"),
    Quoted("value 'The long context beta is not yet available for this subscription.' is too long"),
    Quoted(f"messages.0.content: `{REFUSAL.format(f'`{FILES}`')}` is too long"),
    Quoted(f"messages.0.content: '{V1}' is too long"),
    Quoted("the users' value 'unsupported beta header: x-1' is too long"),
)


@pytest.mark.parametrize("case", QUOTED, ids=range(len(QUOTED)))
@pytest.mark.parametrize("shape", ["json", "words", "exception"])
def test_a_quoted_value_is_data(known: Facts, case: Quoted, shape: str) -> None:
    body = {"json": json.dumps(said(case.message)), "words": case.message, "exception": f"E: {said(case.message)}"}
    found = judged(known, body[shape], FILES)
    assert (found.means, found.betas) == (case.means, case.betas)
    assert found.platform == (None if shape == "words" else "claude_api")


@pytest.mark.parametrize("quote", ["'{}'", '"{}"', "`{}`", "error: '{}'", "message='{}'", "Exception('{}')", "b'{}'"])
def test_a_quoted_message_is_still_the_message(known: Facts, quote: str) -> None:
    assert judged(known, quote.format(V1)).betas == ("nope-2026-01-01",)


CLEAR, COMPACTION = {"type": "clear_thinking_20251015"}, {"type": "compact_20260112"}
CLEARING, COMPACTING = ({"context_management": {"edits": [edit]}} for edit in (CLEAR, COMPACTION))


@pytest.mark.parametrize(
    ("request_", "added"),
    [
        (CLEARING, (MANAGEMENT,)),
        (COMPACTING, (COMPACT,)),
        ({"context_management": {"edits": []}}, (MANAGEMENT,)),
        ({"context_management": {"edits": [CLEAR, COMPACTION]}}, (COMPACT, MANAGEMENT)),
        (None, (MANAGEMENT,)),
    ],
    ids=["clearing", "compacting", "nothing", "both", "unknown"],
)
def test_the_missing_beta_is_the_one_that_the_body_needs(
    known: Facts, request_: dict[str, Any] | None, added: tuple[str, ...]
) -> None:
    found = judged(known, said(EXTRA.format("context_management")), request=request_)
    assert found.fix
    assert (found.means, sorted(found.fix.add)) == (Means.MISSING_BETA, sorted(added))


def test_the_other_betas_that_would_help_are_offered_too(known: Facts) -> None:
    found = judged(known, said(EXTRA.format("context_management")), request=CLEARING)
    assert [way.label for way in ways(found, [], CLEARING)] == [
        f"Retry with {MANAGEMENT} added",
        f"Retry with {COMPACT} added",
    ]


def test_what_a_later_beta_stands_for_is_not_offered(known: Facts) -> None:
    assert judged(known, said(EXTRA.format("mcp_servers"))).others == ()


def test_what_a_request_in_a_log_says_is_not_the_error(known: Facts) -> None:
    request = {"messages": [{"role": "user", "content": V1}]}
    text = f"Request: {json.dumps(request)} Response: {json.dumps(BUSY)}"
    assert judged(known, text, status=529).means == Means.TRANSIENT
    assert judged(known, {"request": request, "message": "Overloaded"}, status=529).means == Means.TRANSIENT


def test_a_beta_stated_for_the_platform_is_added_before_one_that_is_not(known: Facts) -> None:
    message = EXTRA.format("tools.2.custom.input_examples")
    assert judged(known, said(message)).fix == Fix(add=("advanced-tool-use-2025-11-20",))
    assert judged(known, message).fix == Fix(add=("advanced-tool-use-2025-11-20",))


def test_a_field_refused_though_its_beta_was_sent_is_left_out_or_opened_by_its_successor(known: Facts) -> None:
    field = said(EXTRA.format("context_management"))
    assert judged(known, field, MANAGEMENT).fix == Fix(unset=("context_management",))
    assert judged(known, field, COMPACT, request=CLEARING).fix == Fix(add=(MANAGEMENT,))
    assert judged(known, said(EXTRA.format("mcp_servers")), "mcp-client-2026-09-15").fix == Fix(unset=("mcp_servers",))
    examples = said(EXTRA.format("tools.2.custom.input_examples"))
    assert judged(known, examples, "advanced-tool-use-2025-11-20").fix == Fix(unset=("tools.2.input_examples",))


def test_of_a_type_refused_though_its_beta_was_sent_nothing_is_promised(known: Facts) -> None:
    tag = "tools.0: Input tag 'computer_20251124' found using 'type' does not match any of the expected tags: 'custom'"
    found = judged(known, said(tag), "computer-use-2025-11-24")
    assert (found.means, found.fix, found.retry) == (Means.MISSING_BETA, None, "never")


def test_of_a_refusal_that_names_nobody_one_is_left_out_after_the_other(known: Facts) -> None:
    flag = {"message": "invalid beta flag"}
    found = judged(known, flag, MANAGEMENT, COMPACT)
    assert (found.retry, found.confidence) == ("with_fix", Confidence.GUESS)
    assert [way.fix.remove for way in ways(found, [MANAGEMENT, COMPACT], {})] == [(MANAGEMENT,), (COMPACT,)]
    assert judged(known, flag, MANAGEMENT, COMPACT, request=CLEARING).fix == Fix(remove=(COMPACT,))


def test_many_are_halved(known: Facts) -> None:
    names = [MANAGEMENT, COMPACT, *(f"mcp-client-{date}" for date in ("2025-04-04", "2025-11-20", "2026-09-15"))]
    removed = [way.fix.remove for way in ways(judged(known, "invalid beta flag", *names), names, {})]
    assert sorted(sum(removed[-2:], ())) == sorted(names)


def test_who_is_only_suspect_is_not_certain(known: Facts) -> None:
    found = judged(known, {"message": "invalid beta flag"}, MANAGEMENT, FILES)
    assert (found.fix, found.confidence) == (Fix(remove=(FILES,)), Confidence.LIKELY)
    assert judged(known, {"message": "invalid beta flag"}, FILES).confidence == Confidence.CERTAIN


NOT_ENROLLED = {"error_code": "organization_not_enrolled_in_beta"}
GATES = (
    said(f"The {BUDGETS} beta is not available for your organization."),
    said(f"Beta {BUDGETS} is not enabled.", details=NOT_ENROLLED),
    said(f"{BUDGETS} is closed to this key.", "permission_error"),
)


@pytest.mark.parametrize("body", GATES, ids=["words", "code", "status"])
def test_what_is_closed_to_the_account_is_dropped_where_the_request_can_do_without(known: Facts, body: Any) -> None:
    status = 403 if body is GATES[2] else 400
    found = judged(known, body, BUDGETS, COMPACT, status=status, request={"max_tokens": 1})
    assert (found.means, found.retry, found.fix) == (Means.ACCOUNT_GATE, "with_fix", Fix(remove=(BUDGETS,)))
    using = {"output_config": {"task_budget": {"type": "tokens", "total": 1}}}
    found = judged(known, body, BUDGETS, COMPACT, status=status, request=using)
    assert (found.retry, found.fix) == ("never", None)
    assert judged(known, body, COMPACT, status=status).retry == "never"


def test_what_an_endpoint_asks_for_is_not_dropped(known: Facts) -> None:
    name = "managed-agents-2026-04-01"
    found = judged(known, said(f"Beta {name} is not enabled for this organization.", details=NOT_ENROLLED), name)
    assert (found.retry, found.fix) == ("never", None)


@pytest.mark.parametrize("field", ["betas", "anthropic_beta"])
def test_betas_in_the_body_go_into_the_header(known: Facts, field: str) -> None:
    body, error = {field: [COMPACT]}, said(EXTRA.format(field))
    found = judged(known, error, request=body)
    assert (found.means, found.field, found.retry) == (Means.INVALID_REQUEST, field, "with_fix")
    assert found.fix == Fix(add=(COMPACT,), unset=(field,))
    assert judged(known, error).fix == Fix(unset=(field,))
    batched = judged(known, said(EXTRA.format(f"requests.0.params.{field}")))
    assert batched.fix == Fix(unset=(f"requests.0.params.{field}",))
    [way] = ways(found, [], body)
    assert way.label == f"Retry with {COMPACT} in the header, without {field} in the body"


@pytest.mark.parametrize("status", [400, 422, None])
def test_the_field_that_is_wrong_is_named(known: Facts, status: int | None) -> None:
    found = judged(known, "max_tokens: Field required", status=status)
    assert (found.means, found.field) == (Means.INVALID_REQUEST, "max_tokens")
    assert judged(known, said("messages.0.role: Input should be 'user'"), status=status).field == "messages.0.role"
