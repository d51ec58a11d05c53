"""What we write we read: the same request, from each language that can be pasted."""

import os
from collections.abc import Mapping

import pytest

from betas.code import Request, write
from betas.code.reading import read
from tests.code.generated import requests, same

COUNT = int(os.environ.get("CODE_ROUND_TRIPS", "100"))


@pytest.mark.parametrize("language", ["curl", "python", "typescript", "http"])
def test_what_is_written_is_read(language: str) -> None:
    for request in requests(COUNT, "https://gateway.example/claude", seed=5):
        reading = read(write(language, request))
        assert reading.problem == ""
        assert reading.left_out == ()
        assert_same(request, reading.request)


def assert_same(request: Request, other: Request | None) -> None:
    assert other is not None
    assert (request.url, tuple(request.betas)) == (other.url, other.betas)
    assert (request.api_version, request.header_style) == (other.api_version, other.header_style)
    assert isinstance(other.body, Mapping)
    assert same(dict(request.body), dict(other.body))
