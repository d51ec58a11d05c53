"""The browser's files: what is vendored, what is small, what stays out of line, what can be read."""

import hashlib
import json
import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import time_machine
from django.template import Context, Template
from django.utils import translation

from betas.models import Exchange
from betas.models.choices import State, Status

ROOT = Path(__file__).resolve().parent.parent
STATIC, TEMPLATES = ROOT / "static", ROOT / "templates"
VENDORED = json.loads((STATIC / "vendor" / "vendor.json").read_text())
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
COLOUR = re.compile(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)")
INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=|hx-on|<script(?![^>]*\ssrc=)|javascript:|hx-vals=.js:")


def render(source: str, **values: object) -> str:
    return Template("{% load betaboard %}" + source).render(Context(values)).strip()


@pytest.mark.parametrize("entry", VENDORED, ids=lambda entry: entry["file"])
def test_a_vendored_file_is_the_one_that_was_fetched(entry: dict[str, str]) -> None:
    assert hashlib.sha256((STATIC / "vendor" / entry["file"]).read_bytes()).hexdigest() == entry["sha256"]


def test_every_vendored_file_is_accounted_for() -> None:
    assert {file.name for file in (STATIC / "vendor").iterdir()} == {"vendor.json", *(e["file"] for e in VENDORED)}


def test_the_style_stays_small() -> None:
    assert sum(file.stat().st_size for file in (STATIC / "css").rglob("*.css")) <= 40_000


def test_our_scripts_stay_small() -> None:
    assert sum(len(file.read_text().splitlines()) for file in (STATIC / "js").glob("*.js")) <= 500


@pytest.mark.parametrize(
    "template", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: str(path.relative_to(TEMPLATES))
)
def test_nothing_is_inline(template: Path) -> None:
    assert not INLINE.findall(template.read_text())


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


TOKENS = {name: pair for name, *pair in COLOUR.findall((STATIC / "css" / "tokens.css").read_text())}
SURFACES = ("page", "card", "well")
TEXTS = [(ink, on) for ink in ("ink", "ink-soft", "ink-faint", "accent", "bad") for on in SURFACES]
TEXTS += [(hue, f"{hue}-wash") for hue in ("ok", "warn", "bad", "mute", "info", "accent")]
TEXTS += [("ink", f"{hue}-wash") for hue in ("ok", "warn", "bad", "mute", "info", "accent")]
TEXTS += [("accent-ink", "accent")]


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "surface"), TEXTS)
def test_text_can_be_read_in_both_themes(ink: str, surface: str, theme: int) -> None:
    assert contrast(TOKENS[ink][theme], TOKENS[surface][theme]) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("surface", SURFACES)
def test_controls_stand_out_in_both_themes(surface: str, theme: int) -> None:
    assert contrast(TOKENS["line-strong"][theme], TOKENS[surface][theme]) >= 3


@pytest.mark.parametrize("status", Status.values)
def test_every_status_has_a_word(status: str) -> None:
    assert str(Status(status).label) in render("{% status_chip status %}", status=status)


def test_statuses_differ_in_shape_too() -> None:
    chips = {re.sub(r">.*", "", render("{% status_chip status %}", status=status)) for status in Status.values}
    assert len(chips) == len(Status.values)


@pytest.mark.parametrize(
    ("fields", "look", "word"),
    [
        ({"state": State.DONE, "status": 200}, "ok", "200 OK"),
        ({"state": State.DONE, "status": 400}, "bad", "400 Refused"),
        ({"state": State.DONE, "status": 200, "error_type": "overloaded_error"}, "bad", "200, error"),
        ({"state": State.DONE, "status": 429}, "bad", "429 Limited"),
        ({"state": State.DONE, "status": 503}, "bad", "503 Error"),
        ({"state": State.DONE, "status": 604}, "bad", "604"),
        ({"state": State.FAILED, "failure": "timeout"}, "bad", "Failed"),
        ({"state": State.CANCELLED}, "warn", "Cancelled"),
        ({"state": State.SENDING}, "info", "Sending"),
        ({"state": State.INTERRUPTED}, "bad", "Interrupted"),
    ],
)
def test_an_exchange_says_how_it_ended(fields: dict[str, object], look: str, word: str) -> None:
    assert (
        render("{% state_chip exchange %}", exchange=Exchange(**fields)) == f'<span class="chip {look}">{word}</span>'
    )


def test_a_sentence_keeps_its_names_whole_and_is_no_markup() -> None:
    shown = render("{{ text|unbroken }}", text="Use alpha-2025-01-01, or <b>remove</b> it.")
    assert shown == 'Use <span class="whole">alpha-2025-01-01,</span> or &lt;b&gt;remove&lt;/b&gt; it.'


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (NOW, "just now"),
        (NOW - timedelta(seconds=1), "1 second ago"),
        (NOW - timedelta(seconds=119), "1 minute ago"),
        (NOW - timedelta(hours=5), "5 hours ago"),
        (NOW - timedelta(days=29), "29 days ago"),
        (NOW - timedelta(days=31), "22 Oct 2026"),
        (NOW + timedelta(days=2), "in 2 days"),
        (date(2026, 11, 22), "today"),
        (date(2026, 11, 21), "1 day ago"),
        (date(2026, 11, 23), "in 1 day"),
        (date(2025, 1, 2), "2 Jan 2025"),
    ],
)
def test_a_time_is_told_by_its_distance(moment: date, words: str) -> None:
    with time_machine.travel(NOW, tick=False):
        assert f">{words}</time>" in render("{{ moment|ago }}", moment=moment)


