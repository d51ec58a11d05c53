from datetime import date
from itertools import product

import pytest
from pytest_django import DjangoAssertNumQueries

from betas.catalogue.advice import advice
from betas.catalogue.load import Loaded
from betas.models import Beta
from betas.models.choices import Status

NEXT = "alpha-2026-01-01"
ACCEPTED = "The name is still accepted, which does not say that it still does something."
REFUSED = "The name is no longer accepted."
UNSTATED = "Whether the name is still accepted is not stated."
MOVE = f"Move to its successor, {NEXT}."


def beta(status: str, successor: str = "", **facts: object) -> Beta:
    """`successor` is the status of what follows; empty where nothing does."""
    following = Beta(name=NEXT, status=successor) if successor else None
    return Beta(name="alpha-2025-01-01", status=status, successor=following, **facts)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (beta("active"), "Send it where you use the feature; whether that works without the header is not stated."),
        (beta("active", header_still_needed=True), "Send it where you use the feature: the header is needed."),
        (beta("active", header_still_needed=False), "Leave it out: the header is not needed."),
        (
            beta("active", header_still_needed=True, retired_on=date(2027, 1, 31)),
            "Send it where you use the feature: the header is needed. It retires on 2027-01-31.",
        ),
        (
            beta("active", "active", header_still_needed=True),
            f"Send it where you use the feature: the header is needed. Its successor is {NEXT}.",
        ),
        (
            beta("generally_available"),
            "Try without it: the feature is generally available; whether the header may go is not stated.",
        ),
        (
            beta("generally_available", header_still_needed=True),
            "Keep it where the header is still needed; elsewhere the feature is generally available.",
        ),
        (
            beta("generally_available", header_still_needed=False, changes_response_shape=True),
            "Leave it out: the feature is generally available without the header. "
            "With the header the answer has an older shape.",
        ),
        (beta("superseded", "active", still_accepted=True), f"{MOVE} {ACCEPTED}"),
        (beta("superseded", "active"), f"{MOVE} {UNSTATED}"),
        (beta("superseded"), f"It is superseded, but no successor is stated. {UNSTATED}"),
        (
            beta("superseded", "superseded", still_accepted=True),
            f"Move on past its successor, {NEXT}, which is itself superseded. {ACCEPTED}",
        ),
        (beta("deprecated", "active", still_accepted=True), f"{MOVE} {ACCEPTED}"),
        (
            beta("deprecated", still_accepted=True, header_still_needed=True),
            "Plan to do without it: it is deprecated, and no successor is stated. "
            "Until you have, the header is still needed in places.",
        ),
        (
            beta("deprecated", "active", retired_on=date(2027, 1, 31)),
            f"{MOVE} It retires on 2027-01-31.",
        ),
        (beta("retired", still_accepted=False), f"Take it out: it is retired, and no successor is stated. {REFUSED}"),
        (beta("retired", "active", still_accepted=True), f"{MOVE} {ACCEPTED}"),
        (beta("unknown"), f"Try it before you rely on it: no source states its status. {UNSTATED}"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.status,
)
def test_the_advice_follows_from_the_facts(given: Beta, words: str) -> None:
    assert advice(given) == words


@pytest.mark.parametrize("status", Status.values)
def test_it_is_one_sentence_or_two_whatever_the_facts(status: str) -> None:
    known = (True, False, None)
    for accepted, needed, shape, successor, day in product(known, known, known, ("", *Status.values), (None, date.max)):
        facts = {"still_accepted": accepted, "header_still_needed": needed, "changes_response_shape": shape}
        told = advice(beta(status, successor, retired_on=day, **facts))
        assert 1 <= told.count(". ") + told.endswith(".") <= 2


def test_every_shipped_beta_has_advice_without_a_query_of_its_own(
    loaded: Loaded, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        told = [advice(each) for each in Beta.objects.select_related("successor")]
    assert all(told)
