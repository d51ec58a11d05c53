"""A request as code on a page: tabs of languages, the text in colours, the last language remembered."""

from collections.abc import Iterator
from typing import Any

from django import template
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES

from betas.code import LANGUAGES, Request, write
from betas.code.reachable import reachable

register = template.Library()

REMEMBERED = "code"
# Beyond the first bound colours take longer than they help, beyond the second a page is no place for it.
MOST_IN_COLOURS = 50_000
MOST_SHOWN = 200_000


@register.inclusion_tag("code/_panel.html", takes_context=True)
def code_panel(
    context: template.Context, code_request: Request, form: str = "", action: str = "", here: str = ""
) -> dict[str, Any]:
    """`form` makes the tabs buttons that submit that form (to `action`), for code of what is still being typed.

    `here` is the page that the tabs lead to, where it is not the one they stand on.
    """
    language = LANGUAGES[_language(context["request"])]
    return {
        "request": context["request"],
        "languages": list(LANGUAGES.values()),
        "language": language,
        "text": _text(language.key, reachable(code_request)),
        "form": form,
        "action": action,
        "here": here,
    }


@register.filter
def in_colours(text: str, lexer: str) -> SafeString | str:
    """`text` in spans with the short class names of Pygments, whose style is in app.css."""
    if len(text) > MOST_IN_COLOURS:
        return text
    return format_html_join("", '<span class="{}">{}</span>', _tokens(text, lexer))


def _tokens(text: str, lexer: str) -> Iterator[tuple[str, str]]:
    for kind, piece in get_lexer_by_name(lexer, stripnl=False, ensurenl=False).get_tokens(text):
        yield STANDARD_TYPES.get(kind, ""), piece


def _text(language: str, code_request: Request) -> str:
    """Empty where it is too long for a page, or nested deeper than Python goes."""
    try:
        text = write(language, code_request)
    except RecursionError:
        return ""
    return text if len(text) <= MOST_SHOWN else ""


def _language(request: HttpRequest) -> str:
    """The one asked for by `code=`, else the one looked at last, else the first."""
    asked = request.GET.get("code") or request.POST.get("code") or ""
    remembered: str = request.session.get(REMEMBERED, "")
    if asked in LANGUAGES and asked != remembered:
        request.session[REMEMBERED] = asked
    return next(key for key in (asked, remembered, *LANGUAGES) if key in LANGUAGES)
