"""Views that people keep of lists."""

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from betas.models import SavedView, User
from betas.models.choices import Role
from tests.conftest import MakeBeta, SignedIn

ASKED = {"name": "Old ones", "room": "catalogue", "query": "q=status%3Aretired&after=alpha&family="}


@pytest.fixture
def viewer(signed_in: SignedIn) -> Client:
    return signed_in(Role.VIEWER)


def mine(count: int = 1, name: str = "View") -> list[SavedView]:
    user = User.objects.get(username="viewer")
    made = [SavedView(user=user, room="catalogue", name=f"{name} {n}", query=f"q=a{n}") for n in range(count)]
    return SavedView.objects.bulk_create(made)


def test_a_saved_view_leads_to_the_list_as_it_was_asked(viewer: Client) -> None:
    response = viewer.post("/views/save/", ASKED)
    assert (response.status_code, response["Location"]) == (302, "/betas/?q=status%3Aretired")
    assert [str(message) for message in get_messages(response.wsgi_request)] == ["Saved as “Old ones”."]


def test_the_list_offers_to_save_what_it_was_asked(viewer: Client, make_beta: MakeBeta) -> None:
    make_beta()
    shown = viewer.get("/betas/?q=alpha", headers={"HX-Request": "true"}).content.decode()
    assert '<input type="hidden" name="query" value="q=alpha">' in shown


def test_saved_views_stand_in_the_head_of_their_list_alone(viewer: Client) -> None:
    mine()
    SavedView.objects.create(user=User.objects.get(), room="history", name="Failures", query="failed=on")
    shown = viewer.get("/betas/").content.decode()
    assert '<a href="/betas/?q=a0">View 0</a>' in shown
    assert "Failures" not in shown


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"name": ""}, "This field is required."),
        ({"name": "x" * 61}, "at most 60 characters"),
        ({"name": "View 0"}, "You already have a view of this name"),
        ({"room": "elsewhere"}, "Select a valid choice"),
        ({"query": "q=" + "x" * 2000}, "at most 2000 characters"),
        ({"name": "a\0"}, "Null characters are not allowed."),
    ],
    ids=str,
)
def test_what_cannot_be_saved_says_why_and_loses_nothing(viewer: Client, changed: dict[str, str], words: str) -> None:
    mine()
    response = viewer.post("/views/save/", {**ASKED, **changed})
    assert response.status_code == 422
    assert words in response.content.decode()
    assert SavedView.objects.count() == 1
    if "query" not in changed:
        assert "status%3Aretired" in response.content.decode()


def test_fifty_views_are_the_most(viewer: Client) -> None:
    mine(50)
    response = viewer.post("/views/save/", ASKED)
    assert response.status_code == 422
    assert "You have 50 views, which is the most: delete one first." in response.content.decode()


def test_a_view_is_renamed_and_deleted(viewer: Client) -> None:
    [view] = mine()
    viewer.post(f"/views/{view.pk}/rename/", {"name": "Other"})
    assert SavedView.objects.get().name == "Other"
    viewer.post(f"/views/{view.pk}/delete/")
    assert not SavedView.objects.exists()


def test_two_views_of_a_list_have_two_names(viewer: Client) -> None:
    view, _ = mine(2)
    response = viewer.post(f"/views/{view.pk}/rename/", {"name": "View 1"})
    assert response.status_code == 422
    assert "You already have a view of this name" in response.content.decode()


def test_a_view_may_keep_its_name(viewer: Client) -> None:
    [view] = mine()
    assert viewer.post(f"/views/{view.pk}/rename/", {"name": view.name}).status_code == 302


def test_nobody_sees_or_changes_the_views_of_another(viewer: Client, tester: Client) -> None:
    [view] = mine()
    assert "View 0" not in tester.get("/views/").content.decode()
    assert tester.post(f"/views/{view.pk}/delete/").status_code == 404
    assert tester.post(f"/views/{view.pk}/rename/", {"name": "x"}).status_code == 404


@pytest.mark.parametrize("count", [1, 50])
def test_more_views_cost_no_more_queries(
    viewer: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    mine(count)
    viewer.get("/views/")  # the session's first visit
    with django_assert_num_queries(4):  # session, user, role, views
        viewer.get("/views/")
