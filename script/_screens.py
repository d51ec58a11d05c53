"""Sends a fixed set of requests to the simulator as if over the last weeks, serves them, and takes the pictures."""

import io
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from urllib.error import URLError
from urllib.request import urlopen

import time_machine
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from betas.access import defaults, people
from betas.access.sessions import BACKEND
from betas.dispatch import send as dispatch
from betas.dispatch.build import build_call
from betas.dispatch.sender import Sender
from betas.models import Exchange, Upstream, User
from betas.models.choices import Source
from betas.playground.examples import EXAMPLES

IMAGES = settings.BASE_DIR / "docs" / "images"
SIZE: ViewportSize = {"width": 1280, "height": 860}
BROWSERS = ("chromium", "google-chrome", "chromium-browser")
QUESTIONS = (
    ("Summarise this week's incident reports in three lines.", "claude-sonnet-5-5", ("context-management-2025-06-27",)),
    ("Which of these invoices is overdue?", "claude-haiku-5-5", ()),
    (
        "Plan the migration, a day a step.",
        "claude-opus-5-5",
        ("compact-2026-01-12", "task-budgets-2026-03-13"),
    ),
    ("Translate the release notes into plain English.", "claude-haiku-5-5", ("interleaved-thinking-2025-05-14",)),
    ("Find the bug in this function.", "claude-opus-5-5", ("context-management-2025-06-27",)),
    ("Draft an answer to this customer.", "claude-sonnet-5-5", ("files-api-2025-04-14",)),
)
REFUSED = ("Call the ticket tools.", "claude-sonnet-5-5", ("mcp-client-2026-09-15", "tool-search-tool-2025-11-19"))
BUSY = (1, 2, 0, 0, 3, 2, 4, 3, 1, 0, 1, 3, 4, 5, 4, 2, 1, 0, 4, 5, 7, 4, 6, 2, 1, 6, 8, 5, 7, 4)


@dataclass(frozen=True, slots=True)
class Planned:
    """One request: how long ago it is sent, what it asks, and what the simulator shall do wrong."""

    ago: timedelta
    body: dict[str, Any]
    betas: tuple[str, ...]
    fault: str = ""


def asked(words: str, model: str) -> dict[str, Any]:
    return {"model": model, "max_tokens": 1024, "messages": [{"role": "user", "content": words}]}


def planned() -> Iterator[Planned]:
    """Oldest first: ordinary work with a fault now and then, and today the four examples."""
    number = 0
    for back, count in zip(range(len(BUSY), 0, -1), BUSY, strict=True):
        for place in range(count):
            words, model, betas = REFUSED if number % 17 == 11 and back > 1 else QUESTIONS[number % len(QUESTIONS)]
            fault = "529" if number % 23 == 7 else ""
            yield Planned(timedelta(days=back, minutes=-9 * place), asked(words, model), betas, fault)
            number += 1
    for minutes, one in zip((14, 9, 6, 2), EXAMPLES, strict=True):
        yield Planned(timedelta(minutes=minutes), dict(one.body), one.betas, one.fault)


def seed(user: User) -> None:
    """Through the same call that playground and API send with."""
    connection.cursor().execute("PRAGMA synchronous=OFF")  # nothing here has to survive
    project, now = defaults.ensure(), datetime.now(UTC)
    upstream = Upstream.objects.get(name="simulator")
    sender = Sender(project, user, None, Source.PLAYGROUND, upstream, None, "", None)
    for one in planned():
        call = build_call(
            upstream, path="/v1/messages", body=json.dumps(one.body).encode(), betas=one.betas,
            api_version="2026-10-21", stream=one.body.get("stream") is True, fault=one.fault,
        )  # fmt: skip
        with time_machine.travel(now - one.ago):
            dispatch.send(call, sender)


@contextmanager
def served() -> Iterator[None]:
    command = [sys.executable, "-m", "gunicorn", "--config", "dashboard/gunicorn.py", "dashboard.wsgi"]
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL, env={**os.environ, "WORKERS": "1"})  # noqa: S603
    try:
        _wait_for(f"{settings.PUBLIC_URL}/readyz")
        yield
    finally:
        server.terminate()
        server.wait()


def _wait_for(address: str, seconds: float = 20) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            urlopen(address).close()  # noqa: S310
        except URLError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"{address} did not answer within {seconds} s.")


def opened(browser: Browser, user: User, scheme: Literal["light", "dark"]) -> Page:
    client = Client()
    client.force_login(user, backend=BACKEND)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    context = browser.new_context(
        base_url=settings.PUBLIC_URL, viewport=SIZE, device_scale_factor=2 / 3, color_scheme=scheme, locale="en-GB"
    )
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": settings.PUBLIC_URL}])
    return context.new_page()


def picture(page: Page, name: str, path: str = "") -> None:
    if path:
        page.goto(path)
    page.screenshot(path=IMAGES / f"{name}.png", animations="disabled")


def take(browser: Browser, user: User) -> None:
    page = opened(browser, user, "light")
    refused = Exchange.objects.filter(status=400).exclude(error_means="").order_by("-pk")
    picture(page, "overview", "/")
    picture(page, "beta", "/betas/mcp-client-2026-09-15/")
    picture(page, "history", "/history/")
    picture(page, "refused", refused.filter(betas__refused=True)[0].get_absolute_url())
    page.goto("/playground/?example=stream")
    page.get_by_role("button", name="Send").click()
    page.locator("#answer-head").get_by_text("200 OK").wait_for()
    picture(page, "playground")
    picture(opened(browser, user, "dark"), "overview-dark", "/")


def main() -> None:
    path = next(filter(None, map(shutil.which, BROWSERS)), None) or sys.exit("No Chromium was found.")
    call_command("prepare", stdout=io.StringIO())
    user = people.administrator()
    seed(user)
    IMAGES.mkdir(exist_ok=True)
    with served(), sync_playwright() as playwright:
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps an event loop in this thread
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"])
        take(browser, user)
        browser.close()


if __name__ == "__main__":
    main()
