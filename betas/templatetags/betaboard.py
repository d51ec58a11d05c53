"""How statuses, times, numbers, costs and beta names are written, on every page the same, in the reader's language.

In a template a day is `|date`, a moment `|date:"DATETIME_FORMAT"`: `dashboard/formats/` says how each looks.
"""

import re
from collections.abc import Callable, Hashable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.forms import BaseForm, BoundField, CheckboxInput
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from betas.amounts import NONE, duration, money, number
from betas.models import Exchange
from betas.models.choices import State, Status
from betas.navigation import BELOW, SECTIONS
from betas.told import told_once

register = template.Library()
register.filter(number)
register.filter(duration)
register.filter(money)

STATUS_LOOKS = {
    Status.ACTIVE: "ok",
    Status.GENERALLY_AVAILABLE: "gone",
    Status.SUPERSEDED: "info",
    Status.DEPRECATED: "warn",
    Status.RETIRED: "bad",
}
STATE_LOOKS = {State.SENDING: "info", State.FAILED: "bad", State.INTERRUPTED: "bad", State.CANCELLED: "warn"}
# By status, else by its class.
REPLIES = {
    2: gettext_lazy("OK"),
    3: gettext_lazy("Redirected"),
    4: gettext_lazy("Refused"),
    5: gettext_lazy("Error"),
    429: gettext_lazy("Limited"),
    529: gettext_lazy("Overloaded"),
}
ROOMS_WITH_STYLE = {file.stem for file in (settings.BASE_DIR / "static" / "css" / "pages").glob("*.css")}
ICONS = "vendor/icons.svg"
MONTH = timedelta(days=30)
SCALES: tuple[tuple[timedelta, timedelta, Callable[[int], str]], ...] = (
    (timedelta(minutes=1), timedelta(seconds=1), lambda n: ngettext("%(n)s second", "%(n)s seconds", n)),
    (timedelta(hours=1), timedelta(minutes=1), lambda n: ngettext("%(n)s minute", "%(n)s minutes", n)),
    (timedelta(days=1), timedelta(hours=1), lambda n: ngettext("%(n)s hour", "%(n)s hours", n)),
    (MONTH, timedelta(days=1), lambda n: ngettext("%(n)s day", "%(n)s days", n)),
)


@register.inclusion_tag("_tags/navigation.html", takes_context=True)
def navigation(context: template.RequestContext) -> dict[str, Any]:
    request: HttpRequest = context["request"]
    here = request.resolver_match
    name = here.view_name if here else ""
    current = name if name in dict(SECTIONS) else _section_of(name)
    return {"entries": [(reverse(view), label, view == current) for view, label in SECTIONS]}


def _section_of(name: str) -> str:
    """The section of a page that is none itself. What stands beside the overview, as the palette, is in none."""
    room = name.partition(":")[0]
    return BELOW.get(name) or ("" if room == "overview" else f"{room}:index")


@register.simple_tag
def drawn(template_name: str, **shown: Hashable) -> SafeString:
    """A part of a list that is drawn once: its template shows what it is given here, plain values, and nothing else."""
    return _drawn(template_name, *shown.items())


@told_once
def _drawn(template_name: str, *shown: tuple[str, Hashable]) -> SafeString:
    return render_to_string(template_name, dict(shown))


@register.simple_tag(takes_context=True)
def room_style(context: template.RequestContext) -> str:
    """The style sheet of the room this page belongs to, empty where it has none."""
    here = context["request"].resolver_match
    room = here.app_name if here else ""
    return static(f"css/pages/{room}.css") if room in ROOMS_WITH_STYLE else ""


@register.simple_tag
def icon(name: str) -> SafeString:
    """A drawing of the sprite, for the eye only: the control it stands in has a name in words."""
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}" /></svg>', static(ICONS), name)


@register.simple_tag
@told_once
def status_chip(status: str) -> SafeString:
    """`status` is a catalogue status; empty stands for a name that is not catalogued."""
    if not status:
        return _chip("mute", _("Not catalogued"))
    known = Status(status)
    return _chip(STATUS_LOOKS.get(known, "mute"), known.label)


@register.simple_tag
def state_chip(exchange: Exchange) -> SafeString:
    """The HTTP status where the answer is whole, else the state; what failed never looks fine."""
    return reply_chip(exchange.state, exchange.status, exchange.has_failed)


@register.simple_tag
@told_once
def reply_chip(state: str, status: int | None, has_failed: bool) -> SafeString:
    if state != State.DONE:
        return _chip(STATE_LOOKS[State(state)], State(state).label)
    if has_failed and (status or 0) < 400:
        return _chip("bad", _("%(status)s, error") % {"status": status})
    return _chip("bad" if has_failed else "ok", _reply(status))


def _chip(look: str, word: str | Promise) -> SafeString:
    return format_html('<span class="chip {}">{}</span>', look, word)


