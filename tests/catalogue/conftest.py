from collections.abc import Callable
from pathlib import Path

import pytest

from betas.catalogue.shipped import Shipped, read
from betas.models import Beta, Family

Folder = Callable[..., Shipped]
MakeBeta = Callable[..., Beta]

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


@pytest.fixture
def make_beta(db: None) -> MakeBeta:
    """A beta of the family `alpha`, active unless the fields say otherwise."""

    def make(name: str = "alpha-2025-01-01", **fields: object) -> Beta:
        family = Family.objects.get_or_create(slug="alpha")[0]
        values: dict[str, object] = {
            "family": family, "title": "Alpha", "category": "tools", "status": "active", "visibility": "documented",
        }  # fmt: skip
        return Beta.objects.create(name=name, **{**values, **fields})

    return make
