"""Machine forms of a query, read by parsers of others."""

import csv
import io
from datetime import date, datetime
from typing import Any

import feedparser
import pytest
import time_machine
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from betas.access import feed_tokens
from betas.catalogue.feeds import ical
from betas.catalogue.load import Loaded
from betas.models import AuditEntry, Beta, BetaChange, FeedToken, User
from betas.models.choices import Role
from tests.conftest import MakeBeta, SignedIn

FORMS = ["json", "csv", "atom", "ics"]
NASTY = "a\x01b <script>&\"';,\\ \r\n=1 ☃ 💥 " + "é" * 80


@pytest.fixture
def changed(make_beta: MakeBeta) -> Beta:
    beta = make_beta(title=NASTY, ga_on=date(2026, 2, 17), retired_on=date(2026, 12, 4), named_on=date(2025, 1, 1))
    BetaChange.objects.create(beta=beta, subject=beta.name, field="title", before="b", after=NASTY, why=NASTY)
    return beta


def get(client: Client, form: str, query: str = "", **headers: str) -> Any:
    return client.get(f"/betas.{form}?{query}", headers=headers)


def test_atom_passes_a_parser_and_has_what_rfc_4287_requires(tester: Client, changed: Beta) -> None:
    response = get(tester, "atom")
    feed = feedparser.parse(response.content)
    assert (feed.bozo, feed.version) == (False, "atom10")
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert all(feed.feed[name] for name in ("id", "title", "updated_parsed", "author"))
    assert {link.rel for link in feed.feed.links} == {"alternate", "self"}
    [entry] = feed.entries
    assert entry.title == "alpha-2025-01-01: title"
    assert entry.link.endswith("/betas/alpha-2025-01-01/")
    assert all(entry[name] for name in ("id", "updated_parsed", "author", "summary"))
    assert "<script>" not in feedparser.parse(response.content).entries[0].summary


def test_entries_keep_their_ids_and_are_the_newest_100(tester: Client, changed: Beta) -> None:
    first = feedparser.parse(get(tester, "atom").content).entries[0].id
    for number in range(100):
        BetaChange.objects.create(beta=changed, subject=changed.name, field="title", after=str(number), why="again")
    entries = feedparser.parse(get(tester, "atom").content).entries
    assert (len(entries), len({entry.id for entry in entries})) == (100, 100)
    assert first not in {entry.id for entry in entries}
    BetaChange.objects.filter(after="99").delete()
    assert first in {entry.id for entry in feedparser.parse(get(tester, "atom").content).entries}


def test_a_feed_of_a_query_has_changes_of_its_betas_alone(tester: Client, changed: Beta, make_beta: MakeBeta) -> None:
    other = make_beta("bravo-1", status="retired")
    BetaChange.objects.create(beta=other, subject=other.name, field="status", after="retired", why="again")
    entries = feedparser.parse(get(tester, "atom", "q=status:retired").content).entries
    assert [entry.title for entry in entries] == ["bravo-1: status"]


@time_machine.travel("2026-11-22T12:00Z", tick=False)
def test_ical_passes_a_parser_and_has_what_rfc_5545_requires(signed_in: SignedIn, changed: Beta) -> None:
    response = get(signed_in(Role.VIEWER), "ics")
    calendar = Calendar.from_ical(response.content)
    assert (calendar["VERSION"], bool(calendar["PRODID"])) == ("2.0", True)
    events = calendar.walk("VEVENT")
    assert [str(event["SUMMARY"]) for event in events] == [
        "alpha-2025-01-01: generally available", "alpha-2025-01-01: retired",
    ]  # fmt: skip
    assert [event.decoded("DTSTART") for event in events] == [date(2026, 2, 17), date(2026, 12, 4)]
    assert [event.decoded("DTEND") for event in events] == [date(2026, 2, 18), date(2026, 12, 5)]
    assert {type(event.decoded("DTSTAMP")) for event in events} == {datetime}
    assert len({str(event["UID"]) for event in events}) == 2
    assert str(events[0]["DESCRIPTION"]) == NASTY.replace("\x01", "").replace("\r\n", "\n")


