"""What goes wrong, as the API says it, and how often."""

from dataclasses import dataclass

from betas.models.choices import Means


@dataclass(frozen=True, slots=True)
class Mishap:
    """`message` may name the `{beta}` sent first and the `{model}`; `weight` compares how often they come."""

    weight: int
    status: int
    kind: str
    means: Means
    message: str

    @property
    def blames_the_beta(self) -> bool:
        return "{beta}" in self.message


INVALID = "invalid_request_error"
MISHAPS = (
    Mishap(
        24, 400, INVALID, Means.REFUSED_BETA,
        "Unexpected value(s) `{beta}` for the `anthropic-beta` header. "
        "Please consult our documentation at docs.anthropic.com or try again without the header.",
    ),
    Mishap(9, 400, INVALID, Means.MISSING_BETA, "context_management: Extra inputs are not permitted"),
    Mishap(12, 400, INVALID, Means.INVALID_REQUEST, "max_tokens: 200000 > 128000, which is the most for {model}"),
    Mishap(8, 400, INVALID, Means.INVALID_REQUEST, "messages: roles must alternate between user and assistant"),
    Mishap(3, 401, "authentication_error", Means.AUTHENTICATION, "invalid x-api-key"),
    Mishap(5, 403, "permission_error", Means.ACCOUNT_GATE, "Beta {beta} is not enabled for this organization."),
    Mishap(4, 404, "not_found_error", Means.INVALID_REQUEST, "model: {model}"),
    Mishap(18, 429, "rate_limit_error", Means.RATE_LIMIT, "This request would exceed your organization's rate limit."),
    Mishap(4, 500, "api_error", Means.TRANSIENT, "Internal server error"),
    Mishap(13, 529, "overloaded_error", Means.TRANSIENT, "Overloaded"),
)  # fmt: skip
