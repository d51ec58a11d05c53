import pytest
from django.db import transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from betas.access import audit
from betas.models import AuditEntry, Project, User


def write(project: Project, count: int) -> None:
    for number in range(count):
        audit.record(project, None, "token.made", f"token {number}", after={"role": "viewer"})


def test_an_entry_says_who_did_what(administrator: Client) -> None:
    administrator.post("/tokens/", {"name": "nightly", "role": "viewer"})
    page = administrator.get("/audit/").content.decode()
    assert "token.made" in page
    assert "nightly" in page


def test_older_entries_are_a_page_away(administrator: Client, project: Project) -> None:
    write(project, 51)
    newest = administrator.get("/audit/")
    assert [entry.subject for entry in newest.context["page"].rows] == [
        f"token {number}" for number in range(50, 0, -1)
    ]
    older = administrator.get(f"/audit/?after={newest.context['page'].after}")
    assert [entry.subject for entry in older.context["page"].rows] == ["token 0"]
    assert older.context["page"].after is None


@pytest.mark.parametrize("after", ["x", "-1", "0", "99999999999999999999"])
def test_a_page_that_is_none_is_not_found(administrator: Client, after: str) -> None:
    assert administrator.get("/audit/", {"after": after}).status_code == 404


def test_entries_of_another_project_stay_there(db: None) -> None:
    stranger = User.objects.create(username="stranger")
    write(Project.objects.create(slug="other", name="Other"), 1)
    assert not AuditEntry.objects.for_user(stranger).exists()


@pytest.mark.django_db(transaction=True)
def test_an_entry_is_written_with_its_change_or_not_at_all() -> None:
    project = Project.objects.all().default()
    with pytest.raises(RuntimeError):
        write(project, 1)
    with transaction.atomic():
        write(project, 1)
    assert AuditEntry.objects.count() == 1


@pytest.mark.parametrize("count", [2, 50])
def test_more_entries_cost_no_more_queries(
    administrator: Client, project: Project, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    administrator.get("/audit/")
    write(project, count)
    with django_assert_num_queries(3):  # session, user, entries with their people
        administrator.get("/audit/")
