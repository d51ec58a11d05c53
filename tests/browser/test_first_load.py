"""What a first visit to each page transfers, from the server as it runs in service, compressed files and all."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, StorageState

from betas.models.choices import Role
from tests.browser.states import EMPTY, FULL
from tests.sdk.server import Server, environment_of, manage, serving

pytestmark = pytest.mark.browser

MOST_BYTES, MOST_REQUESTS = 100_000, 12
ADDRESSES = [state.path for state in EMPTY + FULL if "{" not in state.path and state.role == Role.ADMIN]
# One of each page, the first: what is asked of it changes what it shows, hardly what it needs.
PATHS = sorted({address.partition("?")[0]: address for address in reversed(ADDRESSES)}.values())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Server]:
    with serving(folder, ("prepare",)) as running:
        yield running


@pytest.fixture(scope="module")
def signed_in_state(chromium: Browser, server: Server, folder: Path) -> StorageState:
    link = urlsplit(manage(environment_of(folder), "sign_in_link").split()[-1])
    context = chromium.new_context(base_url=server.url)
    context.new_page().goto(link.path)
    state = context.storage_state()
    context.close()
    return state


def load(browser: Browser, address: str, state: StorageState) -> list[int]:
    """The bytes of each answer, heads included, on a first visit."""
    sizes: list[int] = []

    def arrived(event: dict[str, Any]) -> None:
        # The browser's own icon in a field for days is a `data:` address: nothing of it is transferred.
        if event["encodedDataLength"]:
            sizes.append(event["encodedDataLength"])

    context = browser.new_context(storage_state=state)
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.on("Network.loadingFinished", arrived)
    wire.send("Network.enable")
    page.goto(address, wait_until="load")
    context.close()
    return sizes


def test_every_page_is_light_on_a_first_visit(chromium: Browser, server: Server, signed_in_state: StorageState) -> None:
    loads = {path: load(chromium, server.url + path, signed_in_state) for path in PATHS}
    assert all(len(sizes) > 3 for sizes in loads.values())
    heavy = {path: sizes for path, sizes in loads.items() if sum(sizes) > MOST_BYTES or len(sizes) > MOST_REQUESTS}
    assert heavy == {}
