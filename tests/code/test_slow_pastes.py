"""Pastes made to be slow: one sign again and again behind what makes a reader start. Linear, and soon given up."""

import os
import time

import pytest

from betas.code.reading import read

SIZE = int(os.environ.get("CODE_PASTE", "300000"))
MOST_S = 1.0
STARTS = [
    "curl https://a/v1/messages -d ", "curl https://a/v1/messages -d '", "curl ^\n -d ^\"", "curl.exe `\n -d ",
    "client.messages.create(model=", "client.messages.create(model=f'{",
    "client.messages.create({ a: ", "Request options: {'a': ", "POST /v1/messages HTTP/1.1\n",
    '{"a":',
    "client.messages.create(a)\nconst a = ",
]  # fmt: skip
SIGNS = [
    "'",
    '"',
    "\\",
    '\\"',
    "\\'",
    "`",
    "^",
    "%%",
    "{",
    "[",
    "(",
    "/*",
    "#",
    "'\\''",
    "$'\\''",
    '"$(cat <<A\n',
    "|a=",
    "a=b ",
    "\n\t",
    "<<A\n",
    "\n",
    "[],",
    '"\\"',
    "a+",
    "'a' ",
]


@pytest.mark.parametrize("start", STARTS)
def test_a_paste_takes_no_longer_than_it_is(start: str) -> None:
    for sign in SIGNS:
        began = time.process_time()
        read(start + sign * ((SIZE - len(start) - 3) // len(sign)) + "}')")
        assert time.process_time() - began < MOST_S, sign


@pytest.mark.parametrize("quote", ["", "'"])
def test_megabytes_of_apostrophes_are_read_within_a_second(quote: str) -> None:
    began = time.process_time()
    read(f"curl https://a/v1/messages -d {quote}" + "'\\''" * (2 * SIZE) + quote)
    assert time.process_time() - began < MOST_S
