"""Where a beta works, as letters."""

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join

from betas.told import told_once

register = template.Library()


@register.simple_tag
@told_once
def platform_letters(platforms: Any) -> str:
    """The catalogue's `Letters`: one for each platform, and the same in words for whoever cannot see their looks."""
    if not platforms.letters:
        return ""
    return format_html(
        '<span class="letters" role="img" aria-label="{words}" title="{words}">{letters}</span>',
        words=platforms.words,
        letters=format_html_join("", '<i class="{}">{}</i>', ((each.look, each.letter) for each in platforms.letters)),
    )
