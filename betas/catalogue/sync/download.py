"""Fetches the newest packages with the ordinary clients: the one module that starts programs, with fixed arguments."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils.translation import gettext as _

TIMEOUT_S = 120
PIP = [
    sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check",
    "--only-binary", ":all:", "--no-deps", "--dest", ".",
]  # fmt: skip
NPM = ["npm", "pack", "--silent"]


class Unreachable(Exception):
    """A package could not be fetched. The message is a sentence."""


@contextmanager
def python_sdk(version: str = "") -> Iterator[Path]:
    """The wheel, in a folder that goes away. Raises Unreachable."""
    with _fetched([*PIP, f"anthropic=={version}" if version else "anthropic"], "*.whl") as path:
        yield path


@contextmanager
def npm_sdk() -> Iterator[Path]:
    with _fetched([*NPM, "@anthropic-ai/sdk"], "*.tgz") as path:
        yield path


@contextmanager
def _fetched(command: list[str], pattern: str) -> Iterator[Path]:
    with TemporaryDirectory() as folder:
        try:
            done = subprocess.run(  # noqa: S603  fixed arguments, no shell
                command, cwd=folder, capture_output=True, timeout=TIMEOUT_S, check=False
            )
        except FileNotFoundError as error:
            raise Unreachable(_("%(program)s is not installed here.") % {"program": command[0]}) from error
        except subprocess.TimeoutExpired as error:
            told = _("%(program)s did not answer within %(seconds)s seconds. Is this machine offline?")
            raise Unreachable(told % {"program": command[0], "seconds": TIMEOUT_S}) from error
        files = sorted(Path(folder).glob(pattern))
        if done.returncode != 0 or not files:
            told = _("%(package)s could not be fetched. Is this machine offline? Give a file instead.")
            raise Unreachable(told % {"package": command[-1]})
        yield files[0]
