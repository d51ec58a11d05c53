"""One click after an error: the same request with one repair, and its page."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from betas.access.roles import person, requires
from betas.dispatch import send as dispatch
from betas.dispatch.again import Gone, again
from betas.models import Exchange
from betas.models.choices import Role
from betas.playground.retry_form import RetryForm

NOT_SENT = "playground/not_retried.html"


@require_POST
@requires(Role.TESTER)
def retry(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A second click on the same page leads to what the first one sent."""
    exchanges = Exchange.objects.for_user(person(request)).select_related("project", "upstream", "body")
    exchange = get_object_or_404(exchanges, pk=pk)
    form = RetryForm(request.POST, exchange=exchange)
    if not form.is_valid():
        return _not_sent(request, exchange, form.problem, status=422)
    try:
        return redirect(dispatch.send(*again(exchange, form.fix, person(request), form.cleaned_data["once"])))
    except Gone as error:
        return _not_sent(request, exchange, str(error), status=409)
    except dispatch.TooManyStreams as error:
        reason = _("Too many requests are open at once, so nothing was sent. Try again in a moment.")
        response = _not_sent(request, exchange, reason, status=429)
        response["Retry-After"] = str(error.retry_after_s)
        return response
    except dispatch.NotWritten as error:
        return _not_sent(request, exchange, str(error), status=503)


def _not_sent(request: HttpRequest, exchange: Exchange, reason: str, *, status: int) -> HttpResponse:
    return render(request, NOT_SENT, {"exchange": exchange, "not_sent": reason}, status=status)
