import pytest

from betas.address import BadAddress, check_base_url, is_listed, origin


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("https://api.anthropic.com", "https://api.anthropic.com"),
        ("HTTPS://API.Anthropic.com/", "https://api.anthropic.com"),
        ("https://gw.example:8443/claude/proxy/", "https://gw.example:8443/claude/proxy"),
        ("https://10.0.0.7", "https://10.0.0.7"),
        ("https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443"),
    ],
)
def test_a_plain_address_passes(typed: str, stored: str) -> None:
    assert check_base_url(typed) == stored


AMBIGUOUS = [
    "", "api.anthropic.com", "//api.anthropic.com", "ftp://a.example", "file:///etc/passwd", "simulator://local",
    "https://", "https:///a.example", "https:a.example", "https:/a.example", "https://a.example?x", "https://a.example?",
    "https://a.example#f", "https://a.example#", "https://u@a.example", "https://u:p@a.example", "https://@a.example",
    "http://127.0.0.1\\@api.anthropic.com/", "https://a.example\\b", "https://a.example/%2e%2e", "https://a.example/..",
    "https://a.example/a/../b", "https://a.example//b", "https://a.example/ b", "https://a. example", " https://a.example",
    "https://a.example\n", "https://a.example\r\nx: y", "https://a.example\x00", "https://a.example\x7f", "https://a\t.example",
    "https://ä.example", "https://evil。example", "https://a.example:0", "https://a.example:65536", "https://a.example:",
    "https://a.example:80:80", "https://2130706433", "https://0x7f000001", "https://0177.0.0.1", "https://127.1",
    "https://0x7f.1", "https://1.2.3.4.5", "https://256.1.1.1", "https://[::1", "https://[1]", "https://[::ffff:127.0.0.1%25eth0]",
    "https://-a.example", "https://a.example.", "https://a..example", "https://.", "javascript:alert(1)",
    "https://a.example/v1", "https://a.example/x/v1/", "http://a.example", "http://127.0.0.1:8000",
]  # fmt: skip


@pytest.mark.parametrize("typed", AMBIGUOUS)
def test_anything_parsers_may_read_differently_is_refused(typed: str) -> None:
    with pytest.raises(BadAddress):
        check_base_url(typed)


@pytest.mark.parametrize("entry", ["127.0.0.1:8000", "127.0.0.0/8", " 127.0.0.1:8000 "])
def test_plain_http_passes_where_it_is_listed(entry: str) -> None:
    assert check_base_url("http://127.0.0.1:8000", [entry]) == "http://127.0.0.1:8000"


@pytest.mark.parametrize("entry", ["127.0.0.1", "127.0.0.1:80", "10.0.0.0/8", "127.0.0.1:8000/x", "*", ""])
def test_what_is_listed_counts_exactly(entry: str) -> None:
    assert not is_listed("127.0.0.1", 8000, [entry])


def test_an_address_of_version_six_is_listed_in_brackets() -> None:
    assert is_listed("::1", 8000, ["[::1]:8000"])


def test_an_origin_is_scheme_host_and_port() -> None:
    assert origin("https://GW.example:8443/claude") == "https://gw.example:8443"
