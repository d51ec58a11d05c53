"""An uploaded file between being looked at and being taken in: in the data folder, under the hash of what it says."""

import hashlib
import os
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

FOLDER: Path = settings.DATA / "imports"
KEPT_S = 3600
MOST_BYTES = 33 * 1024 * 1024


def stage(file: "UploadedFile[Any]") -> str:
    """Its name here. Who looks and goes away leaves a file for an hour, or until somebody looks at another."""
    FOLDER.mkdir(mode=0o700, exist_ok=True)
    _sweep()
    made = FOLDER / f".{os.getpid()}-{time.monotonic_ns()}"
    digest = hashlib.sha256()
    with made.open("xb") as out:
        made.chmod(0o600)
        for chunk in file.chunks():
            digest.update(chunk)
            out.write(chunk)
    name = digest.hexdigest()
    made.replace(FOLDER / name)
    return name


def path(name: str) -> Path:
    """`name` is one that `stage` gave; the file may be gone."""
    return FOLDER / name


def _sweep() -> None:
    for file in FOLDER.iterdir():
        if file.stat().st_mtime < time.time() - KEPT_S:
            file.unlink(missing_ok=True)
