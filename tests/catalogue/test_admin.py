"""What an administrator changes is kept: who, why, before, after."""

from typing import Any

import pytest
from django.db import connection
from django.forms import BoundField, NullBooleanField
from django.test import Client
from django.test.utils import CaptureQueriesContext

from betas.catalogue.load import Loaded, load
from betas.models import Beta, BetaChange, ClaudeModel, Evidence, Family, Gate
from betas.models.choices import Role
from tests.catalogue.conftest import Folder, MakeBeta
from tests.conftest import SignedIn

SIDES = ("gates", "platforms", "models", "conflicts", "requirements", "evidence")


def posted(client: Client, address: str, **news: Any) -> dict[str, Any]:
    """What a browser would send: the page's own form with some fields filled in anew."""
    context = client.get(address).context
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    values = {field.html_name: as_sent(field) for form in forms for field in form}
    sent = {name: value for name, value in values.items() if value is not None and value is not False}
    return {**sent, "reason": "read it in the docs", **news}


def as_sent(field: BoundField) -> Any:
    value = field.value()
    if isinstance(field.field, NullBooleanField):
        return {True: "true", False: "false", None: "unknown"}[value]
    return value.replace("\n", "\r\n") if isinstance(value, str) else value


def address_of(beta: Beta) -> str:
    return f"/admin/betas/beta/{beta.pk}/change/"


def saved(client: Client, address: str, **news: Any) -> None:
    response = client.post(address, posted(client, address, **news))
    assert response.status_code == 302, response.context["errors"]


def newest() -> BetaChange:
    found = BetaChange.objects.first()
    assert found
    return found


def test_a_changed_field_is_a_change(administrator: Client, make_beta: MakeBeta) -> None:
    beta = make_beta()
    saved(administrator, address_of(beta), title="Better")
    change = newest()
    assert (change.beta, change.field, change.before, change.after) == (beta, "title", "Alpha", "Better")
    assert (str(change.who), change.why) == ("admin", "read it in the docs")


def test_a_change_raises_the_version_and_saving_as_it_is_does_not(administrator: Client, make_beta: MakeBeta) -> None:
    beta = make_beta()
    saved(administrator, address_of(beta), title="Better")
    saved(administrator, address_of(beta))
    beta.refresh_from_db()
    assert (beta.version, BetaChange.objects.count()) == (2, 1)


def test_no_change_without_a_reason(administrator: Client, make_beta: MakeBeta) -> None:
    beta = make_beta()
    sent = posted(administrator, address_of(beta), title="Better", reason="")
    assert administrator.post(address_of(beta), sent).status_code == 200
    assert Beta.objects.get().title == "Alpha"


def test_a_new_gate_is_a_change_of_the_gates(administrator: Client, make_beta: MakeBeta) -> None:
    row = {"gates-0-path": "speed", "gates-0-kind": "field", "gates-0-mode": "required"}
    saved(administrator, address_of(make_beta()), **row)
    gate = {"path": "speed", "kind": "field", "value": "", "mode": "required", "only_on": []}
    assert (newest().field, newest().before, newest().after) == ("gates", [], [gate])


def test_a_deleted_row_is_a_change(administrator: Client, make_beta: MakeBeta) -> None:
    beta = make_beta()
    Evidence.objects.create(beta=beta, source="a rumour")
    saved(administrator, address_of(beta), **{"evidence-0-DELETE": "on"})
    assert (newest().field, newest().after) == ("evidence", [])


def test_a_conflict_with_another_beta_takes_its_name(administrator: Client, make_beta: MakeBeta) -> None:
    beta, other = make_beta(), make_beta("bravo-2025-02-02")
    saved(administrator, address_of(beta), **{"conflicts-0-other": other.pk, "conflicts-0-note": "a 400"})
    assert newest().after == [{"subject": "bravo-2025-02-02", "other": "bravo-2025-02-02", "note": "a 400"}]


@pytest.mark.parametrize(
    "row",
    [
        {"gates-0-path": "a b", "gates-0-kind": "field", "gates-0-mode": "required"},
        {"gates-0-path": "a", "gates-0-kind": "value", "gates-0-mode": "required"},
        {"conflicts-0-note": "with what?"},
    ],
)
def test_a_row_nobody_can_read_is_not_taken(administrator: Client, make_beta: MakeBeta, row: dict[str, str]) -> None:
    beta = make_beta()
    response = administrator.post(address_of(beta), posted(administrator, address_of(beta), **row))
    assert response.status_code == 200
    assert BetaChange.objects.count() == 0


