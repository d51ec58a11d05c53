from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import count
from typing import cast
from uuid import UUID

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from betas.access.sessions import BACKEND
from betas.catalogue import facts
from betas.catalogue.load import Loaded
from betas.models import Beta, Exchange, ExchangeBeta, ExchangeBody, Family, Membership, Project, User
from betas.models.choices import Role, Source, State
from betas.models.search import first_id
from tests import shipped

POSTGRESQL = "django.db.backends.postgresql"
DATABASE = {"db", "transactional_db", "live_server", "django_db_setup"}
# Tables of routes by role and header, of what a page says of an answer, of what a program is refused.
OF_NO_ENGINE = {
    "test_matrix.py", "test_headers.py", "test_access.py", "test_envelope.py", "test_not_sent.py", "test_judging.py",
    "test_exchange.py", "test_share.py",
}  # fmt: skip
FORM = "playground"
ROWS = {"loaded", "make_beta", "make_exchange", "project", "person", "signed_in"}
MakeBeta = Callable[..., Beta]
MakeExchange = Callable[..., Exchange]
SignedIn = Callable[[Role], Client]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The longest first, so that two processes end together. On PostgreSQL only what asks the database runs.

    The rest runs beside SQLite already; so do the files that say nothing of an engine, what asks for shipped facts
    alone, and the playground's: its form reads what the catalogue's tests read, and dispatch's send. How many queries a
    page makes is counted on both.
    """
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)
    if settings.DATABASES["default"]["ENGINE"] != POSTGRESQL:
        return
    rest = [item for item in items if not _asks_the_database(item)]
    config.hook.pytest_deselected(items=rest)
    items[:] = [item for item in items if _asks_the_database(item)]


def _asks_the_database(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    of_facts = "shipped_facts" in fixtures and not fixtures & ROWS
    of_no_engine = item.path.name in OF_NO_ENGINE or item.path.parent.name == FORM
    if of_facts or (of_no_engine and "queries" not in item.name):
        return False
    return bool(fixtures & DATABASE) or item.get_closest_marker("django_db") is not None


@pytest.fixture(autouse=True)
def fresh_facts() -> Iterator[None]:
    facts.forget()
    yield
    facts.forget()


@pytest.fixture(autouse=True)
def no_language_left_behind() -> Iterator[None]:
    """A request leaves its language in the thread that answered it, which here is the test's."""
    yield
    translation.deactivate()


@pytest.fixture
def loaded(db: None) -> Loaded:
    """The shipped catalogue in the database."""
    return shipped.put()


@pytest.fixture
def project(db: None) -> Project:
    return Project.objects.all().default()


@pytest.fixture
def person(project: Project) -> Callable[[Role], User]:
    """Makes (or finds) the one user of a role."""

    def make(role: Role) -> User:
        is_admin = role == Role.ADMIN
        user, _ = User.objects.get_or_create(username=str(role), is_staff=is_admin, is_superuser=is_admin)
        Membership.objects.get_or_create(project=project, user=user, defaults={"role": role})
        return user

    return make


@pytest.fixture
def signed_in(person: Callable[[Role], User]) -> SignedIn:
    def make(role: Role) -> Client:
        client = Client()
        client.force_login(person(role), backend=BACKEND)
        return client

    return make


@pytest.fixture
def tester(signed_in: SignedIn) -> Client:
    return signed_in(Role.TESTER)


@pytest.fixture
def administrator(signed_in: SignedIn) -> Client:
    return signed_in(Role.ADMIN)


@pytest.fixture
def make_exchange(project: Project) -> MakeExchange:
    """An exchange as the history keeps it, with its body and a row per beta name given; ids follow `created_at`."""
    number = count()

    def make(*names: str, refused: tuple[str, ...] = (), **fields: object) -> Exchange:
        values: dict[str, object] = {
            "project": project, "source": Source.PLAYGROUND, "upstream_name": "simulator", "simulated": True,
            "path": "/v1/messages", "model": "claude-opus-5-5", "api_version": "2026-10-21",
            "beta_header": ",".join(names) or None, "stream": False, "state": State.DONE, "status": 200,
        }  # fmt: skip
        if at := fields.get("created_at"):
            values["id"] = UUID(int=first_id(cast(datetime, at)).int + next(number))
        exchange = Exchange.objects.create(**{**values, **fields})
        ExchangeBody.objects.create(exchange=exchange, request=b"{}", response=b"{}")
        for position, name in enumerate(names):
            ExchangeBeta.objects.create(
                exchange=exchange, name=name, position=position, refused=name in refused, model=exchange.model,
                is_error=exchange.has_failed,
            )  # fmt: skip
        return exchange

    return make


@pytest.fixture
def make_beta(db: None) -> MakeBeta:
    """A beta of the family `alpha`, active unless the fields say otherwise."""

    def make(name: str = "alpha-2025-01-01", **fields: object) -> Beta:
        family = Family.objects.get_or_create(slug="alpha")[0]
        values: dict[str, object] = {
            "family": family, "title": "Alpha", "category": "tools", "status": "active", "visibility": "documented",
        }  # fmt: skip
        return Beta.objects.create(name=name, **{**values, **fields})

    return make
