import html
import json
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags

from betas.code import LANGUAGES
from betas.models import Beta, Exchange, ExchangeBody, ExchangePart, Family, Project, Upstream
from betas.models.choices import Category, Means, Role, State, Status, Visibility
from tests.conftest import MakeExchange, SignedIn

HTMX = {"HX-Request": "true"}
TABS = ("answer", "json", "events", "headers", "code")
EVIL = "</pre><script>alert(1)</script>"
MESSAGE = {
    "id": "msg_1", "type": "message", "role": "assistant", "model": "claude-opus-5-5", "stop_reason": "end_turn",
    "stop_sequence": None, "content": [{"type": "text", "text": "The Nile, the Ob and the Lena."}],
    "usage": {"input_tokens": 812, "output_tokens": 96},
}  # fmt: skip
STREAM = b"".join(
    f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode()
    for event in (
        {"type": "message_start", "message": {**MESSAGE, "content": [], "stop_reason": None}},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
        {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "The Nile"}},
        {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": " and the Ob."}},
        {"type": "content_block_stop", "index": 0},
        {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 96}},
        {"type": "message_stop"},
    )
)


def give(exchange: Exchange, **fields: Any) -> Exchange:
    """Fills the bodies of an exchange."""
    ExchangeBody.objects.filter(exchange=exchange).update(**fields)
    return exchange


def page(client: Client, exchange: Exchange, query: str = "") -> str:
    response = client.get(f"/history/{exchange.id}/{query}")
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_nul_that_was_sent_stands_in_the_code(tester: Client, make_exchange: MakeExchange, language: str) -> None:
    said = [{"role": "user", "content": "a\0b"}]
    exchange = give(make_exchange(), request=json.dumps({"model": "m", "messages": said}).encode())
    shown = strip_tags(page(tester, exchange, f"?tab=code&code={language}"))
    assert "\\u0000b" in shown
    assert "a\ufffdb" not in shown


NOBODYS = "00000000-0000-7000-8000-000000000000"


def without_token(page: bytes) -> str:
    return re.sub(r'"x-csrftoken": "\w+"|value="\w{64}"', "", page.decode())


def test_the_exact_header_line_is_shown(tester: Client, make_exchange: MakeExchange) -> None:
    made = make_exchange("alpha-2025-01-01", "bravo-2025-02-02")
    line = strip_tags(page(tester, made).split("anthropic-beta:", 1)[1].split("</div>", 1)[0])
    assert line.strip() == "alpha-2025-01-01,bravo-2025-02-02"


def test_no_header_is_not_an_empty_header(tester: Client, make_exchange: MakeExchange) -> None:
    assert "(no such header was sent)" in page(tester, make_exchange())


def test_everything_sent_and_received_is_shown(tester: Client, make_exchange: MakeExchange) -> None:
    made = give(
        make_exchange(response_bytes=1),
        request=json.dumps({"model": "m", "messages": [{"role": "user", "content": "Name three rivers"}]}).encode(),
        request_headers={"x-api-key": "[hidden]", "anthropic-version": "2026-10-21"},
        response=json.dumps(MESSAGE).encode(),
        response_headers={"request-id": "req_42"},
    )
    tabs = "".join(page(tester, made, f"?tab={tab}") for tab in ("answer", "json", "events", "headers", "code"))
    for part in ("Name three rivers", "hidden: never stored", "The Nile, the Ob and the Lena.", "msg_1", "req_42"):
        assert part in tabs


def test_a_stream_is_shown_as_text_and_as_events_with_their_times(tester: Client, make_exchange: MakeExchange) -> None:
    first = STREAM.index(b"\n\n") + 2
    made = give(make_exchange(stream=True, response_bytes=len(STREAM)), response=STREAM, events=[[first, 412]])
    assert "The Nile and the Ob." in page(tester, made)
    events = page(tester, made, "?tab=events")
    for part in ("7 events", "412 ms", "content_block_delta", '<script id="pieces" type="application/json">'):
        assert part in events


