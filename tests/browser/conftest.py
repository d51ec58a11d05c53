"""A real Chromium, signed in, at a live server."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings as current
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from betas.access import defaults
from betas.catalogue.load import Loaded
from betas.models.choices import Role
from tests.conftest import SignedIn

BROWSERS = ("chromium-headless-shell", "chromium", "google-chrome", "chromium-browser")
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage"]
# What a busy machine may take for a page: no test is about this time.
expect.set_options(timeout=15_000)

Visit = Callable[..., Page]


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no Chromium is installed")
    with sync_playwright() as playwright, pytest.MonkeyPatch.context() as patch:
        # Playwright keeps an event loop running in this thread, and the tests use the ORM between its calls.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def catalogued(transactional_db: None, loaded: Loaded) -> None:
    """The catalogue and the first upstreams, where the live server sees them."""
    defaults.ensure()


@pytest.fixture
def complaints() -> list[str]:
    """What the browser objects to: broken scripts, and everything the content security policy stops."""
    return []


@pytest.fixture
def visit(
    chromium: Browser, live_server: LiveServer, catalogued: None, signed_in: SignedIn, complaints: list[str]
) -> Iterator[Visit]:
    """Opens an address as a role (a tester; None: a stranger) in a window of its own.

    At the end nothing may have been complained of.
    """
    cookie = current.SESSION_COOKIE_NAME
    contexts = []

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            complaints.append(message.text)

    def fail(error: Error) -> None:
        complaints.append(str(error))

    def make(path: str, role: Role | None = Role.TESTER, javascript: bool = True, **options: Any) -> Page:
        context = chromium.new_context(base_url=live_server.url, java_script_enabled=javascript, **options)
        contexts.append(context)
        if role:
            value = signed_in(role).cookies[cookie].value
            context.add_cookies([{"name": cookie, "value": value, "url": live_server.url}])
        page = context.new_page()
        page.on("console", listen)
        page.on("pageerror", fail)
        page.goto(path)
        if javascript and page.locator("#palette").count():  # htmx begins just behind the page's own load
            page.locator("[data-htmx-powered]").first.wait_for(state="attached")
        return page

    yield make
    for context in contexts:
        context.close()
    assert complaints == []
