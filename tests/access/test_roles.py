from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser

from betas.access import people
from betas.access.roles import reaches, role_of
from betas.models import AuditEntry, Membership, Project, User
from betas.models.choices import Role
from tests.conftest import SignedIn

Person = Callable[[Role], User]


def test_each_role_may_what_those_before_it_may() -> None:
    assert [reaches(Role.TESTER, least) for least in Role] == [True, True, False]


def test_a_superuser_is_administrator_everywhere(project: Project, person: Person) -> None:
    person(Role.ADMIN).memberships.all().delete()
    assert role_of(User.objects.get(username="admin"), project) == Role.ADMIN


@pytest.mark.parametrize("role", [Role.VIEWER, Role.TESTER])
def test_a_role_is_that_of_the_membership(project: Project, person: Person, role: Role) -> None:
    assert role_of(person(role), project) == role


def test_a_role_counts_in_its_own_project_only(person: Person) -> None:
    other = Project.objects.create(slug="other", name="Other")
    assert role_of(person(Role.TESTER), other) is None


def test_strangers_and_disabled_accounts_have_no_role(project: Project, person: Person) -> None:
    disabled = person(Role.ADMIN)
    disabled.is_active = False
    assert role_of(disabled, project) is None
    assert role_of(AnonymousUser(), project) is None


def test_administrators_and_nobody_else_are_staff_and_superusers(person: Person) -> None:
    user = person(Role.VIEWER)
    for role in Role:
        people.set_role(user, role, by=None)
        user.refresh_from_db()
        assert (user.is_staff, user.is_superuser) == (role == Role.ADMIN, role == Role.ADMIN)
        assert Membership.objects.get(user=user).role == role


def test_a_change_of_role_is_audited_once(person: Person) -> None:
    boss, user = person(Role.ADMIN), person(Role.VIEWER)
    people.set_role(user, Role.TESTER, by=boss)
    people.set_role(user, Role.TESTER, by=boss)
    entry = AuditEntry.objects.get()
    assert (entry.who, entry.action, entry.subject) == (boss, "role.set", "viewer")
    assert (entry.before, entry.after) == ({"role": "viewer"}, {"role": "tester"})


def test_a_change_of_role_ends_the_sessions(person: Person, signed_in: SignedIn) -> None:
    client = signed_in(Role.TESTER)
    assert client.get("/keys/").status_code == 200
    people.set_role(person(Role.TESTER), Role.VIEWER, by=None)
    assert client.get("/keys/").headers["Location"] == "/sign-in/?next=/keys/"


def test_a_disabled_account_is_out_at_once(person: Person, signed_in: SignedIn) -> None:
    client = signed_in(Role.TESTER)
    User.objects.filter(username="tester").update(is_active=False)
    assert client.get("/keys/").status_code == 302


def test_a_refusal_names_the_role_it_takes(signed_in: SignedIn) -> None:
    response = signed_in(Role.VIEWER).get("/tokens/")
    assert response.status_code == 403
    assert "This needs the role Administrator." in response.content.decode()