def test_what_a_model_says_is_never_markup(tester: Client, make_exchange: MakeExchange) -> None:
    body = json.dumps({**MESSAGE, "content": [{"type": "text", "text": EVIL}]}).encode()
    evil = dict.fromkeys(("preview", "model", "stop_reason", "request_id", "error_type", "error_message"), EVIL)
    made = make_exchange(beta_header=EVIL, **evil)
    give(made, request=json.dumps({EVIL: EVIL}).encode(), response=body, events=[[1, 1]])
    give(made, response_headers={EVIL: EVIL}, request_headers={EVIL: EVIL})
    for tab in TABS:
        assert EVIL not in page(tester, made, f"?tab={tab}")
        assert EVIL not in page(tester, made, f"?tab={tab}&markdown=1")
    assert EVIL not in tester.get("/history/").content.decode()
    assert EVIL not in tester.get("/errors/").content.decode()
    assert EVIL not in tester.get("/").content.decode()


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize(
    "body", [b"", b"<html>502</html>", b"\xff\xfe", b'"\\ud800"', b"[" * 5000, b"NaN", b"7", b"[]"]
)
def test_any_body_can_be_shown(tester: Client, make_exchange: MakeExchange, body: bytes, tab: str) -> None:
    page(tester, give(make_exchange(), request=body, response=body), f"?tab={tab}")
    page(tester, give(make_exchange(stream=True), request=body, response=body), f"?tab={tab}")


def test_a_large_body_is_shown_in_part_and_given_whole(tester: Client, make_exchange: MakeExchange) -> None:
    body = b'{"content": "' + b"x" * 300_000 + b'end"}'
    made = give(make_exchange(), request=body)
    assert "and 299003 characters more" in page(tester, made, "?tab=json")
    text = page(tester, made, "?tab=json&of=request&at=/content")
    assert "Show the whole" in text
    assert 200_000 < len(text) < 230_000
    assert tester.get(f"/history/{made.id}/request.json").content == body


def test_a_body_that_is_no_json_is_shown_in_part(tester: Client, make_exchange: MakeExchange) -> None:
    made = give(make_exchange(status=502), response=b"<html>" + b"x" * 300_000)
    text = page(tester, made, "?tab=json&of=response")
    assert "Only the beginning is shown." in text
    assert "&lt;html&gt;xxx" in text
    assert len(text) < 230_000


def test_the_code_asks_the_same_of_the_same_upstream(tester: Client, make_exchange: MakeExchange) -> None:
    body = json.dumps({"model": "claude-opus-5-5", "messages": [{"role": "user", "content": "It's"}]}).encode()
    project = Project.objects.all().default()
    upstream = Upstream.objects.create(project=project, name="near", title="Near", base_url="https://near.example")
    made = give(make_exchange("alpha-2025-01-01", upstream=upstream, simulated=False), request=body)
    code = html.unescape(strip_tags(page(tester, made, "?tab=code&code=curl")))
    for piece in ("https://near.example/v1/messages", "anthropic-beta: alpha-2025-01-01", "$ANTHROPIC_API_KEY"):
        assert piece in code


def test_the_code_of_a_simulated_one_asks_this_server(tester: Client, make_exchange: MakeExchange) -> None:
    made = give(make_exchange(), request=b'{"model": "claude-opus-5-5"}')
    assert "/simulator/v1/messages" in strip_tags(page(tester, made, "?tab=code&code=curl"))


def test_no_code_sends_what_is_no_json(tester: Client, make_exchange: MakeExchange) -> None:
    assert "no code can send it" in page(tester, give(make_exchange(), request=b"["), "?tab=code")


def test_a_long_list_goes_on_behind_a_link(tester: Client, make_exchange: MakeExchange) -> None:
    made = give(make_exchange(), request=json.dumps({"many": [f"item {n}" for n in range(120)]}).encode())
    text = page(tester, made, "?tab=json&of=request")
    assert "item 49" in text
    assert "item 50" not in text
    more = re.search(r'href="(/history/[^"]*start=50[^"]*)"', text)
    assert more
    rest = tester.get(more[1].replace("&amp;", "&")).content.decode()
    assert "item 50" in rest
    assert "item 49" not in rest


@pytest.mark.parametrize(
    "query", ["?tab=nope", "?start=-1", "?tab=json&of=nope&at=/a/b", "?tab=json&start=9" + "9" * 30]
)
def test_what_makes_no_sense_is_not_asked(tester: Client, make_exchange: MakeExchange, query: str) -> None:
    page(tester, make_exchange(), query)


