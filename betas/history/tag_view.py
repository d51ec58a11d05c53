"""Tags of one exchange or of several at once."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from betas.access import sessions
from betas.access.roles import person, requires
from betas.history.tag_form import PickForm, TagForm
from betas.htmx import wants_fragment
from betas.models.choices import Role

PAGE, TAGS = "history/tags.html", "history/_tags.html"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.TESTER)
def tags(request: HttpRequest) -> HttpResponse:
    """Shows those ticked, and changes their tags. htmx, which asks from an exchange's page, gets its tags alone."""
    if request.method != "POST":
        asked = PickForm(person(request), request.GET)
        return _page(request, asked, status=200 if asked.is_valid() else 422)
    form = TagForm(person(request), request.POST)
    saved = form.is_valid() and form.save()
    if wants_fragment(request) and len(form.picked) == 1:
        context = {"exchange": form.picked[0], "tag_form": None if saved else form}
        return render(request, TAGS, context, status=200 if saved else 422)
    if not saved:
        return _page(request, form, status=422)
    messages.success(request, _("The tags are saved."))
    return redirect(sessions.destination(request, "history:index"))


def _page(request: HttpRequest, form: PickForm, *, status: int) -> HttpResponse:
    context = {"form": form, "picked": form.picked, "next": sessions.destination(request, "history:index")}
    return render(request, PAGE, context, status=status)
