"""What every answer carries, and whom it is for."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client

from tests.access.matrix import ROWS, Row
from tests.access.routes import Places, ask

ROOT = Path(__file__).resolve().parents[2]
POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
}
ELSEWHERE = ["/nothing-here/", "/static/css/app.css", "/admin/", "/admin/betas/user/"]
MAY_BE_ASKED_AGAIN = {"betas.json", "betas.csv", "betas.atom", "betas.ics"}


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.route)
def test_every_answer_carries_the_headers(row: Row, method: str, places: Places, administrator: Client) -> None:
    for client in (Client(), administrator):
        headers = ask(client, method, row.address.format_map(places)).headers
        assert set(headers["Content-Security-Policy"].split("; ")) == POLICY
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "private" in headers["Cache-Control"]
        assert row.route in MAY_BE_ASKED_AGAIN or "no-store" in headers["Cache-Control"]


@pytest.mark.parametrize("path", ELSEWHERE)
def test_so_do_pages_of_django_and_pages_that_are_not_there(path: str, administrator: Client) -> None:
    headers = administrator.get(path).headers
    assert set(headers["Content-Security-Policy"].split("; ")) == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost:80@evil.example", "a b"])
def test_a_foreign_host_is_refused_everywhere(host: str, places: Places, administrator: Client) -> None:
    paths = [row.address.format_map(places) for row in ROWS] + ELSEWHERE
    answered = {path: administrator.get(path, headers={"host": host}).status_code for path in paths}
    assert {path: status for path, status in answered.items() if status != 400} == {}


def test_a_forwarded_host_is_ignored(client: Client, db: None) -> None:
    response = client.get("/history/", headers={"x-forwarded-host": "evil.example", "x-forwarded-proto": "https"})
    assert response.headers["Location"] == "/sign-in/?next=/history/"


def test_cookies_are_for_this_server_alone(client: Client, places: Places) -> None:
    client.get("/sign-in/")
    client.get(f"/sign-in/{places['secret']}/")
    for cookie in (client.cookies["csrf"], client.cookies["session"]):
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"


SHOW = """
import django
django.setup()
from django.conf import settings as s
print(s.DEBUG, s.SESSION_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_NAME, s.SECURE_SSL_REDIRECT, s.PUBLIC_URL)
"""


def printed(folder: Path, *arguments: str, **environment: str) -> str:
    """What a fresh process with the product's own settings prints."""
    own = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "dashboard.settings", "BETABOARD_DATA": str(folder)}
    done = subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, cwd=ROOT, env={**own, **environment}, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_public_https_address_passes_djangos_own_check(tmp_path: Path) -> None:
    told = printed(
        tmp_path, "manage.py", "check", "--deploy", "--fail-level", "WARNING", PUBLIC_URL="https://betas.example"
    )
    assert "no issues (0 silenced)" in told


def test_a_public_https_address_hardens_the_cookies(tmp_path: Path) -> None:
    told = printed(tmp_path, "-c", SHOW, PUBLIC_URL="https://betas.example/")
    assert told == "False __Host-session True __Host-csrf True https://betas.example\n"


def test_a_fresh_installation_debugs_nothing_and_is_reached_by_http(tmp_path: Path) -> None:
    assert printed(tmp_path, "-c", SHOW) == "False session False csrf False http://127.0.0.1:8000\n"


@pytest.mark.parametrize(("host", "address"), [("0.0.0.0", "127.0.0.1"), ("::1", "[::1]"), ("192.0.2.7", "192.0.2.7")])
def test_the_public_address_is_one_a_browser_can_open(tmp_path: Path, host: str, address: str) -> None:
    assert printed(tmp_path, "-c", SHOW, HOST=host, PORT="9000").endswith(f" http://{address}:9000\n")
