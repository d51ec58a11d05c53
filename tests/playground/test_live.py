import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django_htmx.middleware import HtmxMiddleware

from betas import streaming
from betas.dispatch import send as dispatch
from betas.models import Exchange
from betas.models.choices import State
from betas.playground import live
from tests.playground.conftest import MakeForm


@pytest.mark.django_db
def test_where_another_answer_goes_out_instead_the_sending_stops(form: MakeForm) -> None:
    filled = form()
    assert filled.is_valid(), filled.errors
    request = RequestFactory().post("/playground/send/")

    def interrupted(asked: HttpRequest) -> HttpResponse:
        live.respond(asked, dispatch.stream(filled.call, filled.sender()))
        return HttpResponse(status=400)

    assert streaming.close_unanswered(interrupted)(request).status_code == 400
    assert Exchange.objects.get().state == State.CANCELLED


@pytest.mark.parametrize(("headers", "most"), [({"HX-Request": "true"}, live.AT_ONCE), ({}, 12)])
def test_live_answers_begin_a_few_at_a_time_and_nobody_else_waits(headers: dict[str, str], most: int) -> None:
    inside, seen = list[int](), list[int]()

    def begins(request: HttpRequest) -> HttpResponse:
        inside.append(1)
        time.sleep(0.1)
        seen.append(len(inside))
        inside.pop()
        return HttpResponse()

    ask = HtmxMiddleware(live.in_turn(begins))
    with ThreadPoolExecutor(12) as pool:
        list(pool.map(ask, [RequestFactory().post("/playground/send/", headers=headers) for _ in range(12)]))
    assert max(seen) == most
