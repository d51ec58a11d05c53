"""A release of the Python SDK to compare: from a file, from a read that was kept, or fetched by its version."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from betas.catalogue.sync import download, python_sdk
from betas.catalogue.sync.found import VERSION, Package
from betas.models import SyncRun


def given(text: str) -> Package:
    """A path of a wheel or sdist, or a version. Raises one of `newest.TROUBLE`."""
    if not VERSION.fullmatch(text):
        return python_sdk.read(Path(text))
    return kept(text) or fetched(text)


def kept(version: str) -> Package | None:
    """As a sync read it. What its changelog announced was not kept."""
    run = SyncRun.objects.filter(package=python_sdk.NAME, version=version).first()
    if run is None:
        return None
    gated = {name: tuple(betas) for name, betas in run.said.get("gated", {}).items()}
    return Package(run.package, run.version, None, frozenset(run.said["names"]), pins=run.said["pins"], gated=gated)


def fetched(version: str) -> Package:
    with download.python_sdk(version) as path:
        return python_sdk.read(path)


def uploaded(file: "UploadedFile[Any]") -> Package:
    with _on_disk(file) as path:
        return python_sdk.read(path)


@contextmanager
def _on_disk(file: "UploadedFile[Any]") -> Iterator[Path]:
    """In a folder that goes away, under a name of ours."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "package"
        with path.open("wb") as out:
            for chunk in file.chunks():
                out.write(chunk)
        yield path