def test_a_time_keeps_its_absolute_moment() -> None:
    shown = render("{{ moment|ago }}", moment=datetime(2026, 11, 22, 8, 5, 9, tzinfo=UTC))
    assert 'datetime="2026-11-22T08:05:09+00:00" title="22 Nov 2026, 08:05:09 UTC"' in shown


@pytest.mark.parametrize(
    ("ms", "words"),
    [
        (None, "–"),
        (0, "0 ms"),
        (999, "999 ms"),
        (1920, "1.92 s"),
        (59_000, "59.00 s"),
        (59_994, "59.99 s"),
        (59_995, "1 min 0 s"),
        (60_000, "1 min 0 s"),
        (61_500, "1 min 1 s"),
        (3_599_000, "59 min 59 s"),
        (3_600_000, "1 h 0 min"),
        (7_384_000, "2 h 3 min"),
        (90_000_000, "25 h 0 min"),
        (3_600_000_000, "1,000 h 0 min"),
        (-1, "−1 ms"),
        (-61_500, "−1 min 1 s"),
    ],
)
def test_durations(ms: int | None, words: str) -> None:
    assert render("{{ ms|duration }}", ms=ms) == words


@pytest.mark.parametrize(
    ("cost", "words"),
    [
        (None, "–"),
        ("0", "$0.00"),
        ("-0", "$0.00"),
        ("0E-12", "$0.00"),
        ("0.00001", "&lt;$0.0001"),
        ("0.0001", "$0.0001"),
        ("0.00512", "$0.0051"),
        ("0.99994", "$0.9999"),
        ("0.99995", "$1.00"),
        ("12.3", "$12.30"),
        ("1E+3", "$1,000.00"),
        ("-12.3", "−$12.30"),
        ("-1234.5", "−$1,234.50"),
        ("-0.00512", "−$0.0051"),
        ("-0.00001", "−&lt;$0.0001"),
        ("999999999999999999999", "$999,999,999,999,999,999,999.00"),
        ("1E+21", "$1.00 × 10²¹"),
        ("1.234E+300", "$1.23 × 10³⁰⁰"),
        ("-1E+30", "−$1.00 × 10³⁰"),
    ],
)
def test_costs(cost: str | None, words: str) -> None:
    assert render("{{ cost|money }}", cost=cost and Decimal(cost)) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "–"),
        (0, "0"),
        (999, "999"),
        (1234567, "1,234,567"),
        (-1234567, "−1,234,567"),
        (0.5, "0.5"),
        (0.0000001, "0.0000001"),
        (Decimal("1E+3"), "1,000"),
        (10**21 - 1, "999,999,999,999,999,999,999"),
        (10**21, "1.00 × 10²¹"),
        (1e22, "1.00 × 10²²"),
        (-1.236e22, "−1.24 × 10²²"),
        (Decimal("1E+25"), "1.00 × 10²⁵"),
        (10**400, "1.00 × 10⁴⁰⁰"),
    ],
)
def test_numbers(value: float | Decimal | None, words: str) -> None:
    assert render("{{ value|number }}", value=value) == words


@pytest.mark.parametrize(
    ("source", "english", "indonesian"),
    [
        ("{{ 1234567|number }}", "1,234,567", "1.234.567"),
        ("{{ nothing|number }}", "–", "–"),
        ("{{ huge|number }}", "1.25 × 10²²", "1,25 × 10²²"),
        ("{{ 1920|duration }}", "1.92 s", "1,92 s"),
        ("{{ 7384000|duration }}", "2 h 3 min", "2 jam 3 mnt"),
        ("{{ cost|money }}", "$1,234.50", "$1.234,50"),
        ("{{ day|date }}", "17 Aug 2026", "17 Agu 2026"),
    ],
)
def test_quantities_and_days_are_written_as_the_language_writes_them(
    source: str, english: str, indonesian: str
) -> None:
    values = {"nothing": None, "huge": 1.25e22, "cost": Decimal("1234.5"), "day": date(2026, 8, 17)}
    with translation.override("en"):
        assert render(source, **values) == english
    with translation.override("id"):
        assert re.sub("dtk|s$", "s", render(source, **values)) == indonesian


def test_every_icon_is_in_the_sprite() -> None:
    asked = {name for file in TEMPLATES.rglob("*.html") for name in re.findall(r'{% icon "([^"]+)"', file.read_text())}
    assert asked
    assert asked <= set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "vendor" / "icons.svg").read_text()))


def test_an_icon_is_for_the_eye_only() -> None:
    shown = render('{% icon "copy" %}')
    assert shown == '<svg class="icon" aria-hidden="true"><use href="/static/vendor/icons.svg#copy" /></svg>'


def test_a_beta_name_leads_to_its_page() -> None:
    assert (
        render("{% beta_name 'a-2025-01-01' %}") == '<a class="mono name" href="/betas/a-2025-01-01/">a-2025-01-01</a>'
    )


def test_a_name_that_is_not_catalogued_leads_nowhere() -> None:
    assert render("{% beta_name name known=False %}", name="<b>") == '<span class="mono name">&lt;b&gt;</span>'
