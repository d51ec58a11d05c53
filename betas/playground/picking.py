"""What the picker offers for the request as it stands in the form, finished or not."""

from datetime import timedelta

from django.db.models import Count
from django.utils import timezone

from betas.catalogue.facts import Facts
from betas.diagnosis.uses import uses
from betas.models import Exchange, ExchangeBeta, Project
from betas.models.search import first_id
from betas.playground.forms import PlaygroundForm
from betas.playground.picks import Picks, asked_for, picks

LATELY = timedelta(days=30)
MOST_LATELY, MOST_EXCHANGES = 8, 1000


def offered(form: PlaygroundForm, facts: Facts) -> Picks:
    asked = asked_for(uses(form.so_far(), facts), form.names(), facts)
    return picks(form["betas"].value() or [], facts, asked, lately(form.project))


def lately(project: Project) -> list[str]:
    """Names that the project's newest requests sent and no upstream refused, most used first."""
    newest = Exchange.objects.for_project(project).filter(pk__gte=first_id(timezone.now() - LATELY)).order_by("-pk")
    sent = ExchangeBeta.objects.filter(exchange__in=newest.values("pk")[:MOST_EXCHANGES], refused=False)
    counted = sent.order_by().values("name").annotate(times=Count("pk"))
    return list(counted.order_by("-times", "name").values_list("name", flat=True)[:MOST_LATELY])