def test_endpoints_are_written_one_a_line(administrator: Client, make_beta: MakeBeta) -> None:
    beta = make_beta()
    saved(administrator, address_of(beta), endpoints="POST /v1/messages\n\nGET /v1/models\n")
    beta.refresh_from_db()
    assert beta.endpoints == ["POST /v1/messages", "GET /v1/models"]


def test_a_new_beta_is_a_change(administrator: Client, make_beta: MakeBeta) -> None:
    family = make_beta().family
    saved(
        administrator, "/admin/betas/beta/add/", name="bravo-2025-02-02", family=family.pk, title="Bravo",
        category="tools", status="active", visibility="documented",
    )  # fmt: skip
    assert (newest().subject, newest().field, str(newest().who)) == ("bravo-2025-02-02", "added", "admin")


def test_a_name_that_cannot_travel_is_not_taken(administrator: Client, make_beta: MakeBeta) -> None:
    family = make_beta().family
    address = "/admin/betas/beta/add/"
    sent = posted(administrator, address, name="a,b", family=family.pk, title="B", category="tools", visibility="x")
    assert "name" in administrator.post(address, sent).context["adminform"].form.errors


def test_an_edit_survives_the_next_load(administrator: Client, facts: Folder) -> None:
    load(facts(alpha='summary = "a"'))
    saved(administrator, address_of(Beta.objects.get()), summary="mine")
    load(facts(alpha='summary = "b"'))
    assert Beta.objects.get().summary == "mine"


@pytest.mark.parametrize("name", ["mcp-client-2026-09-15", "dreaming-2026-04-21", "fast-mode-2026-02-01"])
def test_a_shipped_beta_changes_only_where_it_was_edited(administrator: Client, loaded: Loaded, name: str) -> None:
    beta = Beta.objects.get(name=name)
    saved(administrator, address_of(beta), status="unknown")
    assert [change.field for change in BetaChange.objects.filter(beta=beta)] == ["status", "added"]


def test_a_shipped_beta_cannot_be_deleted(administrator: Client, loaded: Loaded) -> None:
    beta = Beta.objects.get(name="mcp-client-2026-09-15")
    response = administrator.post(f"/admin/betas/beta/{beta.pk}/delete/", {"post": "yes"})
    assert response.status_code == 403


def test_a_beta_made_by_hand_can_be_deleted_and_that_is_a_change(administrator: Client, make_beta: MakeBeta) -> None:
    administrator.post(f"/admin/betas/beta/{make_beta().pk}/delete/", {"post": "yes"})
    assert Beta.objects.count() == 0
    assert (newest().subject, newest().field, newest().before) == ("alpha-2025-01-01", "deleted", "Alpha")


def chosen(*betas: Beta, **asked: str) -> dict[str, Any]:
    return {"action": "set_status", "_selected_action": [beta.pk for beta in betas], **asked}


def test_a_status_for_many_asks_first(administrator: Client, make_beta: MakeBeta) -> None:
    response = administrator.post("/admin/betas/beta/", chosen(make_beta()))
    assert "alpha-2025-01-01: Active" in " ".join(response.content.decode().split())
    assert Beta.objects.get().status == "active"


def test_a_status_for_many_needs_a_reason(administrator: Client, make_beta: MakeBeta) -> None:
    sent = chosen(make_beta(), apply="yes", status="retired", reason="")
    assert administrator.post("/admin/betas/beta/", sent).context["form"].errors.keys() == {"reason"}
    assert Beta.objects.get().status == "active"


def test_a_status_for_many_is_a_change_of_each(administrator: Client, make_beta: MakeBeta) -> None:
    betas = [make_beta("alpha-1"), make_beta("alpha-2", status="retired"), make_beta("alpha-3")]
    sent = chosen(*betas[:2], apply="yes", status="retired", reason="gone")
    assert administrator.post("/admin/betas/beta/", sent, follow=True).status_code == 200
    told = Beta.objects.values_list("name", "status", "status_reason", "version")
    assert list(told) == [
        ("alpha-1", "retired", "gone", 2),
        ("alpha-2", "retired", "", 1),
        ("alpha-3", "active", "", 1),
    ]
    kept = BetaChange.objects.values_list("subject", "field", "before", "after", "why")
    assert list(kept) == [
        ("alpha-1", "status_reason", "", "gone", "gone"),
        ("alpha-1", "status", "active", "retired", "gone"),
    ]


