"""Every field and form of the history's language, over six exchanges."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from betas.history import words
from betas.history.finding import find
from betas.history.query import LANGUAGE
from betas.models import Exchange, ExchangeBody, ExchangeTag, Project, Token, User
from betas.models.choices import Means, Role, Source, State
from betas.query import Problem, Unreadable
from betas.query.help import suggestions
from tests.conftest import MakeBeta, MakeExchange, SignedIn

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
ALL = "abcdef"


@pytest.fixture
def six(make_exchange: MakeExchange, make_beta: MakeBeta, signed_in: SignedIn) -> None:
    """Named by the letter with which their previews begin."""
    make_beta("old-2024-01-01", status="retired")
    signed_in(Role.TESTER)
    token = Token.objects.create(project=Project.objects.get(), name="nightly", digest="d", role=Role.TESTER)
    alpha = make_exchange(
        "mcp-client-2025-04-04", "files-api-2025-04-14", preview="a", created_at=NOW - timedelta(days=40),
        duration_ms=900, first_token_ms=300, cost=Decimal("0.02"), input_tokens=500, output_tokens=90,
        stop_reason="end_turn", request_id="req_alpha", who=User.objects.get(username="tester"), stream=True,
    )  # fmt: skip
    make_exchange(
        "mcp-client-2025-11-20", preview="b", refused=("mcp-client-2025-11-20",), status=400, parent=alpha,
        error_type="invalid_request_error", error_means=Means.REFUSED_BETA, fingerprint="f00d", token=token,
        created_at=NOW - timedelta(days=8), duration_ms=80, starred=True, note="ask Mei", request_id="req_bravo",
    )  # fmt: skip
    make_exchange(
        preview="c", model="claude-haiku-4-5-20251001", source=Source.GATEWAY, status=529, duration_ms=3000,
        error_type="overloaded_error", error_means=Means.TRANSIENT, created_at=NOW - timedelta(hours=30),
        upstream_name="production", simulated=False, key_label="team", api_version="2026-01-01",
    )  # fmt: skip
    make_exchange(
        "old-2024-01-01", preview="d", state=State.FAILED, status=None, failure="timeout", source=Source.API,
        path="/v1/messages/count_tokens", duration_ms=60_000, created_at=NOW - timedelta(hours=5), truncated=True,
    )  # fmt: skip
    make_exchange(
        preview="e", model="claude-sonnet-5", state=State.CANCELLED, status=200, cost=Decimal("0.6"),
        input_tokens=90_000, output_tokens=4_000, stop_reason="max_tokens", created_at=NOW - timedelta(hours=3),
    )  # fmt: skip
    foxtrot = make_exchange(preview="f", model="", created_at=NOW - timedelta(hours=1), stop_reason="end_turn")
    ExchangeTag.objects.create(exchange=foxtrot, project=foxtrot.project, name="demo")
    say("a", {"system": "Be brief", "messages": [{"role": "user", "content": "Wie heißt der Fluß?"}]}, "Die Elbe.")
    say("b", {"thinking": {"type": "enabled"}, "tools": [{"type": "web_search_20250305", "name": "web_search"}]}, "No")
    say("c", {"mcp_servers": [{"url": "https://mcp.example.org"}]}, "Overloaded, try again")
    content = [{"type": "tool_result", "content": [{"type": "image", "source": {"data": "A" * 2000}}]}]
    say("d", {"messages": [{"role": "user", "content": content}]}, "")
    say(
        "e", {"messages": [{"content": "你好世界 100% of O'Brien's \"quotes\" AND NOT NEAR(x) -y"}]}, "Die Elbe fließt."
    )
    say("f", {"messages": []}, "mcp_tool_use rate limit")
    while words.index_pending():
        pass


def say(letter: str, request: object, answer: str) -> None:
    message = {"content": [{"type": "text", "text": answer}]}
    bodies = ExchangeBody.objects.filter(exchange__preview=letter)
    bodies.update(request=json.dumps(request).encode(), response=json.dumps(message).encode())


def letters(query: str) -> str:
    """What a query finds, by the condition alone and by the search that pages use, which must agree."""
    asked = LANGUAGE.conditions(query, now=NOW)
    plain = Exchange.objects.filter(*asked).order_by("preview").values_list("preview", flat=True)
    found = find(Exchange.objects.for_list(), asked, size=50)
    assert [row.preview for row in found.page.rows] == sorted(plain, reverse=True)
    assert found.count
    assert found.count.number == len(plain)
    return "".join(plain)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ALL),
        ("elbe", "ae"),
        ("ELBE", "ae"),
        ("-elbe", "bcdf"),
        ("elbe fließt", "e"),
        ('"die elbe"', "ae"),
        ('"elbe die"', ""),
        ("fluß", "a"),
        ("FLUSS", "a"),
        ("flu", ""),
        ("flu*", "a"),
        ('"die el*"', ""),
        ("你好", "e"),
        ("世界", "e"),
        ("好界", ""),
        ("O'Brien", "e"),
        ("100%", "e"),
        ('"NOT NEAR(x)"', "e"),
        ("mcp_tool_use", "f"),
        ("!!!", ""),
        ("-!!!", ALL),
        ("brief", "a"),
        ("AAAAAAAA*", ""),
        ("beta:mcp-client-2025-04-04", "a"),
        ("beta:mcp-client*", "ab"),
        ("beta:MCP-client*", "ab"),
        ("beta:mcp-client*,old-2024-01-01", "abd"),
        ("beta:nobody-sent-it", ""),
        ("-beta:mcp-client*", "cdef"),
        ("beta:none", "cef"),
        ("-beta:none", "abd"),
        ("refused:mcp-client-2025-11-20", "b"),
        ("refused:mcp*", "b"),
        ("refused:files-api-2025-04-14", ""),
        ("status:400", "b"),
        ("status:4xx", "b"),
        ("status:>=400", "bc"),
        ("status<300", "aef"),
        ("status:400,529", "bc"),
        ("-status:2xx", "bcd"),
        ("status:none", "d"),
        ("status:3xx", ""),
        ("state:failed", "d"),
        ("state:failed,cancelled", "de"),
        ("state:done", "abcf"),
        ("state:c*", "e"),
        ("model:opus-5-5", "abd"),
        ("model:claude-opus-5-5", "abd"),
        ("model:haiku", "c"),
        ("model:claude-haiku*", "c"),
        ("model:haiku*,sonnet*", "ce"),
        ("-model:opus", "cef"),
        ("model:none", "f"),
        ("error:overloaded_error", "c"),
        ("error:overloaded", "c"),
        ("error:over*", "c"),
        ("error:refused_beta", "b"),
        ("error:refused", "b"),
        ("error:invalid_request_error", "b"),
        ("error:none", "adef"),
        ("means:refused_beta", "b"),
        ("means:transient,refused_beta", "bc"),
        ("failure:timeout", "d"),
        ("-failure:timeout", "abcef"),
        ("source:gateway", "c"),
        ("-source:playground", "cd"),
        ("upstream:production", "c"),
        ("version:2026-01-01", "c"),
        ("path:/v1/messages/count_tokens", "d"),
        ("path:/v1/messages", "abcef"),
        ("path:/v1/*", ALL),
        ("stop:end_turn", "af"),
        ("stop:max*", "e"),
        ("stop:none", "bcd"),
        ("request_id:req_alpha", "a"),
        ("request_id:req_*", "ab"),
        ("request_id:none", "cdef"),
        ("ms>2000", "cd"),
        ("ms:900", "a"),
        ("ms<=900", "ab"),
        ("ms:none", "ef"),
        ("first_ms<500", "a"),
        ("cost>0.01", "ae"),
        ("cost>=0.6", "e"),
        ("cost:none", "bcdf"),
        ("input>1000", "e"),
        ("output<100", "a"),
        ("sent:2026-11-25", "def"),
        ("sent>=now-2d", "cdef"),
        ("sent<2026-11", "a"),
        ("since:now-7d", "cdef"),
        ("until:2026-11-17", "ab"),
        ("until:9999-12-31", ALL),
        ("since:0001-01-01", ALL),
        ("sent:<0001-01-02", ""),
        ("sent:9999-12-31", ""),
        ("since:2026-11-01 until:2026-11-24", "bc"),
        ("since:now-4h", "ef"),
        ("-since:now-7d", "ab"),
        ("has:thinking", "b"),
        ("has:tools", "b"),
        ("has:web_search*", "b"),
        ("has:mcp", "c"),
        ("has:mcp_servers", "c"),
        ("has:system", "a"),
        ("has:image", "d"),
        ("has:tool_result", "d"),
        ("has:note", "b"),
        ("has:answer", "ae"),
        ("-has:thinking", "acdef"),
        ("has:system,note", "ab"),
        ("is:failed", "bcd"),
        ("-is:failed", "aef"),
        ("is:starred", "b"),
        ("is:child", "b"),
        ("is:stream", "a"),
        ("is:simulated", "abdef"),
        ("is:truncated", "d"),
        ("is:outdated", "d"),
        ("is:failed,stream", "abcd"),
        ("tag:demo", "f"),
        ("tag:de*", "f"),
        ("tag:none", "abcde"),
        ("who:tester", "a"),
        ("who:nightly", "b"),
        ("who:none", "cdef"),
        ("key:team", "c"),
        ("error_group:f00d", "b"),
        ("error_group:none", "acdef"),
        ("beta:mcp-client* model:opus is:failed", "b"),
        ("beta:mcp-client* status:>=400 model:opus-5-5 error:refused since:now-9d -source:gateway", "b"),
        ("elbe ms>100", "a"),
        ("elbe -status:none since:now-1d", "e"),
    ],
)  # fmt: skip
def test_a_query_finds(six: None, query: str, found: str) -> None:
    assert letters(query) == found


@pytest.mark.parametrize(
    ("query", "said", "instead"),
    [
        ("stauts:400", "nearest is “status”", "status:400"),
        ("status:abc", "no number", None),
        ("state:lost", "There is no state “lost”", None),
        ("state:canceled", "nearest is “cancelled”", "state:cancelled"),
        ("source:gatway", "nearest is “gateway”", "source:gateway"),
        ("has:thinkin", "nearest is “thinking”", "has:thinking"),
        ("is:refused", "There is no is “refused”", None),
        ("is:faild", "nearest is “failed”", "is:failed"),
        ("model>opus", "cannot be compared", "model:opus"),
        ("since:yesterday", "no date", None),
        ("ms>fast", "no number", None),
        ("beta:", "says nothing", None),
        ('"open', "not closed", '"open"'),
    ],
)
def test_what_cannot_be_read_is_explained(six: None, query: str, said: str, instead: str | None) -> None:
    with pytest.raises(Unreadable) as raised:
        LANGUAGE.conditions(query, now=NOW)
    [problem] = raised.value.problems
    assert said in problem.message
    assert instead is None or problem.corrected(query) == instead


@pytest.mark.django_db
@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.text(st.sampled_from("abe:<>=-\"*,. 19ßx你'()\n\x00") | st.characters(), max_size=20)
        | st.tuples(
            st.sampled_from([f"{sign}{field.name}" for field in LANGUAGE.fields for sign in ("", "-")]),
            st.sampled_from([":", ">", "<=", ":>="]),
            st.sampled_from(["a", "none", "4xx", "4", "now-3d", "2026", "a*", '"a b"', "yes", "failed", "tools,note"]),
        ).map("".join),
        max_size=5,
    ).map(" ".join)
)
@example('"NEAR(a b)" AND OR NOT ^x {y} z:')
@example("-* * -")
def test_any_text_is_a_condition_or_is_explained(query: str) -> None:
    problems: tuple[Problem, ...] = ()
    try:
        asked = LANGUAGE.conditions(query)
        find(Exchange.objects.for_list(), asked, size=5)
    except Unreadable as error:
        problems = error.problems
        assert problems
    assert all(problem.message for problem in problems)


def test_every_example_can_be_read(six: None) -> None:
    for query, _meaning in LANGUAGE.examples:
        letters(query)


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("sou", "source:"),
        ("-sta", "-status>="),
        ("elbe is:st", "elbe is:starred"),
        ("has:mcp", "has:mcp_servers"),
        ("failure:time", "failure:timeout"),
        ("state:failed,c", "state:failed,cancelled"),
        ("error:over", "error:overloaded_error"),
    ],
)
def test_the_last_term_is_completed(six: None, query: str, first: str) -> None:
    assert suggestions(LANGUAGE, query)[0].query == first


def test_moments_count_from_now(make_exchange: MakeExchange) -> None:
    make_exchange()
    asked = LANGUAGE.conditions("since:now-1h until:now+1h")
    assert Exchange.objects.filter(*asked).count() == 1


def test_a_whole_model_id_is_that_model_alone(make_exchange: MakeExchange) -> None:
    one = make_exchange(model="claude-opus-5")
    make_exchange(model="claude-opus-5-5")
    assert list(Exchange.objects.filter(LANGUAGE.condition("model:claude-opus-5"))) == [one]
    assert Exchange.objects.filter(LANGUAGE.condition("model:opus-5")).count() == 2
