import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from betas.catalogue import facts
from betas.catalogue.facts import Facts
from betas.catalogue.load import load


@pytest.fixture(scope="session")
def shipped_facts(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Facts:
    """Read once; the database is left empty."""
    with django_db_blocker.unblock(), transaction.atomic():
        load()
        found = facts.current()
        transaction.set_rollback(True)
    facts.forget()
    return found


@pytest.fixture
def known(db: None, shipped_facts: Facts) -> Facts:
    """The shipped catalogue. That `db` is asked for is how pytest-django learns that there must be one."""
    return shipped_facts
