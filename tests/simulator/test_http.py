"""The same answers over HTTP."""

import http.client
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from pytest_django.fixtures import SettingsWrapper
from pytest_django.live_server_helper import LiveServer

from betas.catalogue import facts
from tests.simulator.conftest import FACTS, HELLO, MODEL, NEW

BODY = {"model": MODEL, "max_tokens": 100, "messages": HELLO}


@pytest.fixture(autouse=True)
def known(monkeypatch: pytest.MonkeyPatch, settings: SettingsWrapper) -> None:
    settings.SIMULATOR_TOKEN_S = 0
    monkeypatch.setattr(facts, "current", lambda: FACTS)


def post(client: Client, path: str = "/simulator/v1/messages", **headers: str) -> Any:
    headers = {"x_api_key": "k", "anthropic_version": NEW, **headers}
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post(path, BODY, content_type="application/json", headers=sent)