def test_a_changed_price_is_a_change(administrator: Client) -> None:
    ClaudeModel.objects.create(id="claude-x", prices={"input": "1"})
    saved(administrator, "/admin/betas/claudemodel/claude-x/change/", prices='{"input": "2"}')
    change = newest()
    assert (change.beta, change.subject, change.field) == (None, "claude-x", "prices")
    assert (change.before, change.after) == ({"input": "1"}, {"input": "2"})


@pytest.mark.parametrize("prices", ['{"inputs": "2"}', '{"input": 2.5}', '{"input": "much"}', "[]x"])
def test_a_price_nobody_can_read_is_not_taken(administrator: Client, prices: str) -> None:
    ClaudeModel.objects.create(id="claude-x")
    address = "/admin/betas/claudemodel/claude-x/change/"
    response = administrator.post(address, posted(administrator, address, prices=prices))
    assert "prices" in response.context["adminform"].form.errors


@pytest.mark.parametrize("model", ["beta", "family", "claudemodel", "betachange"])
@pytest.mark.parametrize("asked", [{}, {"q": "alpha"}])
def test_every_list_opens(administrator: Client, make_beta: MakeBeta, model: str, asked: dict[str, str]) -> None:
    make_beta()
    assert administrator.get(f"/admin/betas/{model}/", asked).status_code == 200


@pytest.mark.parametrize("asked", ["status__exact=active", "category__exact=tools", "visibility__exact=documented"])
def test_the_list_is_filtered(administrator: Client, make_beta: MakeBeta, asked: str) -> None:
    make_beta()
    make_beta("alpha-2", status="retired", category="files", visibility="sdk_listed")
    assert administrator.get(f"/admin/betas/beta/?{asked}").context["cl"].result_count == 1


def test_search_finds_a_gated_field_once(administrator: Client, make_beta: MakeBeta) -> None:
    beta = make_beta()
    for value in ("one", "two"):
        Gate.objects.create(beta=beta, path="thinking.display", kind="value", value=value, mode="required")
    assert administrator.get("/admin/betas/beta/?q=thinking").context["cl"].result_count == 1


def test_changes_are_only_read(administrator: Client, make_beta: MakeBeta) -> None:
    beta = make_beta()
    change = BetaChange.objects.create(beta=beta, subject=beta.name, field="title", why="because")
    address = f"/admin/betas/betachange/{change.pk}/"
    assert administrator.get(f"{address}change/").status_code == 200
    assert administrator.post(f"{address}change/", {"why": "no"}).status_code == 403
    assert administrator.post(f"{address}delete/", {"post": "yes"}).status_code == 403
    assert administrator.get("/admin/betas/betachange/add/").status_code == 403


def test_a_family_keeps_its_slug(administrator: Client, make_beta: MakeBeta) -> None:
    family = make_beta().family
    administrator.post(f"/admin/betas/family/{family.pk}/change/", {"slug": "bravo"})
    assert Family.objects.get().slug == "alpha"


@pytest.mark.parametrize("role", [Role.VIEWER, Role.TESTER])
def test_only_administrators_come_in(signed_in: SignedIn, make_beta: MakeBeta, role: Role) -> None:
    beta = make_beta()
    response = signed_in(role).post(address_of(beta), {"title": "Mine", "reason": "mine"})
    assert response.status_code in (302, 403)
    assert Beta.objects.get().title == "Alpha"


@pytest.mark.parametrize("path", ["beta/", "family/", "claudemodel/", "betachange/"])
def test_more_rows_cost_no_more_queries(administrator: Client, make_beta: MakeBeta, path: str) -> None:
    def fill(first: int, last: int) -> None:
        for number in range(first, last):
            family = Family.objects.create(slug=f"family-{number}")
            beta = make_beta(f"alpha-{number}", family=family)
            ClaudeModel.objects.create(id=f"model-{number}")
            BetaChange.objects.create(beta=beta, subject=beta.name, field="status", why="test")

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert administrator.get(f"/admin/betas/{path}").status_code == 200
        return len(queries)

    fill(0, 2)
    asked()
    few = asked()
    fill(2, 30)
    assert asked() == few
