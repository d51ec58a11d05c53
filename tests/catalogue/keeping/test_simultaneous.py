"""Two administrators who edit one beta at once: the second sees both edits, and neither is lost."""

import os
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from betas.catalogue.merging import Take, differences, merged
from betas.catalogue.shape import BLANK
from betas.models import Beta, BetaChange, Evidence, User
from betas.models.choices import Role
from tests.catalogue.test_admin import address_of, posted, saved
from tests.conftest import MakeBeta, SignedIn

# The goal is a hundred; the suite takes fewer for time's sake.
TRIALS = int(os.environ.get("TRIALS", "5"))


def with_(**values: Any) -> dict[str, Any]:
    return {**BLANK, **values}


@pytest.mark.parametrize(
    ("theirs", "yours", "take", "news"),
    [
        ({"title": "B"}, {"title": "A"}, "", {}),
        ({"title": "A"}, {"title": "B"}, "", {"title": "B"}),
        ({"title": "B"}, {"title": "B"}, "", {}),
        ({"title": "B"}, {"title": "C"}, "", {"title": "C"}),
        ({"title": "B"}, {"title": "C"}, Take.THEIRS, {}),
        ({"title": "B"}, {"title": "C"}, Take.BOTH, {"title": "C"}),
        ({"endpoints": ["a", "b"]}, {"endpoints": ["a", "c"]}, "", {"endpoints": ["a", "b", "c"]}),
        ({"endpoints": ["a", "b"]}, {"endpoints": []}, "", {"endpoints": ["b"]}),
        ({"endpoints": ["a", "b"]}, {"endpoints": ["c"]}, Take.YOURS, {"endpoints": ["c"]}),
    ],
)
def test_what_both_changed_is_chosen_and_the_rest_merges(
    theirs: dict[str, Any], yours: dict[str, Any], take: str, news: dict[str, Any]
) -> None:
    base = with_(title="A", endpoints=["a"])
    found = differences(base, {**base, **theirs}, {**base, **yours})
    takes = dict.fromkeys(theirs, take) if take else {}
    assert merged(found, takes) == news


def opened(client: Client, beta: Beta, **news: Any) -> dict[str, Any]:
    return posted(client, address_of(beta), **news)


def sent_on(conflict: Any, **news: str) -> dict[str, str]:
    """What the page of the conflict sends when its button is pressed."""
    context = conflict.context
    return {"merge": "yes", **{name: context[name] for name in ("opened", "yours", "reason")}, **news}


def test_the_second_of_two_sees_both_edits(administrator: Client, make_beta: MakeBeta) -> None:
    beta = make_beta()
    mine = opened(administrator, beta, title="Mine", summary="mine")
    saved(administrator, address_of(beta), title="Theirs", notes="theirs")
    response = administrator.post(address_of(beta), mine)
    assert response.status_code == 409
    rows = {row.difference.field: (row.base, row.theirs, row.yours) for row in response.context["rows"]}
    assert rows == {
        "title": (["Alpha"], ["Theirs"], ["Mine"]), "summary": ([], [], ["mine"]), "notes": ([], ["theirs"], []),
    }  # fmt: skip
    assert "admin saved while your form was open, because: read it in the docs" in response.content.decode()
    assert Beta.objects.get().title == "Theirs"


def test_saving_again_keeps_both(administrator: Client, make_beta: MakeBeta) -> None:
    beta = make_beta()
    mine = opened(administrator, beta, title="Mine", summary="mine")
    saved(administrator, address_of(beta), title="Theirs", notes="theirs")
    conflict = administrator.post(address_of(beta), mine)
    administrator.post(address_of(beta), sent_on(conflict, **{"take-title": "theirs"}))
    beta = Beta.objects.get()
    assert (beta.title, beta.summary, beta.notes, beta.version) == ("Theirs", "mine", "theirs", 3)


