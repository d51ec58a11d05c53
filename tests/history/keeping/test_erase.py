"""One exchange erased: who may, what goes, what stays."""

from collections.abc import Callable

import pytest
from django.apps import apps
from django.test import Client

from betas.access import tokens
from betas.history import rollups
from betas.models import AuditEntry, ErrorGroup, Exchange, ExchangePart, HourlyRollup, Project, User
from betas.models.choices import Role, State
from tests.conftest import MakeExchange, SignedIn

CANARY = "heliotrope"
Person = Callable[[Role], User]


def erase(client: Client, exchange: Exchange) -> int:
    return int(client.post(f"/history/{exchange.pk}/erase/").status_code)


@pytest.mark.parametrize(("role", "status"), [(Role.VIEWER, 403), (Role.TESTER, 403), (Role.ADMIN, 302)])
def test_what_another_sent_only_an_administrator_erases(
    signed_in: SignedIn, make_exchange: MakeExchange, role: Role, status: int
) -> None:
    made = make_exchange()
    assert erase(signed_in(role), made) == status
    assert Exchange.objects.exists() == (status == 403)


def test_who_sent_it_may_erase_it(tester: Client, make_exchange: MakeExchange, person: Person) -> None:
    assert erase(tester, make_exchange(who=person(Role.TESTER))) == 302


def test_it_is_asked_before_and_a_look_erases_nothing(administrator: Client, make_exchange: MakeExchange) -> None:
    made = make_exchange(preview="Name a river.")
    page = administrator.get(f"/history/{made.pk}/erase/").content.decode()
    assert "Name a river." in page
    assert "manage.py compact" in page
    assert Exchange.objects.exists()


def test_its_page_offers_it_to_those_who_may(signed_in: SignedIn, make_exchange: MakeExchange) -> None:
    made = make_exchange()
    offers = {role: f"/history/{made.pk}/erase/" in _page(signed_in(role), made) for role in Role}
    assert offers == {Role.VIEWER: False, Role.TESTER: False, Role.ADMIN: True}


def _page(client: Client, exchange: Exchange) -> str:
    return client.get(f"/history/{exchange.pk}/").content.decode()


def test_no_table_holds_anything_of_it(administrator: Client, make_exchange: MakeExchange) -> None:
    made = make_exchange(
        "alpha-2025-01-01", preview=CANARY, note=CANARY, error_message=CANARY, error_normalised=CANARY, status=400,
        fingerprint="ab12" * 4,
    )  # fmt: skip
    made.body.request = made.body.response = CANARY.encode()
    made.body.save()
    ExchangePart.objects.create(exchange=made, data=CANARY.encode())
    ErrorGroup.objects.create(project=made.project, fingerprint=made.fingerprint, note=CANARY)
    assert len(_holding(CANARY)) == 4
    erase(administrator, made)
    assert _holding(CANARY) == set()


def _holding(word: str) -> set[str]:
    """The tables of the product with a row that holds it."""
    models = apps.get_app_config("betas").get_models()
    return {model.__name__ for model in models for row in model._default_manager.values() if word in _text(row)}


def _text(row: dict[str, object]) -> str:
    values = (bytes(value) if isinstance(value, memoryview) else value for value in row.values())
    return " ".join(map(str, values))


def test_no_page_finds_it(administrator: Client, project: Project, make_exchange: MakeExchange) -> None:
    made = make_exchange(preview=CANARY)
    erase(administrator, made)
    token = tokens.make(project, "test", Role.VIEWER)[1].reveal()
    program = Client(headers={"authorization": f"Bearer {token}"})
    assert administrator.get(f"/history/{made.pk}/").status_code == 404
    assert program.get(f"/api/v1/requests/{made.pk}").status_code == 404
    assert CANARY not in administrator.get("/history/").content.decode()


def test_what_was_made_from_it_stays(administrator: Client, make_exchange: MakeExchange) -> None:
    made = make_exchange()
    child = make_exchange(parent=made)
    erase(administrator, made)
    assert Exchange.objects.get() == child
    assert Exchange.objects.get().parent_id is None


def test_counts_stay(administrator: Client, make_exchange: MakeExchange) -> None:
    made = make_exchange()
    rollups.rebuild()
    erase(administrator, made)
    assert HourlyRollup.objects.get(whole=True).requests == 1


def test_the_audit_log_says_who_and_when_and_nothing_of_it(
    administrator: Client, make_exchange: MakeExchange, person: Person
) -> None:
    made = make_exchange(preview=CANARY, note=CANARY)
    erase(administrator, made)
    entry = AuditEntry.objects.get(action="exchange.erased")
    assert (entry.who, entry.subject, entry.after) == (person(Role.ADMIN), str(made.pk), None)
    assert entry.before == {"sent": made.created_at.isoformat(), "from": "playground"}


def test_the_mark_of_an_error_stays_while_others_have_it(administrator: Client, make_exchange: MakeExchange) -> None:
    made, _other = (make_exchange(status=400, fingerprint="ab12" * 4) for _ in range(2))
    ErrorGroup.objects.create(project=made.project, fingerprint=made.fingerprint)
    erase(administrator, made)
    assert ErrorGroup.objects.exists()


def test_what_is_being_sent_is_not_erased(administrator: Client, make_exchange: MakeExchange) -> None:
    made = make_exchange(state=State.SENDING, status=None)
    response = administrator.post(f"/history/{made.pk}/erase/")
    assert response.status_code == 409
    assert "still being sent" in response.content.decode()
    assert Exchange.objects.exists()
