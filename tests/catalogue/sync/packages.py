"""Packages made for the tests: small, and with just what they are about."""

import io
import json
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

LOG = """# Changelog

## [2.9.0](https://example.org) (2026-11-16)

### Chores

* **api:** deprecate old beta header values

  The API still accepts these values, but a later release removes them from the SDKs. Delete `alpha-2025-01-01`
  and `bravo-2025-02-02` from your requests.

* **docs:** speak of `charlie-2025-03-03`

## 2.8.0 (2026-11-02)

* **api:** add delta
"""


def listed(*betas: str) -> str:
    names = ", ".join(map(json.dumps, betas))
    return f"AnthropicBetaParam: TypeAlias = Union[str, Literal[{names}]]\n"


def resource(**pins: str) -> str:
    """Methods that send a beta by default, or none: `agents="managed-agents-2026-04-01"` posts to /v1/agents."""
    return "\n".join(
        f"class {path.title()}:\n"
        f"    def create(self, *, betas):\n"
        + (f'        extra_headers = {{"anthropic-beta": ",".join(chain(betas, ["{beta}"]))}}\n' if beta else "")
        + f'        return self._post("/v1/{path}", body={{}})\n'
        for path, beta in pins.items()
    )


def python_texts(
    version: str, betas: tuple[str, ...], pins: Mapping[str, str] | None = None, general: tuple[str, ...] = ()
) -> dict[str, str]:
    return {
        "anthropic/_version.py": f'__title__ = "anthropic"\n__version__ = "{version}"\n',
        "anthropic/types/anthropic_beta_param.py": listed(*betas),
        "anthropic/resources/beta/all.py": resource(**(pins or {})),
        "anthropic/resources/all.py": resource(**dict.fromkeys(general, "")),
    }


def wheel(path: Path, texts: Mapping[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in texts.items():
            archive.writestr(name, text)
    return path


def tar(path: Path, texts: Mapping[str, str], *links: tarfile.TarInfo) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, text in texts.items():
            member = tarfile.TarInfo(name)
            data = text.encode()
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
        for link in links:
            archive.addfile(link)
    return path


def npm(path: Path, version: str, betas: tuple[str, ...], log: str = "") -> Path:
    union = " | ".join(["(string & {})", *(f"'{name}'" for name in betas)])
    return tar(path, {
        "package/package.json": json.dumps({"name": "@anthropic-ai/sdk", "version": version}),
        "package/src/resources/beta/beta.ts": f"export type AnthropicBeta = {union};\n",
        "package/CHANGELOG.md": log,
    })  # fmt: skip
