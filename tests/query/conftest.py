import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from betas.history import words
from betas.history.finding import find
from betas.history.query import LANGUAGE
from betas.models import Exchange, ExchangeBody, ExchangeTag, Project, Token, User
from betas.models.choices import Means, Role, Source, State
from tests.conftest import MakeBeta, MakeExchange, SignedIn

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


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
