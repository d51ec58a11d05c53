import re
from datetime import date
from html import escape, unescape

import pytest
import time_machine
from django.test import Client
from django.utils.html import strip_tags
from pytest_django import DjangoAssertNumQueries

from betas.catalogue import listing
from betas.catalogue.load import Loaded
from betas.catalogue.query import LANGUAGE
from betas.models import Beta, Evidence, Family, Gate, PlatformSupport
from betas.models.choices import Role, Status
from tests.catalogue.conftest import MakeBeta
from tests.conftest import SignedIn

HTMX = {"HX-Request": "true"}


def names(client: Client, part: str = "shown", **asked: str) -> list[str]:
    response = client.get("/betas/", asked)
    assert response.status_code == 200
    return [row.name for row in getattr(response.context["found"], part)]


def page(client: Client, address: str = "/betas/") -> str:
    return client.get(address).content.decode()


def test_a_viewer_sees_all_94_betas(loaded: Loaded, signed_in: SignedIn) -> None:
    found = signed_in(Role.VIEWER).get("/betas/").context["found"]
    assert (found.count, len(found.folded)) == (94, 18)


def test_a_stranger_is_sent_to_the_sign_in(client: Client, db: None) -> None:
    response = client.get("/betas/")
    assert (response.status_code, response["Location"]) == (302, "/sign-in/?next=/betas/")


def test_retired_and_superseded_are_folded_away(tester: Client, make_beta: MakeBeta) -> None:
    make_beta("alpha-1", status="active")
    make_beta("alpha-2", status="retired")
    make_beta("alpha-3", status="superseded")
    assert (names(tester), names(tester, "folded")) == (["alpha-1"], ["alpha-2", "alpha-3"])
    assert "Show 2 retired or superseded" in page(tester)


@pytest.mark.parametrize("status", ["retired", "superseded"])
def test_what_the_filter_asks_for_is_not_folded(tester: Client, make_beta: MakeBeta, status: str) -> None:
    make_beta("alpha-1", status=status)
    assert names(tester, status=status) == ["alpha-1"]
    assert "retired or superseded" not in page(tester, f"/betas/?status={status}")


def test_when_all_that_matches_is_folded_it_stands_open(tester: Client, make_beta: MakeBeta) -> None:
    make_beta("alpha-1", status="retired")
    assert "<details open>" in page(tester)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "bravo"}, ["bravo-1"]),
        ({"q": "TITLED"}, ["bravo-1"]),
        ({"q": "sums it"}, ["charlie-1"]),
        ({"q": "mcp_toolset"}, ["charlie-1"]),
        ({"q": "charlie bravo"}, []),
        ({"status": "deprecated"}, ["bravo-1"]),
        ({"category": "files"}, ["charlie-1"]),
        ({"family": "bravo"}, ["bravo-1"]),
        ({"q": "bravo", "status": "active"}, []),
    ],
    ids=str,
)
def test_filters_narrow(tester: Client, make_beta: MakeBeta, asked: dict[str, str], found: list[str]) -> None:
    make_beta("alpha-1")
    make_beta("bravo-1", title="Titled so", status="deprecated", family=Family.objects.create(slug="bravo"))
    charlie = make_beta("charlie-1", summary="Sums it up", category="files")
    Gate.objects.create(beta=charlie, path="tools[].type", kind="tool_type", value="mcp_toolset", mode="required")
    assert names(tester, **asked) == found


@pytest.mark.parametrize("asked", ["status=gone", "category=x", "family=nope", "q=%00", f"q={'x' * 1001}"])
def test_an_unreadable_filter_is_422_with_the_reason(tester: Client, loaded: Loaded, asked: str) -> None:
    response = tester.get(f"/betas/?{asked}")
    assert response.status_code == 422
    assert "These filters cannot be read" in response.content.decode()
    assert "mcp-client-2025-11-20" not in response.content.decode()