def test_no_line_of_a_calendar_has_more_than_75_octets(tester: Client, changed: Beta) -> None:
    content = get(tester, "ics").content
    assert max(map(len, content.split(b"\r\n"))) == 75
    assert b"\n" not in content.replace(b"\r\n", b"")


@given(st.text())
def test_whatever_is_escaped_and_folded_comes_back(text: str) -> None:
    plain = ical.UNPRINTABLE.sub("", ical.LINE_END.sub("\n", text.encode("utf-8", "ignore").decode()))
    line = ical.folded(f"SUMMARY:{ical.escaped(plain)}")
    assert all(len(piece.encode()) <= 75 for piece in line.split("\r\n"))
    assert line.replace("\r\n ", "") == f"SUMMARY:{ical.escaped(plain)}"


def test_the_csv_runs_no_formula(tester: Client, make_beta: MakeBeta) -> None:
    make_beta(title="=HYPERLINK(1)", summary="a\n=1", first_in_sdk_version="-1")
    response = get(tester, "csv")
    head, row = csv.reader(io.StringIO(response.content.decode(), newline=""))
    told = dict(zip(head, row, strict=True))
    assert (told["title"], told["summary"], told["first_in_sdk_version"]) == ("'=HYPERLINK(1)", "a =1", "'-1")
    assert (told["still_accepted"], told["bedrock"]) == ("", "")
    assert response["Content-Disposition"] == 'attachment; filename="betas.csv"'


def test_the_json_is_the_api_s(tester: Client, loaded: Loaded) -> None:
    told = get(tester, "json", "q=family:mcp-client").json()
    assert [beta["name"] for beta in told["items"]] == [
        "mcp-client-2025-04-04", "mcp-client-2025-11-20", "mcp-client-2026-09-15",
    ]  # fmt: skip
    assert (told["next"], told["items"][2]["predecessors"][0]) == (None, "mcp-client-2025-11-20")


@pytest.mark.parametrize("form", FORMS)
def test_what_has_not_changed_is_304(tester: Client, changed: Beta, form: str) -> None:
    response = get(tester, form, "q=alpha")
    assert response["ETag"].startswith('"')
    assert response["Cache-Control"] == "private, no-cache"
    for headers in ({"if-none-match": response["ETag"]}, {"if-modified-since": response["Last-Modified"]}):
        again = get(tester, form, "q=alpha", **headers)
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", response["ETag"])


@pytest.mark.parametrize("form", FORMS)
def test_a_change_of_the_catalogue_or_of_the_query_is_told(tester: Client, changed: Beta, form: str) -> None:
    tag = get(tester, form, "q=alpha")["ETag"]
    assert get(tester, form, "q=alpha+-bravo", **{"if-none-match": tag}).status_code == 200
    BetaChange.objects.create(beta=changed, subject=changed.name, field="title", after="c", why="again")
    assert get(tester, form, "q=alpha", **{"if-none-match": tag}).status_code == 200


@pytest.mark.parametrize("form", FORMS)
def test_the_same_revision_gives_the_same_bytes(tester: Client, changed: Beta, form: str) -> None:
    assert get(tester, form).content == get(tester, form).content


def test_what_is_asked_by_the_day_changes_with_the_day(signed_in: SignedIn, changed: Beta) -> None:
    tags = []
    for day in ("2026-11-22T12:00Z", "2026-11-23T12:00Z"):
        with time_machine.travel(day, tick=False):
            asked = [get(signed_in(Role.VIEWER), "ics", query)["ETag"] for query in ("q=retired>=today", "q=alpha")]
            tags.append(asked)
    assert [first == second for first, second in zip(*tags, strict=True)] == [False, True]


@pytest.mark.parametrize("form", FORMS)
def test_head_says_what_get_says(tester: Client, changed: Beta, form: str) -> None:
    head, whole = tester.head(f"/betas.{form}"), get(tester, form)
    assert (head.status_code, head.content) == (200, b"")
    assert [head[name] for name in ("ETag", "Last-Modified", "Content-Type")] == [
        whole[name] for name in ("ETag", "Last-Modified", "Content-Type")
    ]


