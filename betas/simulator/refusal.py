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
MESSAGES = {
    401: "invalid x-api-key",
    403: "Your API key does not have permission to use the specified resource.",
    404: "Not found",
    405: "Method Not Allowed",
    413: "Request exceeds the maximum size",
    429: "This request would exceed your organization's rate limit.",
    500: "Internal server error",
    529: "Overloaded",
}


class Refused(Exception):
    """An answer of 400 or more, raised wherever the reason is found."""

    def __init__(self, status: int, message: str = "", headers: tuple[tuple[str, str], ...] = ()) -> None:
        """Without a message, the usual one of the status."""
        self.status, self.message, self.headers = status, message or MESSAGES[status], headers
        super().__init__(self.message)

    def envelope(self, request_id: str) -> dict[str, Any]:
        return {**error(self.status, self.message), "request_id": request_id}


def error(status: int, message: str) -> dict[str, Any]:
    """What the envelope holds but for the request id: the `error` event of a stream."""
    return {"type": "error", "error": {"type": TYPES[status], "message": message}}


def invalid(message: str) -> Refused:
    return Refused(400, message)
