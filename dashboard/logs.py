"""Logs that hold no secret and no line break of somebody else's, and error reports that show no variable."""

import logging
import re
from collections.abc import ItemsView
from types import FrameType
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter

HIDDEN = "[hidden]"
SECRETS = re.compile(
    r"sk-ant-[A-Za-z0-9_-]+"
    r"|bb_[0-9a-f]{12}_[A-Za-z0-9_-]{20,}"
    r"|(?<=/sign-in/)[A-Za-z0-9_-]{20,}"
    r"|(?i:(?<=bearer )|(?<=bearer%20))[^\s'\",;]+"
    r"|(?i:(?<=x-api-key: )|(?<=x-api-key': ')|(?<=x-api-key\": \"))[^\s'\",;]+"
)
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def masked(text: str) -> str:
    """`text` with everything that looks like a key, token or sign-in link replaced."""
    return SECRETS.sub(HIDDEN, text)


def one_line(text: str) -> str:
    r"""`text` with control and direction characters written as \n, \x1b, \u202e."""
    return CONTROL.sub(lambda match: match[0].encode("unicode_escape").decode(), text)


class Redacting(logging.Filter):
    """Makes a record's message and exception final text without secrets, for every handler after it too."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = masked(record.getMessage()), None
        if getattr(record, "status_code", 500) < 500:
            record.exc_info = None  # where a refusal was raised is of no interest
        if record.exc_info:
            record.exc_text = masked(logging.Formatter().formatException(record.exc_info))
            record.exc_info = None
        if record.stack_info:
            record.stack_info = masked(record.stack_info)
        return True


class OneLine(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return one_line(super().format(record))


class NothingShown(SafeExceptionReporterFilter):
    """A debug page shows where it broke; the values stay out of it."""

    def get_safe_settings(self) -> dict[str, Any]:
        return {}

    def get_safe_request_meta(self, request: HttpRequest) -> dict[str, Any]:
        return {}

    def get_safe_cookies(self, request: HttpRequest) -> dict[str, Any]:
        return {}

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:
        return {}

    def get_traceback_frame_variables(self, request: HttpRequest | None, tb_frame: FrameType) -> ItemsView[str, Any]:
        return {}.items()


class Reporter(ExceptionReporter):
    def get_traceback_html(self) -> SafeString:
        return SafeString(masked(super().get_traceback_html()))

    def get_traceback_text(self) -> SafeString:
        return SafeString(masked(super().get_traceback_text()))


LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"redacting": {"()": Redacting}},
    "formatters": {"one_line": {"()": OneLine, "format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "filters": ["redacting"], "formatter": "one_line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.server": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "betas": {"level": "INFO"},
        # It logs what of an answer's head it cannot read, and an upstream may say our key there.
        "urllib3": {"level": "CRITICAL"},
        "gunicorn.error": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
}
