import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

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
