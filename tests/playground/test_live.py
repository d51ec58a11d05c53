import pytest

from betas.dispatch import send as dispatch
from betas.models import Exchange
from betas.models.choices import State
from betas.playground.live import Frames
from tests.playground.conftest import MakeForm


@pytest.mark.django_db
def test_closing_what_nobody_began_to_read_stops_the_sending(form: MakeForm) -> None:
    filled = form()
    assert filled.is_valid(), filled.errors
    lives = dispatch.stream(filled.call, filled.sender())
    Frames(next(lives), lives).close()
    assert Exchange.objects.get().state == State.CANCELLED