def test_htmx_gets_the_rows_alone(tester: Client, make_beta: MakeBeta) -> None:
    make_beta()
    response = tester.get("/betas/", headers=HTMX)
    assert response.templates[0].name == "catalogue/_rows.html"
    assert response.content.decode().strip().startswith('<section id="beta-rows"')


def plain(html: str) -> str:
    """On one line, without the token that each answer masks anew."""
    return " ".join(re.sub(r'(name="csrfmiddlewaretoken" value=)"\w+"', r"\1", html).split())


def test_the_page_holds_the_same_rows(tester: Client, make_beta: MakeBeta) -> None:
    make_beta()
    rows = tester.get("/betas/", headers=HTMX).content.decode().strip()
    assert plain(rows) in plain(page(tester))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"status": "retired", "retired_on": date(2026, 4, 30)}, "30 Apr 2026"),
        ({"status": "generally_available"}, "no header needed"),
        ({"status": "generally_available", "changes_response_shape": True}, "header selects an older answer shape"),
        ({"status": "generally_available", "header_still_needed": True}, "header still needed in places"),
    ],
)
def test_a_row_says_what_next(tester: Client, make_beta: MakeBeta, fields: dict[str, object], words: str) -> None:
    make_beta(**fields)
    assert words in page(tester)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"first_in_sdk_on": date(2026, 2, 3)}, "first in the SDK 3 Feb 2026"),
        ({"first_in_sdk_on": date(2026, 2, 3), "ga_on": date(2026, 11, 12)}, "available 10 days ago (12 Nov 2026)"),
        ({"ga_on": date(2026, 11, 12), "retired_on": date(2026, 12, 4)}, "Soon retires in 12 days (4 Dec 2026)"),
        ({"retired_on": date(2027, 12, 4)}, "retires 4 Dec 2027"),
        ({"retired_on": date(2026, 11, 22)}, "retired today (22 Nov 2026)"),
    ],
)  # fmt: skip
@time_machine.travel("2026-11-22T12:00Z", tick=False)
def test_a_row_says_what_happened_last_or_will_next(
    signed_in: SignedIn, make_beta: MakeBeta, fields: dict[str, object], words: str
) -> None:
    make_beta(**fields)
    assert words in " ".join(strip_tags(page(signed_in(Role.VIEWER))).split())


def test_platforms_are_letters_with_words(tester: Client, make_beta: MakeBeta) -> None:
    beta = make_beta()
    PlatformSupport.objects.create(beta=beta, platform="bedrock", supported=True)
    PlatformSupport.objects.create(beta=beta, platform="vertex", supported=False)
    PlatformSupport.objects.create(beta=beta, platform="foundry", supported=None)
    shown = page(tester)
    assert 'aria-label="Works on Amazon Bedrock. Not on Google Vertex AI."' in shown
    assert '<i class="">C</i><i class="yes">B</i><i class="no">V</i><i class="">F</i>' in shown


def test_of_a_beta_that_no_source_places_no_platform_is_shown(tester: Client, make_beta: MakeBeta) -> None:
    make_beta()
    assert 'class="letters"' not in page(tester)


def test_a_long_list_goes_on_from_name_to_name(
    tester: Client, make_beta: MakeBeta, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "PAGE", 2)
    for name in ("alpha-1", "alpha-2", "alpha-3"):
        make_beta(name)
    make_beta("alpha-0", status="retired")
    assert (names(tester), names(tester, after="alpha-2")) == (["alpha-1", "alpha-2"], ["alpha-3"])
    assert 'href="?after=alpha-2" rel="next"' in page(tester)
    assert "4 betas" in page(tester, "/betas/?after=alpha-2")


def test_what_is_folded_in_a_long_list_is_counted_and_linked(
    tester: Client, make_beta: MakeBeta, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "PAGE", 2)
    for number in range(3):
        make_beta(f"alpha-{number}", status=["active", "retired", "superseded"][number])
    shown = page(tester, "/betas/?q=alpha")
    assert "Show 2 retired or superseded" in shown
    assert 'href="?q=alpha+status%3Aretired%2Csuperseded"' in shown
    assert names(tester, q="alpha status:retired,superseded") == ["alpha-1", "alpha-2"]


