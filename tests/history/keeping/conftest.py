from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from betas.models import Exchange, ExchangeBody, Project, Retention
from betas.models.choices import Source
from betas.models.paging import first_id
from tests.conftest import MakeExchange

Aged = Callable[..., Exchange]
Limit = Callable[..., Retention]


@pytest.fixture
def aged(make_exchange: MakeExchange) -> Aged:
    """An exchange of so many days ago, its id too; `size` is how long its stored answer is."""
    number = iter(range(1, 10_000))

    def make(days: float = 0, *, size: int = 2, **fields: object) -> Exchange:
        moment = timezone.now() - timedelta(days=days)
        pk = UUID(int=first_id(moment).int + next(number))
        made = make_exchange(id=pk, created_at=moment, preview="Name a river.", **fields)
        ExchangeBody.objects.filter(exchange=made).update(response=b"x" * size)
        return made

    return make


@pytest.fixture
def limit(project: Project) -> Limit:
    def make(source: Source = Source.PLAYGROUND, **limits: int) -> Retention:
        return Retention.objects.create(project=project, source=source, **limits)

    return make
