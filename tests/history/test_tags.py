"""Tags: words of the project's own on exchanges."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from betas.history import tags
from betas.models import Exchange, ExchangeTag, Project
from betas.models.choices import Role
from tests.conftest import MakeExchange, SignedIn

HTMX = {"HX-Request": "true"}
Queries = Callable[[int], Any]


def of(exchange: Exchange) -> list[str]:
    return [tag.name for tag in ExchangeTag.objects.filter(exchange=exchange)]


def give(exchange: Exchange, *names: str) -> Exchange:
    for name in names:
        ExchangeTag.objects.create(exchange=exchange, project=exchange.project, name=name)
    return exchange


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("river", ["river"]),
        (" River, to-explain\nriver ", ["river", "to-explain"]),
        ("v2.1 a_b 7", ["v2.1", "a_b", "7"]),
        ("größe 川", ["größe", "川"]),
        ("x" * 40, ["x" * 40]),
    ],
)
def test_a_text_names_tags(text: str, names: list[str]) -> None:
    assert tags.names(text) == names


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "Write a tag."),
        (" ,, ", "Write a tag."),
        ("x" * 41, "at most 40 characters"),
        ("none", "“none” asks for what has no tag"),
        ("good a:b", "“a:b” is no tag"),
        ("-x", "“-x” is no tag"),
        ('"x"', "is no tag"),
        ("mcp*", "is no tag"),
        ("<b>", "is no tag"),
    ],
)
def test_what_cannot_be_a_tag_says_why(text: str, told: str) -> None:
    with pytest.raises(ValidationError, match=told.replace("*", r"\*")):
        tags.names(text)


def test_every_tag_can_be_asked_for(tester: Client, make_exchange: MakeExchange) -> None:
    make_exchange()
    for name in tags.names("river v2.1 a_b to-explain größe 川 or not"):
        wanted = give(make_exchange(), name)
        assert [row.exchange for row in tester.get("/history/", {"q": f"tag:{name}"}).context["rows"]] == [wanted]


def test_a_tag_is_put_on_and_leads_back_to_the_exchange(tester: Client, make_exchange: MakeExchange) -> None:
    made = make_exchange()
    asked = {"pick": str(made.pk), "names": "River good", "next": f"/history/{made.pk}/"}
    response = tester.post("/history/tags/", asked, follow=True)
    assert response.redirect_chain == [(f"/history/{made.pk}/", 302)]
    assert '<a href="/history/?q=tag:river">#river</a>' in response.content.decode()
    assert of(made) == ["good", "river"]


def test_a_tag_is_taken_off(tester: Client, make_exchange: MakeExchange) -> None:
    made = give(make_exchange(), "good", "river")
    tester.post("/history/tags/", {"pick": str(made.pk), "names": "river", "drop": "on"})
    assert of(made) == ["good"]


def test_with_htmx_the_tags_alone_come_back(tester: Client, make_exchange: MakeExchange) -> None:
    made = give(make_exchange(), "good")
    asked = {"pick": str(made.pk), "names": "river"}
    fragment = tester.post("/history/tags/", asked, headers=HTMX).content.decode()
    assert fragment.strip().count('id="tags"') == 1
    assert "#river" in fragment
    assert "<html" not in fragment


def test_those_ticked_are_tagged_at_once(tester: Client, make_exchange: MakeExchange) -> None:
    first, second, third = make_exchange(), give(make_exchange(), "river"), make_exchange()
    asked = {"pick": [str(first.pk), str(second.pk)], "names": "river"}
    response = tester.post("/history/tags/", {**asked, "next": "/history/?q=is:failed"})
    assert response.headers["Location"] == "/history/?q=is:failed"
    assert [of(each) for each in (first, second, third)] == [["river"], ["river"], []]


def test_what_is_ticked_is_shown_before_it_is_tagged(tester: Client, make_exchange: MakeExchange) -> None:
    made = give(make_exchange(preview="Name three rivers"), "good")
    page = tester.get("/history/tags/", {"pick": str(made.pk), "next": "/history/?q=is:failed"}).content.decode()
    for part in ("Name three rivers", "#good", f'name="pick" value="{made.pk}"', 'value="/history/?q=is:failed"'):
        assert part in " ".join(page.split())


def test_nothing_ticked_says_what_to_do(tester: Client, db: None) -> None:
    response = tester.get("/history/tags/")
    assert response.status_code == 422
    assert "Tick exchanges in the history first." in response.content.decode()


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_what_cannot_be_kept_comes_back_as_typed(
    tester: Client, make_exchange: MakeExchange, headers: dict[str, str]
) -> None:
    made = give(make_exchange(), "good")
    asked = {"pick": str(made.pk), "names": "river a:b"}
    response = tester.post("/history/tags/", asked, headers=headers)
    assert response.status_code == 422
    assert "“a:b” is no tag" in response.content.decode()
    assert 'value="river a:b"' in response.content.decode()
    assert of(made) == ["good"]


def test_twenty_tags_are_enough_and_then_none_is_tagged(tester: Client, make_exchange: MakeExchange) -> None:
    full, other = give(make_exchange(preview="Full"), *(f"t{n}" for n in range(19))), make_exchange()
    asked = {"pick": [str(full.pk), str(other.pk)]}
    assert tester.post("/history/tags/", {**asked, "names": "t19"}).status_code == 302
    response = tester.post("/history/tags/", {**asked, "names": "t20"})
    assert response.status_code == 422
    assert "at most 20 tags; “Full” would have 21" in response.content.decode()
    assert of(other) == ["t19"]


def test_another_project_cannot_be_tagged(signed_in: SignedIn, make_exchange: MakeExchange) -> None:
    foreign = make_exchange(project=Project.objects.create(slug="other", name="Other"), preview="secret")
    for response in (
        signed_in(Role.TESTER).post("/history/tags/", {"pick": str(foreign.pk), "names": "x"}),
        signed_in(Role.TESTER).get("/history/tags/", {"pick": str(foreign.pk)}),
    ):
        assert response.status_code == 422
        assert "not there any more" in response.content.decode()
        assert "secret" not in response.content.decode()
    assert of(foreign) == []


def test_a_viewer_sees_tags_and_changes_none(signed_in: SignedIn, make_exchange: MakeExchange) -> None:
    made, viewer = give(make_exchange(), "river"), signed_in(Role.VIEWER)
    assert viewer.post("/history/tags/", {"pick": str(made.pk), "names": "x"}).status_code == 403
    assert "#river" in viewer.get("/history/").content.decode()
    page = viewer.get(f"/history/{made.pk}/").content.decode()
    assert "#river" in page
    assert "Take off" not in page
    assert of(made) == ["river"]


def test_a_row_shows_a_tag_and_how_many_more(tester: Client, make_exchange: MakeExchange) -> None:
    give(make_exchange(), "a", "b", "c")
    page = tester.get("/history/").content.decode()
    assert 'title="a">#a</a>' in " ".join(page.split())
    assert "#b</a>" not in page
    assert '<span class="soft">+2</span>' in page


@pytest.mark.parametrize("count", [2, 30])
def test_more_ticked_ones_cost_no_more_queries(
    signed_in: SignedIn, make_exchange: MakeExchange, django_assert_num_queries: Queries, count: int
) -> None:
    tester = signed_in(Role.TESTER)
    tester.get("/history/tags/")  # the session is written once
    picks = [str(give(make_exchange(), "a", "b").pk) for _ in range(count)]
    with django_assert_num_queries(7):  # session, user, role, projects, those ticked twice, their tags
        tester.get("/history/tags/", {"pick": picks})