@pytest.mark.parametrize("form", FORMS)
def test_an_unreadable_query_is_422_with_the_sentence(tester: Client, changed: Beta, form: str) -> None:
    response = get(tester, form, "q=stauts:retired")
    assert response.status_code == 422
    told = response.json()["error"]["details"]["q"][0] if form == "json" else response.content.decode()
    assert told.startswith("There is no field “stauts”; the nearest is “status”.")


@pytest.mark.parametrize("form", FORMS)
def test_an_empty_catalogue_has_forms_too(tester: Client, form: str) -> None:
    assert get(tester, form).status_code == 200


@pytest.mark.parametrize("form", FORMS)
def test_a_private_address_needs_no_session(client: Client, tester: Client, changed: Beta, form: str) -> None:
    text = feed_tokens.make(User.objects.get(username="tester")).reveal()
    assert get(client, form, f"token={text}").content == get(tester, form).content
    assert text.encode() not in get(client, form, f"token={text}").content


def test_a_private_address_opens_nothing_else(client: Client, tester: Client, changed: Beta) -> None:
    text = feed_tokens.make(User.objects.get(username="tester")).reveal()
    for path in ("/betas/", "/betas/feeds/", "/history/", f"/betas/{changed.name}/"):
        assert client.get(path, {"token": text}).status_code == 302
    assert client.get("/api/v1/betas", headers={"authorization": f"Bearer {text}"}).status_code == 401


@pytest.mark.parametrize("text", ["", "bbf_", "x" * 5000, "\0", "bbf_" + "A" * 43, "💥"])
def test_what_is_no_token_opens_nothing(client: Client, tester: Client, text: str) -> None:
    feed_tokens.make(User.objects.get(username="tester"))
    assert client.get("/betas.atom", {"token": text}).status_code == 403


def test_a_token_ends_when_it_is_replaced_or_revoked_or_its_person_may_no_longer_read(
    tester: Client,
) -> None:
    user = User.objects.get(username="tester")
    first, second = feed_tokens.make(user).reveal(), feed_tokens.make(user).reveal()
    assert (feed_tokens.owner(first), feed_tokens.owner(second)) == (None, user)
    User.objects.update(is_active=False)
    assert feed_tokens.owner(second) is None
    User.objects.update(is_active=True)
    feed_tokens.revoke(user)
    assert feed_tokens.owner(second) is None


def test_the_page_shows_a_token_once_and_keeps_a_digest(tester: Client) -> None:
    shown = tester.post("/betas/feeds/?q=status:retired").content.decode()
    text = shown.partition("token=bbf_")[2][:43]
    assert feed_tokens.owner(f"bbf_{text}") is not None
    assert "/betas.ics?q=status%3Aretired&amp;token=bbf_" in shown
    assert "bbf_" not in tester.get("/betas/feeds/").content.decode()
    assert text not in str(FeedToken.objects.values().get()) + str(list(AuditEntry.objects.values()))


def test_the_page_revokes(tester: Client) -> None:
    tester.post("/betas/feeds/")
    tester.post("/betas/feeds/", {"revoke": "1"})
    assert list(AuditEntry.objects.values_list("action", flat=True)) == ["feed_token.revoked", "feed_token.made"]
    assert not FeedToken.objects.exists()


def test_every_list_links_its_forms_in_head_and_foot(tester: Client, make_beta: MakeBeta) -> None:
    make_beta()
    shown = tester.get("/betas/?q=alpha&after=a").content.decode()
    for form in FORMS:
        assert shown.count(f'href="/betas.{form}?q=alpha"') == 2


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("count", [2, 30])
def test_more_betas_cost_no_more_queries(
    tester: Client, make_beta: MakeBeta, django_assert_max_num_queries: Any, form: str, count: int
) -> None:
    for number in range(count):
        beta = make_beta(f"alpha-{number}", ga_on=date(2026, 2, 17))
        BetaChange.objects.create(beta=beta, subject=beta.name, field="title", after="c", why="again")
    get(tester, form)  # the session's first visit, the facts' first reading
    with django_assert_max_num_queries(16 if form == "json" else 7):
        get(tester, form, "q=alpha")
