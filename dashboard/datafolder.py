"""The folder that holds the database, the secrets and the logs: made here, readable by its owner only."""

import contextlib
import os
import secrets
from pathlib import Path


def make(folder: Path) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with contextlib.suppress(PermissionError):  # somebody else's folder: theirs to close
        folder.chmod(0o700)
    return folder


def kept_secret(file: Path, *, size: int) -> str:
    """The file's text; on the first call `size` random bytes as hexadecimal, written so that two starts agree."""
    if not file.exists():
        fresh = file.with_name(f"{file.name}.{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_hex(size))
        with contextlib.suppress(FileExistsError):
            os.link(fresh, file)
        fresh.unlink()
    return file.read_text().strip()
