"""The star and the note: what people think of an exchange."""

import pytest
from django.test import Client

from betas.models import Exchange, Project
from betas.models.choices import Role
from tests.conftest import MakeExchange, SignedIn

HTMX = {"HX-Request": "true"}


def again(exchange: Exchange) -> Exchange:
    return Exchange.objects.get(pk=exchange.pk)


def test_a_star_is_set_and_leads_back_to_where_it_was_clicked(tester: Client, make_exchange: MakeExchange) -> None:
    made = make_exchange()
    response = tester.post(f"/history/{made.id}/star/", {"starred": "on", "next": "/history/?status=200"})
    assert response.headers["Location"] == "/history/?status=200"
    assert again(made).starred


def test_a_star_is_taken_away(tester: Client, make_exchange: MakeExchange) -> None:
    made = make_exchange(starred=True)
    assert tester.post(f"/history/{made.id}/star/").headers["Location"] == f"/history/{made.id}/"
    assert not again(made).starred


def test_with_htmx_the_star_alone_comes_back(tester: Client, make_exchange: MakeExchange) -> None:
    made = make_exchange()
    fragment = tester.post(f"/history/{made.id}/star/", {"starred": "on"}, headers=HTMX).content.decode()
    assert 'aria-pressed="true"' in fragment
    assert 'name="starred"' not in fragment  # the next click takes it away
    assert "<html" not in fragment


@pytest.mark.parametrize(("asked", "words"), [({}, 0), ({"named": "on"}, 1)])
def test_the_star_comes_back_with_its_word_where_it_had_one(
    tester: Client, make_exchange: MakeExchange, asked: dict[str, str], words: int
) -> None:
    fragment = tester.post(f"/history/{make_exchange().id}/star/", asked, headers=HTMX).content.decode()
    assert fragment.count("<span>Star</span>") == words


def test_the_stars_of_a_page_share_one_form(tester: Client, make_exchange: MakeExchange) -> None:
    starred, plain = make_exchange(starred=True), make_exchange()
    page = tester.get("/history/?status=200").content.decode()
    assert page.count('<form id="star"') == 1
    assert '<input type="hidden" name="next" value="/history/?status=200">' in page
    for made in (starred, plain):
        assert f'formaction="/history/{made.id}/star/"' in page
    assert page.count('name="starred" value="on"') == 1


@pytest.mark.parametrize("path", ["/", "/history/{}/", "/errors/{}/"])
def test_every_page_with_a_star_has_its_form(tester: Client, make_exchange: MakeExchange, path: str) -> None:
    made = make_exchange(status=400, fingerprint="f" * 16)
    page = tester.get(path.format(made.fingerprint if "errors" in path else made.id)).content.decode()
    assert page.count('<form id="star"') == 1
    assert f'formaction="/history/{made.id}/star/"' in page


def test_a_star_leads_to_no_foreign_page(tester: Client, make_exchange: MakeExchange) -> None:
    made = make_exchange()
    response = tester.post(f"/history/{made.id}/star/", {"next": "https://example.com/"})
    assert response.headers["Location"] == f"/history/{made.id}/"


def test_only_starred_ones_are_listed_on_request(tester: Client, make_exchange: MakeExchange) -> None:
    make_exchange()
    wanted = make_exchange(starred=True)
    make_exchange()
    rows = tester.get("/history/", {"starred": "on"}).context["rows"]
    assert [row.exchange for row in rows] == [wanted]


def test_a_note_is_kept_with_its_line_breaks(tester: Client, make_exchange: MakeExchange) -> None:
    made = make_exchange()
    response = tester.post(f"/history/{made.id}/note/", {"note": "first\r\nsecond"}, follow=True)
    assert response.redirect_chain == [(f"/history/{made.id}/", 302)]
    assert "The note is saved." in response.content.decode()
    assert again(made).note == "first\nsecond"


def test_with_htmx_the_saved_note_comes_back(tester: Client, make_exchange: MakeExchange) -> None:
    made = make_exchange()
    fragment = tester.post(f"/history/{made.id}/note/", {"note": "worth a look"}, headers=HTMX).content.decode()
    assert ">worth a look</textarea>" in fragment
    assert "Saved." in fragment


def test_a_note_is_emptied(tester: Client, make_exchange: MakeExchange) -> None:
    made = make_exchange(note="old")
    fragment = tester.post(f"/history/{made.id}/note/", {"note": ""}, headers=HTMX).content.decode()
    assert again(made).note == ""
    assert "></textarea>" in fragment


def test_line_breaks_count_as_the_browser_counts_them(tester: Client, make_exchange: MakeExchange) -> None:
    made = make_exchange()
    tester.post(f"/history/{made.id}/note/", {"note": "x\r\n" * 1000})
    assert len(again(made).note) == 1999  # the last break is trimmed


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize(("note", "told"), [("n" * 2001, "this one has 2001"), ("nul\0", "Null characters")])
def test_a_note_that_cannot_be_kept_comes_back_as_typed(
    tester: Client, make_exchange: MakeExchange, headers: dict[str, str], note: str, told: str
) -> None:
    made = make_exchange(note="old")
    response = tester.post(f"/history/{made.id}/note/", {"note": note}, headers=headers)
    assert response.status_code == 422
    assert told in response.content.decode()
    assert f">{note}</textarea>" in response.content.decode()
    assert again(made).note == "old"


def test_a_note_is_no_markup(tester: Client, make_exchange: MakeExchange) -> None:
    made = make_exchange(note="</textarea><script>alert(1)</script>")
    fragment = tester.post(f"/history/{made.id}/note/", {"note": made.note}, headers=HTMX).content.decode()
    assert "<script>" not in fragment


@pytest.mark.parametrize("mark", ["star", "note"])
def test_another_project_cannot_be_marked(signed_in: SignedIn, make_exchange: MakeExchange, mark: str) -> None:
    foreign = make_exchange(project=Project.objects.create(slug="other", name="Other"))
    assert signed_in(Role.TESTER).post(f"/history/{foreign.id}/{mark}/").status_code == 404


def test_a_viewer_changes_no_mark(signed_in: SignedIn, make_exchange: MakeExchange) -> None:
    made = make_exchange(starred=True)
    assert signed_in(Role.VIEWER).post(f"/history/{made.id}/star/").status_code == 403
    assert again(made).starred


def test_a_viewer_sees_the_marks_of_a_row_without_controls(signed_in: SignedIn, make_exchange: MakeExchange) -> None:
    make_exchange(starred=True, note="worth a look")
    page = signed_in(Role.VIEWER).get("/history/").content.decode()
    assert 'title="Starred"' in page
    assert 'title="worth a look"' in page
    assert "/star/" not in page
    assert 'id="star"' not in page