@pytest.mark.parametrize("name", ["request.json", "response.txt"])
def test_a_download_is_plain_text_that_no_browser_runs(tester: Client, make_exchange: MakeExchange, name: str) -> None:
    made = give(make_exchange(), request=b"<script>", response=b"<script>")
    response = tester.get(f"/history/{made.id}/{name}")
    assert response.content == b"<script>"
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.headers["Content-Disposition"].startswith("attachment; ")
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"state": State.CANCELLED, "status": None}, "Stopped before the answer was whole."),
        ({"state": State.INTERRUPTED, "status": None}, "Betaboard itself stopped while the request was under way."),
        ({"status": 401, "error_means": Means.AUTHENTICATION}, "The key was not accepted."),
        ({"status": 404, "error_message": "model: no such thing"}, "model: no such thing"),
        ({"state": State.FAILED, "failure": "too_large"}, "The answer grew past the size limit"),
    ],
)
def test_it_says_what_happened(
    tester: Client, make_exchange: MakeExchange, fields: dict[str, Any], sentence: str
) -> None:
    assert sentence in page(tester, make_exchange(**fields))


def test_one_being_sent_asks_again_and_shows_what_has_arrived(tester: Client, make_exchange: MakeExchange) -> None:
    made = make_exchange(state=State.SENDING, status=None, stream=True, lease_until=timezone.now())
    give(made, response=b"")
    ExchangePart.objects.create(exchange=made, data=STREAM[: STREAM.index(b" and")])
    text = page(tester, made)
    assert 'hx-trigger="every 2s"' in text
    assert "The Nile" in text


def test_one_that_ended_does_not_ask_again(tester: Client, make_exchange: MakeExchange) -> None:
    fragment = tester.get(f"/history/{make_exchange().id}/", headers=HTMX).content.decode()
    assert "hx-trigger" not in fragment


def test_the_fragment_is_the_exchange_alone(tester: Client, make_exchange: MakeExchange) -> None:
    made = make_exchange(preview="Name three rivers")
    fragment = tester.get(f"/history/{made.id}/", headers=HTMX).content.decode()
    assert fragment.strip().startswith('<div id="exchange"')
    assert "Name three rivers" in fragment


def test_each_beta_stands_beside_its_status_now(tester: Client, make_exchange: MakeExchange) -> None:
    family = Family.objects.create(slug="alpha")
    Beta.objects.create(
        name="alpha-2025-01-01", family=family, title="Alpha", category=Category.TOOLS,
        visibility=Visibility.DOCUMENTED, status=Status.DEPRECATED,
    )  # fmt: skip
    names = ("alpha-2025-01-01", "nope-2020-01-01")
    text = page(tester, make_exchange(*names, refused=("nope-2020-01-01",), status=400))
    assert '<span class="chip warn">Deprecated</span>' in text
    assert '<span class="chip bad">Refused</span>' in text
    assert "check the spelling, or remove it" in text


def test_cost_names_its_source(tester: Client, make_exchange: MakeExchange) -> None:
    text = page(tester, make_exchange(cost="0.0051", price={"source": "release notes of 9 November"}))
    assert "$0.0051" in text
    assert 'title="release notes of 9 November">estimate from release notes …</span>' in text


def test_send_again_and_lineage(tester: Client, make_exchange: MakeExchange) -> None:
    parent = make_exchange()
    child = make_exchange(parent=parent)
    assert f'href="/playground/?from={child.id}"' in page(tester, child)
    assert f'href="/history/{parent.id}/"' in page(tester, child)
    assert f'href="/history/{child.id}/"' in page(tester, parent)


def test_what_was_refused_can_be_left_out_in_one_step(tester: Client, make_exchange: MakeExchange) -> None:
    names = ("alpha-2025-01-01", "nope-2020-01-01")
    made = make_exchange(*names, refused=("nope-2020-01-01",), status=400, error_means=Means.REFUSED_BETA)
    assert f'href="/playground/?from={made.id}&amp;without=nope-2020-01-01"' in page(tester, made)


@pytest.mark.parametrize("rest", ["", "request.json", "response.txt"])
def test_a_foreign_exchange_is_the_same_404_as_none(
    signed_in: SignedIn, make_exchange: MakeExchange, rest: str
) -> None:
    foreign = make_exchange(project=Project.objects.create(slug="other", name="Other"))
    tester = signed_in(Role.TESTER)
    theirs = tester.get(f"/history/{foreign.id}/{rest}")
    nobodys = tester.get(f"/history/{NOBODYS}/{rest}")
    assert (theirs.status_code, nobodys.status_code) == (404, 404)
    assert without_token(theirs.content).replace(str(foreign.id), NOBODYS) == without_token(nobodys.content)
