import logging
import secrets
import sys
from io import StringIO

import pytest
from django.conf import settings as django_settings
from django.test import Client, RequestFactory
from django.utils.module_loading import import_string
from django.views.debug import ExceptionReporter, get_exception_reporter_filter
from pytest_django import Settings

from dashboard import logs
from dashboard.logs import masked, one_line

KEY = "sk-ant-api03-" + "aB3_-" * 12
TOKEN = "bb_0123456789ab_" + "aB3_-" * 8 + "xyz"


def written(**record: object) -> str:
    """What the product's own handler makes of one call of a logger."""
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(logs.Redacting())
    handler.setFormatter(logs.OneLine("%(levelname)s %(message)s"))
    made = logging.makeLogRecord({"levelno": logging.ERROR, "levelname": "ERROR", **record})
    handler.handle(made)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"key {KEY} was refused", "key [hidden] was refused"),
        (f"'{KEY}\\n'", "'[hidden]\\n'"),
        (f"token {TOKEN}", "token [hidden]"),
        ("Authorization: Bearer abc.def+ghi/jkl=", "Authorization: Bearer [hidden]"),
        ("{'x-api-key': 'company-key-1234'}", "{'x-api-key': '[hidden]'}"),
        ('{"X-Api-Key": "company-key-1234"}', '{"X-Api-Key": "[hidden]"}'),
        ("x-api-key: company-key-1234", "x-api-key: [hidden]"),
        ("Gone: /sign-in/WAkLq4dD1Zn3Ew8H4nVgJc0q3sYvT9f1bXo5mKp2uRI/", "Gone: /sign-in/[hidden]/"),
    ],
)
def test_what_looks_like_a_secret_is_masked(text: str, shown: str) -> None:
    assert masked(text) == shown


@pytest.mark.parametrize(
    "text", ["sk-", "bb_", "the bearer", "/sign-in/", "interleaved-thinking-2025-05-14", "/sign-in/?next=/keys/"]
)
def test_other_text_stays(text: str) -> None:
    assert masked(text) == text


def test_a_line_stays_one_line() -> None:
    forged = "x\n2026-11-22 ERROR forged\r\x1b[31m\x00\u2028\u202e\x85"
    assert one_line(forged) == r"x\n2026-11-22 ERROR forged\r\x1b[31m\x00\u2028\u202e\x85"


def test_arguments_of_a_message_are_masked() -> None:
    assert written(msg="refused %s", args=(KEY,)) == "ERROR refused [hidden]\n"


def test_the_text_of_an_exception_is_masked_and_one_line() -> None:
    try:
        raise ValueError(f"bad header {KEY}")
    except ValueError:
        line = written(msg="failed", exc_info=sys.exc_info())
    assert "ValueError: bad header [hidden]" in line
    assert KEY not in line
    assert line.count("\n") == 1


def test_a_handler_after_ours_sees_no_secret_either() -> None:
    record = logging.makeLogRecord({"msg": "refused %s", "args": (KEY,)})
    logs.Redacting().filter(record)
    assert record.getMessage() == "refused [hidden]"


def test_every_handler_redacts() -> None:
    assert all(handler["filters"] == ["redacting"] for handler in logs.LOGGING["handlers"].values())


def test_a_used_link_is_not_written_to_the_log(client: Client, db: None, caplog: pytest.LogCaptureFixture) -> None:
    secret = "WAkLq4dD1Zn3Ew8H4nVgJc0q3sYvT9f1bXo5mKp2uRI"
    client.get(f"/sign-in/{secret}/")
    assert secret not in caplog.text


def failing(api_key: str) -> None:
    headers = {"x-api-key": api_key}
    raise RuntimeError(f"cannot send with {api_key} {len(headers)}")


def reporter_class() -> type[ExceptionReporter]:
    found: type[ExceptionReporter] = import_string(django_settings.DEFAULT_EXCEPTION_REPORTER)
    return found


@pytest.mark.parametrize("debug", [True, False])
def test_a_debug_page_shows_no_value(settings: Settings, debug: bool) -> None:
    settings.DEBUG = debug
    request = RequestFactory().post("/keys/", {"key": KEY}, headers={"authorization": f"Bearer {KEY}"})
    cookie = request.COOKIES["session"] = secrets.token_hex()
    try:
        failing(KEY)
    except RuntimeError:
        reporter = reporter_class()(request, *sys.exc_info())
    for page in (reporter.get_traceback_html(), reporter.get_traceback_text()):
        assert "RuntimeError" in page
        assert KEY not in page
        assert cookie not in page
        assert str(settings.SECRET_KEY) not in page
        assert str(settings.DATA_KEY) not in page


def test_the_filter_of_reports_is_ours(settings: Settings) -> None:
    assert isinstance(get_exception_reporter_filter(None), logs.NothingShown)