def test_an_unreadable_query_offers_one_that_can_be_read(tester: Client, loaded: Loaded) -> None:
    response = tester.get("/betas/?q=mcp+stauts:retired&category=tools", headers=HTMX)
    shown = response.content.decode()
    assert response.status_code == 422
    assert "There is no field “stauts”; the nearest is “status”." in shown
    assert '<a class="mono" href="?q=mcp+status%3Aretired&amp;category=tools">mcp status:retired</a>' in shown


def test_every_problem_of_a_query_is_told(tester: Client, loaded: Loaded) -> None:
    shown = tester.get("/betas/?q=stauts:retired+named%3Asoon").content.decode()
    assert "“soon” is no date" in shown
    assert "There is no field “stauts”" in shown


def test_suggestions_complete_the_last_term(tester: Client, loaded: Loaded) -> None:
    shown = page(tester, "/betas/suggestions/?q=mcp+status:re")
    assert '<option value="mcp status:retired">what became of it</option>' in shown


@pytest.mark.parametrize("query", ["", '"', "a\0b", "x" * 5000, "family:\ud800", "name:", "-", "<script>"])
def test_suggestions_take_whatever_is_typed(tester: Client, loaded: Loaded, query: str) -> None:
    response = tester.get("/betas/suggestions/", {"q": query.encode("utf-8", "replace")})
    assert response.status_code == 200
    assert "<script>" not in response.content.decode()


def test_the_page_suggests_fields_without_a_script(tester: Client, make_beta: MakeBeta) -> None:
    make_beta()
    assert '<option value="status:">' in page(tester)


def test_the_help_names_every_field_and_its_examples_are_links_that_work(tester: Client, loaded: Loaded) -> None:
    shown = page(tester, "/betas/help/")
    assert [field.name for field in LANGUAGE.fields if f'id="field-{field.name}"' not in shown] == []
    linked = re.findall(r'href="(/betas/\?q=[^"]+)"', shown)
    assert [query for query, _ in LANGUAGE.examples if f">{escape(query)}</a>" not in shown] == []
    assert {tester.get(unescape(address)).status_code for address in linked[:40]} == {200}


def test_a_row_links_to_the_successor(tester: Client, make_beta: MakeBeta) -> None:
    newer = make_beta("alpha-2026-02-02")
    make_beta("alpha-2025-01-01", status="deprecated", successor=newer)
    assert page(tester).count('href="/betas/alpha-2026-02-02/"') == 2


def test_the_list_says_as_of_when_it_is_accurate(tester: Client, make_beta: MakeBeta) -> None:
    Evidence.objects.create(beta=make_beta(), source="docs", read_on=date(2026, 8, 22))
    assert "accurate as of 22 Aug 2026" in page(tester)


def test_no_match_suggests_the_nearest_name(tester: Client, loaded: Loaded) -> None:
    shown = page(tester, "/betas/?q=interleaved-thinkng-2025-05-14")
    assert "No beta matches these filters" in shown
    assert 'href="/betas/interleaved-thinking-2025-05-14/"' in shown


def test_an_empty_catalogue_says_how_to_fill_it(tester: Client) -> None:
    assert "python manage.py load_catalogue" in page(tester)


@pytest.mark.parametrize("count", [2, 50])
def test_more_betas_cost_no_more_queries(
    tester: Client, make_beta: MakeBeta, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        make_beta(f"alpha-{number}", status=Status.values[number % 6], successor=Beta.objects.first())
    tester.get("/betas/")  # the session's first visit
    # session, user, role, accurate as of, saved views, families, counts, betas, platforms
    with django_assert_num_queries(9):
        tester.get("/betas/")
