"""The API's way of saying no: status, error type, message, envelope."""

from typing import Any

TYPES = {
    400: "invalid_request_error",
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    405: "invalid_request_error",
    413: "request_too_large",
    429: "rate_limit_error",
    500: "api_error",
    529: "overloaded_error",
}


class Refused(Exception):
    """An answer of 400 or more, raised wherever the reason is found."""

    def __init__(self, status: int, message: str, *headers: tuple[str, str]) -> None:
        super().__init__(message)
        self.status, self.message, self.headers = status, message, headers

    def envelope(self, request_id: str) -> dict[str, Any]:
        return {**error(self.status, self.message), "request_id": request_id}


def error(status: int, message: str) -> dict[str, Any]:
    return {"type": "error", "error": {"type": TYPES[status], "message": message}}


def invalid(message: str) -> Refused:
    return Refused(400, message)
