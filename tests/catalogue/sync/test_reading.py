"""What is read of packages, and which archives are refused."""

import importlib.metadata
import tarfile
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import anthropic
import pytest

from betas.catalogue.sync import archive, changelog, litellm, npm_sdk, python_sdk
from betas.catalogue.sync.archive import Refused
from betas.catalogue.sync.found import DATED, NothingFound
from tests.catalogue.sync.packages import LOG, npm, python_texts, tar, wheel

BETAS = ("alpha-2025-01-01", "bravo-2025-02-02")


def test_the_official_sdk_is_read_as_it_is(tmp_path: Path) -> None:
    folder = Path(anthropic.__file__).parent
    texts = {f"anthropic/{file.relative_to(folder)}": file.read_text() for file in folder.rglob("*.py")}
    found = python_sdk.read(wheel(tmp_path / "anthropic.whl", texts))
    assert found.version == importlib.metadata.version("anthropic")
    assert len(found.betas) >= 58
    assert found.pins["POST /v1/agents"] == "managed-agents-2026-04-01"
    assert "POST /v1/messages" in found.general
    assert found.gated["MessageCreateParamsBase.speed"] == ("fast-mode-2026-02-01",)


def test_an_sdist_states_its_day_and_what_goes(tmp_path: Path) -> None:
    texts = {f"anthropic-2.9.0/src/{name}": text for name, text in python_texts("2.9.0", BETAS).items()}
    found = python_sdk.read(tar(tmp_path / "a.tar.gz", {**texts, "anthropic-2.9.0/CHANGELOG.md": LOG}))
    assert found.released_on == date(2026, 11, 16)
    assert [announced.beta for announced in found.announcements] == list(BETAS)


def test_an_npm_package_lists_the_same(tmp_path: Path) -> None:
    found = npm_sdk.read(npm(tmp_path / "sdk.tgz", "1.9.0", BETAS, LOG.replace("2.9.0", "1.9.0")))
    assert (found.label, found.betas) == ("@anthropic-ai/sdk 1.9.0", frozenset(BETAS))
    assert [announced.beta for announced in found.announcements] == list(BETAS)


def test_a_changelog_names_the_day_of_each_release() -> None:
    assert changelog.releases(LOG) == {"2.9.0": date(2026, 11, 16), "2.8.0": date(2026, 11, 2)}


def test_a_table_of_forwardings_leaves_tool_types_out(tmp_path: Path) -> None:
    table = '{"bedrock": {"alpha-2025-01-01": "a-1", "bash_20241022": null, "bravo-2025-02-02": null}}'
    texts = {litellm.TABLE: table, "litellm-1.2.3.dist-info/METADATA": ""}
    found = litellm.read(wheel(tmp_path / "litellm.whl", texts))
    assert found.label == "litellm 1.2.3"
    assert found.sent_as == {("bedrock", "alpha-2025-01-01"): "a-1", ("bedrock", "bravo-2025-02-02"): None}


@pytest.mark.parametrize("missing", ["anthropic/_version.py", "anthropic/types/anthropic_beta_param.py"])
def test_a_wheel_without_what_every_release_has_is_no_sdk(tmp_path: Path, missing: str) -> None:
    texts = python_texts("2.0.0", BETAS)
    del texts[missing]
    with pytest.raises(NothingFound):
        python_sdk.read(wheel(tmp_path / "a.whl", texts))


def test_a_list_of_one_is_a_changed_recipe(tmp_path: Path) -> None:
    with pytest.raises(NothingFound, match="fewer betas"):
        python_sdk.read(wheel(tmp_path / "a.whl", python_texts("2.0.0", BETAS[:1])))


def outside(path: Path) -> Path:
    return wheel(path, {**python_texts("2.0.0", BETAS), "../anthropic/resources/x.py": "x"})


def absolute(path: Path) -> Path:
    return wheel(path, {"/etc/anthropic/_version.py": "x"})


def backslash(path: Path) -> Path:
    return tar(path, {"anthropic\\_version.py": "x"})


def deep(path: Path) -> Path:
    return wheel(path, {"/".join(["a"] * 60) + "/x.py": "x"})


def link(path: Path) -> Path:
    member = tarfile.TarInfo("package/package.json")
    member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
    return tar(path, {}, member)


def device(path: Path) -> Path:
    member = tarfile.TarInfo("package/zero")
    member.type = tarfile.CHRTYPE
    return tar(path, {}, member)


def zip_link(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as made:
        member = zipfile.ZipInfo("anthropic/_version.py")
        member.external_attr = 0o120777 << 16
        made.writestr(member, "/etc/passwd")
    return path


def huge_literal(path: Path) -> Path:
    return wheel(path, {**python_texts("2.0.0", BETAS), "anthropic/types/x.py": b'X = "' + b"a" * 100_000_000 + b'"'})


def many(path: Path) -> Path:
    return wheel(path, {f"{number}": "" for number in range(archive.MOST_MEMBERS + 1)})


def twice(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("anthropic/_version.py", "x")
        with pytest.warns(UserWarning, match="Duplicate"):
            made.writestr("anthropic/_version.py", "y")
    return path


def broken_python(path: Path) -> Path:
    return wheel(path, {**python_texts("2.0.0", BETAS), "anthropic/resources/x.py": "def ("})


def nested_python(path: Path) -> Path:
    return wheel(path, {**python_texts("2.0.0", BETAS), "anthropic/resources/x.py": "x = " + "-" * 100_000 + "1"})


def no_archive(path: Path) -> Path:
    path.write_text("hello")
    return path


def cut(path: Path) -> Path:
    whole = tar(path, python_texts("2.0.0", BETAS)).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    return path


HOSTILE = [
    outside, absolute, backslash, deep, link, device, zip_link, huge_literal, many, twice, broken_python,
    nested_python, no_archive, cut,
]  # fmt: skip


@pytest.mark.parametrize("make", HOSTILE, ids=lambda make: make.__name__)
def test_a_hostile_archive_is_refused_in_words(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    with pytest.raises(Refused) as refused:
        python_sdk.read(make(tmp_path / "package"))
    assert str(refused.value).endswith(".")
    assert [file.name for file in tmp_path.iterdir()] == ["package"]


def test_a_bomb_is_left_at_its_cap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_UNPACKED_BYTES", 1_000_000)
    bomb = tar(tmp_path / "bomb.tgz", {"package/zeros": "0" * 50_000_000})
    assert bomb.stat().st_size < 100_000
    with pytest.raises(Refused, match="unpacks to more"):
        npm_sdk.read(bomb)


def test_names_are_found_in_linear_time() -> None:
    assert DATED.findall("a" * 2_000_000 + " " + "b-" * 1_000_000) == []
