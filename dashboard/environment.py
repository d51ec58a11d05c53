"""Says whether the environment can be read, before anything else is done: `python -m dashboard.environment`."""

import os
import sys
import warnings
from collections.abc import Mapping

import environ

ABOVE_ZERO = ("WORKERS", "THREADS", "LEASE_S", "SWEEP_S", "MAX_STREAMS", "MAX_STREAMS_PER_USER", "SIMULATOR_STREAMS")


def problem(variables: Mapping[str, str]) -> str | None:
    """One sentence about the first variable that makes no sense, or None."""
    for name in ABOVE_ZERO:
        text = variables.get(name, "1")
        if not text.isascii() or not text.isdecimal() or int(text) < 1:
            return f"{name} must be a whole number above 0, not {text!r}."
    try:
        if float(variables.get("SIMULATOR_TOKEN_S", "0")) < 0:
            raise ValueError
    except ValueError:
        return f"SIMULATOR_TOKEN_S must be seconds, as in 0.04, not {variables['SIMULATOR_TOKEN_S']!r}."
    if "DATABASE_URL" in variables and not _names_a_database(variables["DATABASE_URL"]):
        return "DATABASE_URL cannot be read; write it as postgres://user:password@host/database, or leave it out."
    url = variables.get("PUBLIC_URL", "http://localhost")
    if not url.startswith(("http://", "https://")):
        return f"PUBLIC_URL must begin with http:// or https://, not be {url!r}."
    return None


def _names_a_database(url: str) -> bool:
    with warnings.catch_warnings(action="ignore"):
        try:
            found = environ.Env.db_url_config(url)
        except (ValueError, KeyError):
            return False
    return bool(found.get("ENGINE") and found.get("NAME"))


if __name__ == "__main__":
    if sentence := problem(os.environ):
        sys.exit(f"betaboard: {sentence}")
