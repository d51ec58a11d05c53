"""In and out: password, one-time link, sign-out."""

from django.contrib import messages
from django.contrib.auth import authenticate, logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from betas.access import links, people, sessions, throttle
from betas.access.forms import SignInForm
from betas.access.roles import person, requires, role_for
from betas.models import User
from betas.models.choices import Role


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect(sessions.destination(request))
    form = SignInForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _ask(request, form, 422 if form.is_bound else 200)
    try:
        with throttle.one_of_few():
            user = authenticate(request, **form.cleaned_data)
    except throttle.Busy:
        form.add_error(None, _("Many people are signing in right now. Try again in a few seconds."))
        return _ask(request, form, 503, retry_after=5)
    if not isinstance(user, User):
        return _refuse(request, form)
    throttle.forgive(user.username)
    target = sessions.destination(request)
    sessions.begin(request, user)
    return redirect(target)


def _refuse(request: HttpRequest, form: SignInForm) -> HttpResponse:
    seconds = throttle.seconds_left(form.cleaned_data["username"], throttle.address_of(request))
    if not seconds:
        form.add_error(None, _("This name and password do not fit together."))
        return _ask(request, form, 422)
    words = ngettext(
        "Too many failed tries. Wait %(n)s second, then try again.",
        "Too many failed tries. Wait %(n)s seconds, then try again.",
        seconds,
    )
    form.add_error(None, words % {"n": seconds})
    return _ask(request, form, 429, retry_after=seconds)


def _ask(request: HttpRequest, form: SignInForm, status: int, *, retry_after: int | None = None) -> HttpResponse:
    context = {"form": form, "next": sessions.destination(request)}
    response = render(request, "access/sign_in.html", context, status=status)
    if retry_after:
        response["Retry-After"] = str(retry_after)
    return response


@login_not_required
@require_GET
def link(request: HttpRequest, secret: str) -> HttpResponse:
    """The one GET that changes state: it has to open from a terminal. HEAD, as link previews send, does not."""
    user = links.redeem(secret)
    if user is None:
        return render(request, "access/link_spent.html", status=410)
    sessions.begin(request, user, by_link=True)
    if not user.has_usable_password():
        messages.info(request, _("You are signed in. Set a password, or you will need a new link next time."))
    return redirect("overview:index" if user.has_usable_password() else "access:password")


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    response = redirect("access:sign_in")
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@require_POST
@requires(Role.VIEWER)
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    people.end_sessions(person(request))
    return sign_out(request)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.VIEWER)
def password(request: HttpRequest) -> HttpResponse:
    user = person(request)
    kind = SetPasswordForm if sessions.needs_no_old_password(request, user) else PasswordChangeForm
    form = kind(user, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "access/password.html", {"form": form}, status=422 if form.is_bound else 200)
    people.set_password(user, form.cleaned_data["new_password1"])
    sessions.begin(request, user)
    messages.success(request, _("The password is set. Everywhere else you are signed out."))
    return redirect("overview:index")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def admin_door(request: HttpRequest) -> HttpResponse:
    """The admin site's own sign-in would be a second way past the throttle: one door is enough."""
    target = sessions.destination(request)
    if not request.user.is_authenticated:
        return redirect(f"{reverse('access:sign_in')}?{urlencode({'next': target})}")
    if role_for(request) != Role.ADMIN:
        raise PermissionDenied(_("This needs the role %(role)s.") % {"role": Role.ADMIN.label})
    return redirect(target)
