import pytest

from betas import header
from betas.dispatch.build import HeaderTooLong, build_call
from betas.models import Upstream
from betas.upstream.call import Call

HERE = Upstream(name="simulator", base_url="simulator://local", header_style="x-api-key")
THERE = Upstream(name="there", base_url="https://api.example.com", header_style="bearer")


def built(betas: list[str] | str | None, upstream: Upstream = HERE, fault: str = "", stream: bool = False) -> Call:
    return build_call(
        upstream, path="/v1/messages", body=b"{}", betas=betas, api_version="2026-10-21", stream=stream, fault=fault
    )


@pytest.mark.parametrize(
    ("betas", "line"),
    [
        (["a", "b"], "a,b"),
        (["b", "a", "b"], "b,a"),
        ([" a "], "a"),
        ("a, b,,a", "a,b"),
        (" , ", None),
        ("", None),
        ([], None),
        (None, None),
    ],
)
def test_the_header_names_each_beta_once_in_order(betas: list[str] | str | None, line: str | None) -> None:
    assert built(betas).beta_header == line


@pytest.mark.parametrize("betas", [[""], ["a,b"], ["a\r\nx: y"], ["a\x00"], ["é"], "a b", "a\nb", "a,\x7f"])
def test_what_cannot_travel_as_a_name_is_refused(betas: list[str] | str) -> None:
    with pytest.raises(header.MalformedBeta):
        built(betas)


def test_eight_kibibytes_of_names_are_sent_and_one_more_byte_is_not() -> None:
    names = [f"{number:0127d}" for number in range(64)]
    assert len(built([*names[:-1], names[-1] + "a"]).beta_header or "") == header.MAX_HEADER_BYTES
    with pytest.raises(HeaderTooLong):
        built([*names, "z"])


def test_a_fault_is_told_to_the_simulator_alone() -> None:
    assert built([], fault="429").extra_headers == {"x-simulator-fault": "429"}
    assert built([], THERE, fault="429").extra_headers == {}


def test_a_stream_may_take_half_an_hour_and_a_plain_answer_ten_minutes() -> None:
    assert (built([], stream=True).limits.total_s, built([]).limits.total_s) == (1800, 600)