def test_rows_of_both_are_kept_even_where_theirs_were_written_anew(administrator: Client, make_beta: MakeBeta) -> None:
    beta = make_beta()
    Evidence.objects.create(beta=beta, source="old")
    mine = opened(administrator, beta, **{"evidence-1-source": "mine", "evidence-TOTAL_FORMS": "2"})
    saved(
        administrator, address_of(beta),
        **{"evidence-0-DELETE": "on", "evidence-1-source": "theirs", "evidence-TOTAL_FORMS": "2"},
    )  # fmt: skip
    conflict = administrator.post(address_of(beta), mine)
    assert conflict.status_code == 409
    assert [row.source for row in beta.evidence.all()] == ["theirs"]
    administrator.post(address_of(beta), sent_on(conflict))
    assert {row.source for row in beta.evidence.all()} == {"theirs", "mine"}


def test_a_third_edit_meanwhile_shows_the_conflict_again(administrator: Client, make_beta: MakeBeta) -> None:
    beta = make_beta()
    mine = opened(administrator, beta, title="Mine")
    saved(administrator, address_of(beta), title="Theirs")
    conflict = administrator.post(address_of(beta), mine)
    saved(administrator, address_of(beta), title="Third")
    again = administrator.post(address_of(beta), sent_on(conflict, **{"take-title": "yours"}))
    assert again.status_code == 409
    [row] = again.context["rows"]
    assert (row.theirs, row.yours, row.take) == (["Third"], ["Mine"], "yours")
    administrator.post(address_of(beta), sent_on(again, **{"take-title": row.take}))
    assert Beta.objects.get().title == "Mine"


def test_an_old_form_with_an_error_comes_back_as_it_was_typed(administrator: Client, make_beta: MakeBeta) -> None:
    beta = make_beta()
    Evidence.objects.create(beta=beta, source="old")
    mine = opened(administrator, beta, title="", summary="mine")
    saved(administrator, address_of(beta), notes="theirs")
    response = administrator.post(address_of(beta), mine)
    form = response.context["adminform"].form
    assert (response.status_code, form["summary"].value(), form.errors.keys()) == (200, "mine", {"title"})
    assert [row.source for row in beta.evidence.all()] == ["old"]


@pytest.mark.parametrize("sent", ["", "x", "[1, {}]", "[" * 100_000, '["1", null]'])
def test_a_form_that_does_not_say_what_it_was_opened_on_saves_nothing(
    administrator: Client, make_beta: MakeBeta, sent: str
) -> None:
    beta = make_beta()
    response = administrator.post(address_of(beta), opened(administrator, beta, title="Mine", opened=sent))
    assert "opened" in response.context["adminform"].form.errors
    assert Beta.objects.get().title == "Alpha"


@pytest.mark.parametrize("sent", [{}, {"opened": "x", "yours": "[]", "reason": "r"}])
def test_a_merge_nobody_can_read_is_400(administrator: Client, make_beta: MakeBeta, sent: dict[str, str]) -> None:
    beta = make_beta()
    assert administrator.post(address_of(beta), {"merge": "yes", **sent}).status_code == 400


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_none_is_lost(signed_in: SignedIn, make_beta: MakeBeta) -> None:
    """Both send at the same moment: one is saved, the other sees it, saves on top, and both edits stand."""
    clients = [signed_in(Role.ADMIN), signed_in(Role.ADMIN)]
    for trial in range(TRIALS):
        beta = make_beta(f"alpha-{trial}")
        start = Barrier(2)
        edits = [{"title": f"title {trial}"}, {"summary": f"summary {trial}"}]
        forms = [opened(client, beta, **edit) for client, edit in zip(clients, edits, strict=True)]

        def send(client: Client, form: dict[str, Any], address: str = address_of(beta), start: Barrier = start) -> int:
            try:
                start.wait()
                answer = client.post(address, form)
                if answer.status_code == 409:
                    assert client.post(address, sent_on(answer)).status_code == 302
                return answer.status_code
            finally:
                connections.close_all()

        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(send, clients, forms))
        beta.refresh_from_db()
        assert sorted(answers) == [302, 409]
        assert (beta.title, beta.summary, beta.version) == (f"title {trial}", f"summary {trial}", 3)
    assert BetaChange.objects.count() == 2 * TRIALS
    assert User.objects.count() == 1
