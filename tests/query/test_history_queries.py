"""Every field and form of the history's language, over six exchanges."""

import pytest

from betas.history.query import LANGUAGE
from betas.models import Exchange
from tests.conftest import MakeExchange
from tests.query.conftest import letters

ALL = "abcdef"


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


def test_every_example_can_be_read(six: None) -> None:
    for query, _meaning in LANGUAGE.examples:
        letters(query)


def test_moments_count_from_now(make_exchange: MakeExchange) -> None:
    make_exchange()
    asked = LANGUAGE.conditions("since:now-1h until:now+1h")
    assert Exchange.objects.filter(*asked).count() == 1


def test_a_whole_model_id_is_that_model_alone(make_exchange: MakeExchange) -> None:
    one = make_exchange(model="claude-opus-5")
    make_exchange(model="claude-opus-5-5")
    assert list(Exchange.objects.filter(LANGUAGE.condition("model:claude-opus-5"))) == [one]
    assert Exchange.objects.filter(LANGUAGE.condition("model:opus-5")).count() == 2
