import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from betas.catalogue import facts
from betas.catalogue.facts import Facts
from betas.catalogue.load import load


@pytest.fixture(scope="session")
def known(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Facts:
    """The shipped catalogue as facts, read once; the database is left empty."""
    with django_db_blocker.unblock(), transaction.atomic():
        load()
        found = facts.current()
        transaction.set_rollback(True)
    facts.forget()
    return found
