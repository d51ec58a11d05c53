from collections.abc import Callable
from pathlib import Path

import pytest

from betas.catalogue.shipped import Shipped, read
from tests.conftest import MakeBeta

__all__ = ["Folder", "MakeBeta"]

Folder = Callable[..., Shipped]

ALPHA = """
title = "Alpha"
category = "tools"
status = "active"
visibility = "documented"
"""


@pytest.fixture
def facts(tmp_path: Path) -> Folder:
    """Facts read from a data folder of the test's own: betas by name, each an extra text for a file that is fine."""

    def make(*, base: str = ALPHA, models: str = "", **files: str) -> Shipped:
        (tmp_path / "betas").mkdir(exist_ok=True)
        (tmp_path / "models.toml").write_text(models)
        for name, text in files.items():
            (tmp_path / "betas" / f"{name.replace('_', '-')}.toml").write_text(base + text)
        return read(tmp_path)

    return make
