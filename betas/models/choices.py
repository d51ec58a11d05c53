"""The words of DESIGN that are stored."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Status(TextChoices):
    ACTIVE = "active", _("Active")
    GENERALLY_AVAILABLE = "generally_available", _("Generally available")
    SUPERSEDED = "superseded", _("Superseded")
    DEPRECATED = "deprecated", _("Deprecated")
    RETIRED = "retired", _("Retired")
    UNKNOWN = "unknown", _("Unknown")


class Category(TextChoices):
    ADMIN = "admin", _("Administration")
    AGENTS = "agents", _("Agents")
    AUTH = "auth", _("Authentication")
    BATCHES = "batches", _("Batches")
    BILLING = "billing", _("Billing")
    CLIENT = "client", _("Clients")
    CONTEXT = "context", _("Context")
    FILES = "files", _("Files")
    MESSAGES = "messages", _("Messages")
    OUTPUT = "output", _("Output")
    THINKING = "thinking", _("Thinking")
    TOOLS = "tools", _("Tools")


class Visibility(TextChoices):
    DOCUMENTED = "documented", _("Documented")
    SDK_LISTED = "sdk_listed", _("Listed in the SDK")
    SDK_SOURCE_ONLY = "sdk_source_only", _("Only in the SDK's source")
    CHANGELOG_ONLY = "changelog_only", _("Only in a changelog")
    THIRD_PARTY_ONLY = "third_party_only", _("Only in third-party code")
    CLIENT_INTERNAL = "client_internal", _("Internal to the vendor's clients")


class Platform(TextChoices):
    CLAUDE_API = "claude_api", _("Claude API")
    BEDROCK = "bedrock", _("Amazon Bedrock")
    VERTEX = "vertex", _("Google Vertex AI")
    FOUNDRY = "foundry", _("Microsoft Foundry")
    CLAUDE_PLATFORM_ON_AWS = "claude_platform_on_aws", _("Claude Platform on AWS")
    GOOGLE_CLOUD = "google_cloud", _("Google Cloud")


class GateKind(TextChoices):
    FIELD = "field", _("Field")
    TOOL_TYPE = "tool_type", _("Tool type")
    CONTENT_BLOCK = "content_block", _("Content block")
    VALUE = "value", _("Value")


class GateMode(TextChoices):
    REQUIRED = "required", _("Required")
    HISTORICAL = "historical", _("Historical")
    INFERRED = "inferred", _("Inferred")


class Role(TextChoices):
    """From least to most: each may do what those before it may."""

    VIEWER = "viewer", _("Viewer")
    TESTER = "tester", _("Tester")
    ADMIN = "admin", _("Administrator")


class HeaderStyle(TextChoices):
    X_API_KEY = "x-api-key", "x-api-key"
    BEARER = "bearer", "Authorization: Bearer"


class State(TextChoices):
    SENDING = "sending", _("Sending")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")
    INTERRUPTED = "interrupted", _("Interrupted")


class Source(TextChoices):
    PLAYGROUND = "playground", _("Playground")
    REPLAY = "replay", _("Replay")
    EXPERIMENT = "experiment", _("Experiment")
    GATEWAY = "gateway", _("Gateway")
    API = "api", _("API")
    IMPORTED = "imported", _("Import")


class Fault(TextChoices):
    """What the simulator does wrong on demand: values of the `x-simulator-fault` header."""

    UNAUTHENTICATED = "401", _("401 Authentication error")
    FORBIDDEN = "403", _("403 Permission denied")
    NOT_FOUND = "404", _("404 Not found")
    TOO_LARGE = "413", _("413 Request too large")
    RATE_LIMITED = "429", _("429 Rate limited")
    INTERNAL = "500", _("500 Internal server error")
    OVERLOADED = "529", _("529 Overloaded")
    ERROR_MID_STREAM = "error_mid_stream", _("Error in mid-stream")
    CUT = "cut", _("Connection cut in mid-answer")
    SLOW = "slow", _("Slow answer")
    SILENT = "silent", _("Silence")


class Means(TextChoices):
    """What an error is about: the doctor's words."""

    REFUSED_BETA = "refused_beta", _("Refused beta")
    MISSING_BETA = "missing_beta", _("Missing beta")
    ACCOUNT_GATE = "account_gate", _("Not open to the account")
    RATE_LIMIT = "rate_limit", _("Rate limit")
    TRANSIENT = "transient", _("Passing trouble upstream")
    AUTHENTICATION = "authentication", _("Authentication")
    INVALID_REQUEST = "invalid_request", _("Invalid request")
    UNKNOWN = "unknown", _("Unknown")
