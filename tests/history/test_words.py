"""Full text: what is drawn from bodies, and an index that knows exactly what is kept."""

import json

import pytest
from django.db import connection
from django.test import Client

from betas.history import housekeeping, words
from betas.history.features import features
from betas.history.query import LANGUAGE
from betas.models import Exchange, ExchangeBody, ExchangeFeature, ExchangeText
from betas.models.choices import State
from betas.models.search import first_id, first_text_id, moment_of
from tests.conftest import MakeExchange


def holding(word: str) -> set[Exchange]:
    return set(Exchange.objects.filter(*LANGUAGE.conditions(word)))


def say(exchange: Exchange, text: str, response: bytes = b"{}") -> Exchange:
    request = json.dumps({"messages": [{"role": "user", "content": text}]}).encode()
    ExchangeBody.objects.filter(pk=exchange.pk).update(request=request, response=response, searchable=None)
    return exchange


def in_index(word: str) -> int:
    """As SQLite's index alone says, whatever rows are there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM betas_exchangewords WHERE betas_exchangewords MATCH %s", [word])
        return int(cursor.fetchone()[0])


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Good morning!", "good morning"),
        ("mcp_tool_use, web-search", "mcp tool use web search"),
        ("STRASSE Straße", "strasse strasse"),
        ("cafe\u0301 CAFÉ", "café café"),
        ("你好, 世界", "你 好 世 界"),
        ("ab日本cd", "ab 日 本 cd"),
        ("x" * 100, "x" * 64),
        ("\x00 \ud800 ok", "ok"),
        ("!?* \"'()", ""),
    ],
)
def test_words_are_folded_and_apart(text: str, kept: str) -> None:
    assert words.phrase(text) == kept


def test_what_ended_can_be_found_and_what_is_being_sent_cannot(make_exchange: MakeExchange) -> None:
    ended, sending = make_exchange(), make_exchange(state=State.SENDING, status=None)
    say(ended, "needle")
    say(sending, "needle")
    assert words.index_pending() == 1
    assert words.index_pending() == 0
    assert holding("needle") == {ended}


def test_the_newest_become_searchable_first(make_exchange: MakeExchange) -> None:
    say(make_exchange(), "needle")
    newest = say(make_exchange(), "needle")
    words.index_pending(1)
    assert holding("needle") == {newest}


def test_a_stream_is_searched_as_the_text_it_made(make_exchange: MakeExchange) -> None:
    pieces = "".join(
        f'event: content_block_delta\ndata: {{"type":"content_block_delta","index":0,'
        f'"delta":{{"type":"text_delta","text":"{piece}"}}}}\n\n'
        for piece in ("Good mor", "ning")
    )
    start = (
        'event: content_block_start\ndata: {"type":"content_block_start","index":0,"content_block":{"type":"text"}}\n\n'
    )
    exchange = say(make_exchange(stream=True), "", (start + pieces).encode())
    words.index_pending()
    assert holding('"good morning"') == {exchange}


@pytest.mark.parametrize("body", [b"not JSON at all, but needle", b'"needle"', b'["needle"]', b"\xff needle"])
def test_a_body_that_is_no_object_is_searched_as_well(make_exchange: MakeExchange, body: bytes) -> None:
    exchange = make_exchange()
    ExchangeBody.objects.filter(pk=exchange.pk).update(request=body, response=body)
    words.index_pending()
    assert holding("needle") == {exchange}


def test_a_long_text_is_kept_to_its_bound(make_exchange: MakeExchange) -> None:
    exchange = say(make_exchange(), "first " + "word " * 50_000 + "last")
    words.index_pending()
    assert holding("last") == {exchange}
    assert holding("first") == set()
    assert len(ExchangeText.objects.get().text) <= 2 * words.MOST_CHARACTERS


def test_what_is_deleted_is_out_of_the_index(make_exchange: MakeExchange) -> None:
    gone, kept = say(make_exchange(), "needle hay"), say(make_exchange(), "needle")
    words.index_pending()
    gone.delete()
    assert holding("needle") == {kept}
    assert not ExchangeText.objects.filter(exchange_id=gone.pk).exists()
    if connection.vendor == "sqlite":
        assert (in_index("hay"), in_index("needle")) == (0, 1)
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO betas_exchangewords (betas_exchangewords) VALUES ('integrity-check')")


def test_what_was_merged_away_leaves_no_trace(make_exchange: MakeExchange) -> None:
    say(make_exchange(), "unforgettable").delete()
    gone = say(make_exchange(), "unforgettable")
    words.index_pending()
    gone.delete()
    words.optimize()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM betas_exchangewords_data WHERE INSTR(block, %s)", [b"unforgettable"])
            assert cursor.fetchone()[0] == 0


def test_a_body_that_changed_is_read_again(make_exchange: MakeExchange) -> None:
    exchange = say(make_exchange(), "before")
    words.index_pending()
    say(exchange, "later")
    assert words.index_pending() == 1
    assert holding("before") == set()
    assert holding("later") == {exchange}


def test_what_another_process_kept_first_is_kept_once(make_exchange: MakeExchange) -> None:
    exchange = say(make_exchange(), "needle")
    found = words.searchable(exchange.pk, {"messages": "needle"}, None)
    assert words.write([found]) == 1
    assert words.write([found]) == 0
    assert ExchangeText.objects.count() == 1


def test_one_that_was_deleted_meanwhile_stops_nobody(make_exchange: MakeExchange) -> None:
    gone, kept = make_exchange(), make_exchange()
    found = [words.searchable(each.pk, "needle", None) for each in (gone, kept)]
    gone.delete()
    assert words.write(found) == 1
    assert holding("needle") == {kept}


def test_two_texts_that_draw_one_id_are_both_kept_in_the_end(make_exchange: MakeExchange) -> None:
    first, second = make_exchange(), make_exchange()
    found = [words.searchable(each.pk, "needle", None) for each in (first, second)]
    found[1].text.id = found[0].text.id
    assert words.write(found) == 1
    words.index_pending()
    assert ExchangeText.objects.count() == 2


def test_large_bodies_are_read_a_few_at_a_time(make_exchange: MakeExchange) -> None:
    for _ in range(3):
        make_exchange(response_bytes=words.BATCH_BYTES - 1)
    assert words.index_pending() == 2


def test_housekeeping_makes_all_of_it_searchable(make_exchange: MakeExchange) -> None:
    exchanges = {say(make_exchange(), "needle") for _ in range(3)}
    assert housekeeping.index(5) == 3
    assert holding("needle") == exchanges


def test_the_ids_of_texts_follow_those_of_exchanges(make_exchange: MakeExchange) -> None:
    exchanges = [say(make_exchange(), "x") for _ in range(3)]
    words.index_pending()
    for text in ExchangeText.objects.all():
        assert first_text_id(text.exchange_id) <= text.pk < first_text_id(first_id(moment_of(text.exchange_id))) + 2**21
    assert len(exchanges) == ExchangeText.objects.count()


@pytest.mark.parametrize(
    ("request_body", "message", "held"),
    [
        ({"model": "m", "messages": [], "max_tokens": 1, "stream": True}, {}, []),
        ({"system": "s", "thinking": {}}, None, ["system", "thinking"]),
        ({"tools": [{"type": "bash_20250124"}, {"name": "x"}, 3]}, {}, ["tools", "bash_20250124"]),
        ({}, {"content": [{"type": "text"}, {"type": "tool_use"}, {"type": "tool_use"}]}, ["tool_use"]),
        (
            {"messages": [{"content": [{"type": "tool_result", "content": [{"type": "image"}]}]}]},
            {},
            ["tool_result", "image"],
        ),
        ({"system": [{"type": "text", "cache_control": {"type": "ephemeral"}}]}, {}, ["system", "cache_control"]),
        ("no JSON", ["list"], []),
        ({"messages": "x", "tools": {}, "a" * 100: 1}, 17, ["tools", "a" * 60]),
    ],
    ids=str,
)  # fmt: skip
def test_features_are_fields_and_blocks(request_body: object, message: object, held: list[str]) -> None:
    assert features(request_body, message) == held


def test_features_go_with_their_exchange(make_exchange: MakeExchange) -> None:
    exchange = make_exchange()
    ExchangeBody.objects.filter(pk=exchange.pk).update(request=b'{"thinking":{"type":"enabled"}}')
    words.index_pending()
    assert ExchangeFeature.objects.get().name == "thinking"
    exchange.delete()
    assert not ExchangeFeature.objects.exists()


def test_the_page_finds_words_of_bodies(make_exchange: MakeExchange, tester: Client) -> None:
    exchange = say(make_exchange(), "needle")
    words.index_pending()
    page = tester.get("/history/", {"q": "NEEDLE"})
    assert [row.exchange for row in page.context["rows"]] == [exchange]
