"""Which names are those of secrets, and which of their values are none: a placeholder, a schema, a piece of code."""

import re
from typing import Any

NO_KEY = "[key removed]"

# How such a name ends, whatever stands before it: ANTHROPIC_API_KEY, dbPassword, x-amz-security-token.
PASSWORDS = ("password", "passwd", "passphrase", "secret")
OTHERS = ("authorization", "authorisation", "cookie")
# Each of these keys and tokens is one; any other token, those of the last line apart, if it looks like one.
KEYS = ("api", "secret", "access", "private", "account", "signing", "encryption", "subscription")
TOKENS = ("access", "auth", "authorization", "refresh", "session", "security", "bearer", "bot", "oauth")
NO_TOKENS = ("page", "next", "continuation", "sync")
ENDS = ("token", *(f"{word}{s}" for word in ("key", *PASSWORDS, *OTHERS) for s in ("", "s")))
# In lower case: one of them stands wherever such a name does, and with it one of those it leads to, if it leads to any.
HINTS = {
    "key": tuple(f"{word}{between}key" for word in KEYS for between in ("", "-", "_", " ")),
    "token": tuple(f"token{after}" for after in "\"'\\:=> \t"),
    **dict.fromkeys((*PASSWORDS, *OTHERS), ()),
}
LOOKS_LIKE_A_TOKEN = re.compile(r"(?=\S*[0-9])(?=\S*[A-Za-z])\S{8,}")
# As many characters has one that is called a token and nothing more.
LONG_TOKEN = 16

# A value that stands for a secret: $KEY, ${key}, {{ key }}, <your key>, [hidden], %KEY%, ****.
PLACE = re.compile(
    r"(?i:(?:bearer|basic|token)\s*)?"
    r"(?:\$(?:env:)?[A-Z_][A-Z0-9_]*|\$?\{[^{}]*\}|\{\{[^{}]*\}\}|\$\([^()]*\)|<[^<>]*>|\[[^\[\]]*\]"
    r"|%[A-Za-z_]+%|%[sv]|%\(\w+\)s|[*.xX]+|)"
)
# The beginning of a value without quotes that is code: os.environ[…], getenv(…), settings.KEY, another variable.
CODE = re.compile(
    r"[<\[{(=>]|\$[({]|\$(?:env:)?[A-Z_][A-Z0-9_]*(?!\w)|%[A-Za-z_]+%|%[sv](?!\w)"
    r"|[A-Za-z_]+(?:(?:\.|::)[A-Za-z_]+)*[(\[]"
    r"|(?:os|process|env|settings|config|self|this|args|options|System|Environment|import)\.[\w.]+"
    r"|(?i:true|false|null|none|nil|undefined|str|string)(?![\w-])"
)
# What follows a text that ends with such a name and is not in the quotes it seems to be in: "x-api-key: " + key.
BEHIND_TEXT = re.compile(r"\s+[.+&]\s|\s*[.+&]\s*(?:\$\w|[A-Za-z_]+[(\[.])|\s*[,;)\]}](?:\s|\Z)")
# Another variable of such a name.
REFERENCE = re.compile(r"(?:[\w.>-]{0,64}[._>])?(?:api_?key|" + "|".join(ENDS) + r")(?![\w@!$%-])", re.IGNORECASE)
DIGIT = re.compile(r"[0-9]")

SCHEMA = frozenset(
    {"type", "title", "description", "format", "minLength", "maxLength", "pattern", "nullable", "writeOnly", "readOnly"}
    | {"deprecated", "properties", "required", "additionalProperties", "items", "anyOf", "oneOf", "allOf", "$ref"}
)
SCHEMA_SAYS = frozenset({"type", "anyOf", "oneOf", "allOf", "$ref"})


def is_name(name: str) -> bool:
    """Whether a text that ends so ends with what may be the name of a secret."""
    lower = name.lower()
    return lower.endswith(ENDS) and (not _is_key(lower) or _before(lower, "key").endswith(KEYS))


def is_secret(name: str, value: Any) -> bool:
    """Of a member of JSON with such a name; a token is a text. What a tool's schema says of a password is none."""
    if not value or value is True:
        return False
    if isinstance(value, str):
        return is_secret_in_quotes(name, value)
    return not (isinstance(value, dict) and _is_schema(value))


def is_secret_in_quotes(name: str, value: str, *, may_be_code: bool = False) -> bool:
    if may_be_code and BEHIND_TEXT.match(value):
        return False
    return not PLACE.fullmatch(value) and (not is_only_token(name) or _looks_like_one(name, value))


def is_secret_word(name: str, value: str, *, may_be_prose: bool) -> bool:
    """Of a word without quotes. A password has a digit where the rest may be prose."""
    if CODE.match(value) or PLACE.fullmatch(value) or REFERENCE.match(value):
        return False
    if is_only_token(name):
        return _looks_like_one(name, value)
    if not may_be_prose:
        return len(value) >= 4
    return len(value) >= 4 and bool(DIGIT.search(value)) if _is_password(name) else len(value) >= 8


def _is_key(lower: str) -> bool:
    return lower.endswith(("key", "keys"))


def _is_password(name: str) -> bool:
    return name.lower().rstrip("s").endswith(PASSWORDS)


def is_only_token(name: str) -> bool:
    """Whether only its value says what kind of token it is."""
    lower = name.lower()
    return lower.endswith("token") and not _before(lower, "token").endswith(TOKENS)


def _looks_like_one(name: str, value: str) -> bool:
    before = name[: -len("token")]
    if before.lower().rstrip("-_").endswith(NO_TOKENS) or not LOOKS_LIKE_A_TOKEN.fullmatch(value):
        return False
    return len(value) >= LONG_TOKEN or before[-1:].isalnum() or before.endswith(("-", "_"))


def _before(lower: str, kind: str) -> str:
    return lower.rstrip("s").removesuffix(kind).rstrip("-_ ")


def _is_schema(value: dict[str, Any]) -> bool:
    said = {word for word, what in value.items() if what is not None}
    return said <= SCHEMA and not said.isdisjoint(SCHEMA_SAYS)
