import os

import pytest
from django.core.checks import run_checks
from pytest_django import Settings

from betas.access import keys, upstreams
from betas.models import Project, Upstream, UpstreamKey
from betas.secret import Secret

TEXT = "sk-ant-api03-" + "k" * 40


@pytest.fixture
def key(project: Project, upstream: Upstream) -> UpstreamKey:
    return keys.add(project, upstream, "mine", Secret(TEXT), by=None)


def test_a_key_comes_back_as_it_went_in(key: UpstreamKey) -> None:
    assert keys.open_key(UpstreamKey.objects.get()).reveal() == TEXT


def test_a_stored_key_shows_nothing_but_its_last_four(key: UpstreamKey) -> None:
    assert TEXT.encode() not in bytes(key.ciphertext)
    assert key.last_four == "kkkk"


def test_the_same_key_is_never_sealed_alike(key: UpstreamKey) -> None:
    assert keys.seal(key, Secret(TEXT)) != keys.seal(key, Secret(TEXT))


def test_a_blob_copied_to_another_row_does_not_open(project: Project, upstream: Upstream, key: UpstreamKey) -> None:
    other = keys.add(project, upstream, "other", Secret("o" * 20), by=None)
    other.ciphertext = key.ciphertext
    with pytest.raises(keys.KeyUnreadable):
        keys.open_key(other)


def test_a_key_does_not_open_for_another_origin(upstream: Upstream, key: UpstreamKey) -> None:
    Upstream.objects.update(base_url="https://evil.example")
    with pytest.raises(keys.KeyUnreadable, match="another address than its upstream has now"):
        keys.open_key(UpstreamKey.objects.get())


def test_a_key_does_not_open_in_another_project(key: UpstreamKey) -> None:
    key.project = Project.objects.create(slug="other", name="Other")
    with pytest.raises(keys.KeyUnreadable):
        keys.open_key(key)


@pytest.mark.parametrize("position", [0, 1, 9, 25, -1])
def test_a_changed_byte_anywhere_is_noticed(key: UpstreamKey, position: int) -> None:
    blob = bytearray(key.ciphertext)
    blob[position] ^= 1
    key.ciphertext = bytes(blob)
    with pytest.raises(keys.KeyUnreadable):
        keys.open_key(key)


@pytest.mark.parametrize("blob", [b"", b"\x01", bytes(range(20))])
def test_a_blob_that_is_none_is_unreadable(key: UpstreamKey, blob: bytes) -> None:
    key.ciphertext = blob
    with pytest.raises(keys.KeyUnreadable):
        keys.open_key(key)


def test_with_another_data_key_rows_stay_and_are_not_offered(
    project: Project, key: UpstreamKey, settings: Settings
) -> None:
    settings.DATA_KEY = os.urandom(32).hex()
    with pytest.raises(keys.KeyUnreadable, match="another data key"):
        keys.open_key(key)
    assert "1 stored key does not open" in (keys.problem() or "")
    assert keys.offered(project, upstreams.enabled(project)) == []
    assert UpstreamKey.objects.count() == 1


def test_the_former_data_key_makes_them_readable_again(project: Project, key: UpstreamKey, settings: Settings) -> None:
    former = settings.DATA_KEY
    settings.DATA_KEY = os.urandom(32).hex()
    settings.DATA_KEY = former
    assert keys.problem() is None


@pytest.mark.parametrize("text", ["", "00" * 31, "zz" * 32])
def test_a_data_key_that_is_none_is_said_at_the_start(settings: Settings, text: str) -> None:
    settings.DATA_KEY = text
    assert [problem.id for problem in run_checks(tags=["security"])] == ["betas.E002"]
