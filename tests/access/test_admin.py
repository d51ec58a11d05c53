"""People, upstreams and the audit log in the administration."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from betas.access import keys, links
from betas.models import AuditEntry, Membership, Project, Upstream, UpstreamKey, User
from betas.models.choices import Role
from betas.secret import Secret
from tests.access.entering import PASSWORD

DATES = {"date_joined_0": "2026-01-01", "date_joined_1": "00:00:00"}


def test_a_person_is_made_with_a_role(administrator: Client, project: Project) -> None:
    typed = {"username": "new", "role": "tester", "usable_password": "true"}
    administrator.post("/admin/betas/user/add/", {**typed, "password1": PASSWORD, "password2": PASSWORD})
    person = User.objects.get(username="new")
    assert person.check_password(PASSWORD)
    assert Membership.objects.get(user=person).role == Role.TESTER
    assert AuditEntry.objects.get(action="role.set").subject == "new"


def test_a_changed_role_changes_what_one_may(administrator: Client, person: Callable[[Role], User]) -> None:
    user = person(Role.VIEWER)
    page = administrator.get(f"/admin/betas/user/{user.pk}/change/").content.decode()
    assert re.search(r'<option value="viewer" selected', page)
    administrator.post(
        f"/admin/betas/user/{user.pk}/change/", {"username": "viewer", "role": "admin", "is_active": "on", **DATES}
    )
    user.refresh_from_db()
    assert (user.is_staff, user.is_superuser) == (True, True)


@pytest.mark.parametrize("typed", [{"role": "viewer", "is_active": "on"}, {"role": "admin"}])
def test_the_only_administrator_stays_one(
    administrator: Client, person: Callable[[Role], User], typed: dict[str, str]
) -> None:
    user = person(Role.ADMIN)
    response = administrator.post(f"/admin/betas/user/{user.pk}/change/", {"username": "admin", **typed, **DATES})
    assert "This is the only administrator." in response.content.decode()
    user.refresh_from_db()
    assert (user.is_superuser, user.is_active) == (True, True)


def link_for(administrator: Client, *people: User) -> Any:
    chosen = {"action": "sign_in_link", "_selected_action": [person.pk for person in people]}
    return administrator.post("/admin/betas/user/", chosen, follow=True)


def test_a_password_set_here_ends_links_not_yet_opened(administrator: Client, person: Callable[[Role], User]) -> None:
    user = person(Role.VIEWER)
    link = links.make(user)
    typed = {"usable_password": "true", "password1": PASSWORD, "password2": PASSWORD}
    administrator.post(f"/admin/betas/user/{user.pk}/password/", typed)
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert links.redeem(link.split("/")[-2]) is None
    entry = AuditEntry.objects.get(action="password.set")
    assert (entry.who, entry.subject) == (person(Role.ADMIN), user.username)


def test_a_link_for_a_person_is_shown_once(administrator: Client, person: Callable[[Role], User]) -> None:
    page = link_for(administrator, person(Role.TESTER)).content.decode()
    path = re.search(r"http://[^/]+(/sign-in/[\w-]+/)", page)
    assert path
    visitor = Client()
    visitor.get(path[1])
    assert visitor.get("/keys/").status_code == 200
    assert AuditEntry.objects.filter(action="sign_in_link.made", who=person(Role.ADMIN), subject="tester").exists()


def test_a_link_is_for_one_active_person(administrator: Client, person: Callable[[Role], User]) -> None:
    two = link_for(administrator, person(Role.TESTER), person(Role.VIEWER))
    assert "Choose one active account." in two.content.decode()


def test_an_upstream_changed_here_drops_its_keys_too(administrator: Client, upstream: Upstream) -> None:
    keys.add(upstream.project, upstream, "mine", Secret("k" * 20), by=None)
    typed = {"title": "Claude API", "platform": "claude_api", "header_style": "x-api-key", "enabled": "on"}
    address = f"/admin/betas/upstream/{upstream.pk}/change/"
    page = administrator.post(address, {**typed, "base_url": "https://gateway.example"}, follow=True).content.decode()
    assert "its 1 key was dropped" in page
    assert UpstreamKey.objects.count() == 0


def test_an_address_is_checked_here_too(administrator: Client, upstream: Upstream) -> None:
    typed = {"title": "x", "name": "x", "platform": "claude_api", "header_style": "x-api-key"}
    administrator.post("/admin/betas/upstream/add/", {**typed, "base_url": "http://169.254.169.254"})
    assert not Upstream.objects.filter(name="x").exists()
    administrator.post("/admin/betas/upstream/add/", {**typed, "base_url": "https://gateway.example"})
    assert Upstream.objects.filter(name="x", project=upstream.project).exists()


@pytest.mark.parametrize(
    "path", ["upstream/1/delete/", "auditentry/add/", "auditentry/1/delete/", "token/", "upstreamkey/"]
)
def test_what_must_not_be_done_here_cannot(administrator: Client, upstream: Upstream, path: str) -> None:
    assert administrator.get(f"/admin/betas/{path}", follow=True).status_code in (403, 404)


@pytest.mark.parametrize("path", ["user/", "upstream/", "auditentry/"])
@pytest.mark.parametrize("count", [2, 30])
def test_more_rows_cost_no_more_queries(
    administrator: Client, project: Project, django_assert_num_queries: DjangoAssertNumQueries, path: str, count: int
) -> None:
    for number in range(count):
        member = User.objects.create(username=f"person {number}")
        Membership.objects.create(project=project, user=member, role=Role.VIEWER)
        Upstream.objects.create(project=project, name=f"u{number}", title="U", base_url=f"https://{number}.example")
        AuditEntry.objects.create(project=project, who=member, action="role.set", subject="x")
    with django_assert_num_queries({"user/": 9, "upstream/": 8, "auditentry/": 9}[path]):
        administrator.get(f"/admin/betas/{path}")
