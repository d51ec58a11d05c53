"""A person's own views of lists: keep one, rename it, delete it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from betas.access.roles import person, requires
from betas.models import SavedView
from betas.models.choices import Role
from betas.saved.forms import NameForm, SaveForm

PAGE, FORM = "saved/index.html", "saved/name.html"


@require_safe
@requires(Role.VIEWER)
def index(request: HttpRequest) -> HttpResponse:
    return render(request, PAGE, {"views": SavedView.objects.of(person(request))})


@require_POST
@requires(Role.VIEWER)
def save(request: HttpRequest) -> HttpResponse:
    form = SaveForm(person(request), None, request.POST)
    if not form.is_valid():
        return render(request, FORM, {"form": form}, status=422)
    view = form.save()
    messages.success(request, _("Saved as “%(name)s”.") % {"name": view.name})
    return redirect(view)


@require_POST
@requires(Role.VIEWER)
def rename(request: HttpRequest, view_id: int) -> HttpResponse:
    user = person(request)
    view = get_object_or_404(SavedView.objects.of(user), pk=view_id)
    form = NameForm(user, view, request.POST)
    if not form.is_valid():
        return render(request, FORM, {"form": form, "view": view}, status=422)
    view.name = form.cleaned_data["name"]
    view.save(update_fields=["name"])
    messages.success(request, _("The view is now called “%(name)s”.") % {"name": view.name})
    return redirect("saved:index")


@require_POST
@requires(Role.VIEWER)
def delete(request: HttpRequest, view_id: int) -> HttpResponse:
    view = get_object_or_404(SavedView.objects.of(person(request)), pk=view_id)
    view.delete()
    messages.success(request, _("The view “%(name)s” is deleted.") % {"name": view.name})
    return redirect("saved:index")
