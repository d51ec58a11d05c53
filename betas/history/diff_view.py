"""Two exchanges compared: any two, or one with that which it was made from."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from betas.access.roles import person, requires
from betas.history import comparison, shown
from betas.history.tag_form import PickForm
from betas.models import Exchange
from betas.models.choices import Role

PAGE = "history/diff.html"


class PairForm(forms.Form):
    a = forms.UUIDField()
    b = forms.UUIDField()


@require_safe
@requires(Role.VIEWER)
def diff(request: HttpRequest) -> HttpResponse:
    """`a` with `b`; those ticked in the list are sent on to that address, the older one as `a`."""
    if "pick" in request.GET:
        return _picked(request)
    form = PairForm(request.GET)
    if not form.is_valid():
        return render(request, PAGE, status=422)
    before, after = (_found(request, form, name) for name in ("a", "b"))
    return render(request, PAGE, comparison.shown(before, after))


def _picked(request: HttpRequest) -> HttpResponse:
    picked = PickForm(person(request), request.GET).picked
    ids = [str(each.pk) for each in picked]
    if len(picked) == 1 and picked[0].parent_id:
        ids = [str(picked[0].parent_id), *ids]
    if len(ids) != 2:
        return render(request, PAGE, status=422)
    return redirect(f"{reverse('history:diff')}?{urlencode({'a': ids[0], 'b': ids[1]})}")


def _found(request: HttpRequest, form: PairForm, name: str) -> Exchange:
    try:
        return shown.found(person(request), form.cleaned_data[name])
    except Exchange.DoesNotExist as error:
        raise Http404 from error