def _reply(status: int | None) -> str:
    return f"{status} {REPLIES.get(status or 0) or REPLIES.get((status or 0) // 100, '')}".strip()


@register.simple_tag
def beta_name(name: str, known: object = True) -> SafeString:
    """Pass `known=False`, or nothing, for a name that is not catalogued: it has no page to link to."""
    return _beta_name(name, bool(known))


@told_once
def _beta_name(name: str, known: bool) -> SafeString:
    if not known:
        return format_html('<span class="mono name">{}</span>', name)
    return format_html('<a class="mono name" href="{}">{}</a>', reverse("catalogue:beta", args=[name]), name)


@register.simple_tag
def sent_name(use: Any) -> SafeString:
    """A name of a header: struck where it is retired now, marked where it was refused, with what changed since."""
    return _sent_name(use.name, use.refused, use.retired, use.changed)


@told_once
def _sent_name(name: str, refused: bool, retired: bool, changed: str) -> SafeString:
    since = changed or (_("now retired") if retired else "")
    return format_html(
        '<{tag} class="mono name{look}" title="{title}">{name}{since}</{tag}>',
        tag="s" if retired else "span",
        look=" refused" if refused else "",
        title=": ".join(filter(None, (name, _("refused") if refused else "", since))),
        name=name,
        since=format_html('<span class="hide"> ({})</span>', since) if since else "",
    )


@register.simple_tag
def linked(url: str, text: str, look: str = "") -> SafeString | str:
    """`text`, as a link where there is an address."""
    return format_html('<a href="{}"{}>{}</a>', url, _look(look), text) if url else text


def _look(name: str) -> SafeString | str:
    return format_html(' class="{}"', name) if name else ""


@register.filter
@lru_cache(maxsize=1000)
def unbroken(text: str) -> SafeString:
    """A sentence whose names break at no hyphen, unless one is longer than a line."""
    pieces = re.split(r"(\S*-\S*)", text)
    pieces[1::2] = [format_html('<span class="whole">{}</span>', word) for word in pieces[1::2]]
    return format_html_join("", "{}", ((piece,) for piece in pieces))


@register.inclusion_tag("_tags/sim_notice.html")
def sim_notice(simulated: bool) -> dict[str, bool]:
    """Says so where an answer is made up here; nothing otherwise."""
    return {"simulated": simulated}


@register.inclusion_tag("_tags/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    return {"field": bound, "checkbox": isinstance(bound.field.widget, CheckboxInput)}


@register.inclusion_tag("_tags/errors.html")
def errors(form: BaseForm, heading: str) -> dict[str, Any]:
    """The summary above a form that came back: every error with a link to its field; nothing without errors."""
    return {"form": form, "heading": heading}


@register.filter
def ago(moment: datetime | date | None) -> SafeString | str:
    """A `<time>` with the distance in words and the absolute moment as its title."""
    if moment is None:
        return NONE
    if not isinstance(moment, datetime):
        return _day_ago(moment, timezone.now().astimezone(UTC).date())
    at = moment.astimezone(UTC)
    return _time_tag(moment, _moment(at.replace(microsecond=0)), _distance(timezone.now() - moment, at))


@told_once
def _moment(at: datetime) -> str:
    return f"{day(at)}, {time_format(at)} UTC"


@told_once
def _day_ago(on: date, today: date) -> SafeString:
    words = _("today") if on == today else _distance(today - on, datetime.combine(on, time(), UTC))
    return _time_tag(on, day(on), words)


@register.filter
def day(moment: date | None) -> str:
    """As `|date` writes it, for lists: it takes a tenth of the time where the same day comes again."""
    return _day_of(moment.year, moment.month, moment.day) if moment else ""


@told_once
def _day_of(year: int, month: int, number: int) -> str:
    return date_format(date(year, month, number))


@lru_cache(maxsize=1000)
def _time_tag(moment: date, absolute: str, words: str) -> SafeString:
    return format_html('<time datetime="{}" title="{}">{}</time>', moment.isoformat(), absolute, words)


def _distance(passed: timedelta, moment: datetime) -> str:
    if abs(passed) < SCALES[0][1]:
        return _("just now")
    for scale, (limit, unit, _words) in enumerate(SCALES):
        if abs(passed) < limit:
            return _told_distance(scale, abs(passed) // unit, passed < timedelta(0))
    return day(moment)


@told_once
def _told_distance(scale: int, count: int, is_ahead: bool) -> str:
    """So many of the units of a scale."""
    told = SCALES[scale][2](count) % {"n": count}
    return _("in %(time)s") % {"time": told} if is_ahead else _("%(time)s ago") % {"time": told}


@register.filter
def written(value: Any, look: str) -> str:
    """`look` is number, duration, money, or plain."""
    looks: dict[str, Callable[[Any], str]] = {"number": number, "duration": duration, "money": money}
    return NONE if value is None else looks.get(look, str)(value)
