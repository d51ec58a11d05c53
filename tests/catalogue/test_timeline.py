"""The timeline: pure geometry, and the page around it."""

from datetime import date
from typing import Any
from xml.etree import ElementTree

import pytest
import time_machine
from django.test import Client

from betas.catalogue import timeline_page
from betas.catalogue.load import Loaded
from betas.catalogue.timeline import LEFT, WIDTH, Axis, Life, axis, drawing
from betas.models import Beta, ClaudeModel, Family, ModelSupport
from betas.models.choices import Role
from tests.conftest import MakeBeta, SignedIn

NOW = date(2026, 11, 22)
YEAR = Axis(date(2026, 1, 1), date(2026, 12, 31))


def one(**fields: Any) -> Life:
    end = fields.pop("models_end", None)
    return Life(Beta(name="alpha-1", family=Family(slug="alpha"), **fields), end)


def looks(life: Life, over: Axis = YEAR) -> tuple[list[str], list[str]]:
    lanes = drawing([life], over, NOW).lanes
    lines = [line for lane in lanes for line in lane.lines]
    return [part.look for line in lines for part in line.segments], [mark.look for line in lines for mark in line.marks]


@pytest.mark.parametrize(
    ("fields", "segments", "marks"),
    [
        ({"first_in_sdk_on": date(2026, 2, 1)}, ["beta"], ["first_in_sdk"]),
        ({"named_on": date(2026, 2, 1)}, ["beta"], ["named"]),
        ({"named_on": date(2025, 2, 1), "first_in_sdk_on": date(2026, 2, 1)}, ["beta"], ["first_in_sdk"]),
        (
            {"named_on": date(2026, 1, 2), "ga_on": date(2026, 3, 1), "deprecated_on": date(2026, 5, 1),
             "retired_on": date(2026, 7, 1)},
            ["beta", "ga", "old"], ["named", "ga", "deprecated", "retired"],
        ),
        ({"ga_on": date(2026, 3, 1)}, ["ga"], ["ga"]),
        ({"retired_on": date(2026, 3, 1)}, [], ["retired"]),
        ({"named_on": date(2026, 1, 2), "models_end": date(2026, 6, 1)}, ["beta"], ["named", "models"]),
        ({"named_on": date(2024, 1, 2), "retired_on": date(2025, 1, 1)}, [], []),
        ({"named_on": date(2024, 1, 2)}, ["beta"], []),
        ({"named_on": date(2026, 1, 2), "status": "retired"}, [], ["named"]),
        ({"named_on": date(2027, 1, 2)}, [], []),
        ({}, [], []),
    ],
    ids=str,
)  # fmt: skip
def test_a_life_is_drawn_from_stage_to_stage(fields: dict[str, Any], segments: list[str], marks: list[str]) -> None:
    assert looks(one(**fields)) == (segments, marks)


def test_everything_stands_within_the_drawing() -> None:
    life = one(named_on=date(2020, 1, 1), ga_on=date(2026, 6, 1), retired_on=date(2030, 1, 1))
    [line] = drawing([life], YEAR, NOW).lanes[0].lines
    assert all(part.x >= LEFT and part.x + part.width <= WIDTH for part in line.segments)
    assert all(LEFT <= mark.x <= WIDTH for mark in line.marks)


def test_without_a_year_the_axis_holds_every_date_and_today() -> None:
    over = axis([one(named_on=date(2024, 5, 1), retired_on=date(2027, 1, 1))], None, NOW)
    assert (over.first, over.last > date(2027, 1, 1), NOW in over) == (date(2024, 1, 1), True, True)


def test_the_shipped_catalogue_is_drawn_as_valid_xml_with_a_table_beside_it(tester: Client, loaded: Loaded) -> None:
    shown = tester.get("/betas/timeline/?q=family:mcp-client").content.decode()
    begin = shown.index('<svg class="timeline"')
    svg = ElementTree.fromstring(shown[begin : shown.index("</svg>", begin) + 6])  # noqa: S314  our own
    assert len(svg.findall(".//rect")) >= 3
    assert shown.count('href="/betas/mcp-client-2025-04-04/"') == 2
    assert "style=" not in shown


def test_a_year_zooms(tester: Client, make_beta: MakeBeta) -> None:
    make_beta("alpha-1", named_on=date(2024, 1, 1), retired_on=date(2024, 6, 1))
    make_beta("alpha-2", named_on=date(2026, 1, 1))
    [lane] = tester.get("/betas/timeline/?year=2026").context["drawing"].lanes
    assert [line.life.beta.name for line in lane.lines] == ["alpha-2"]


@time_machine.travel("2026-11-22T12:00Z", tick=False)
def test_models_end_a_beta_where_all_of_its_models_retire(signed_in: SignedIn, make_beta: MakeBeta) -> None:
    beta = make_beta(named_on=date(2026, 1, 1))
    for name, day in (("one", date(2026, 6, 1)), ("two", date(2026, 9, 1))):
        ClaudeModel.objects.create(id=name, retires_on=day)
        ModelSupport.objects.create(beta=beta, model=name, supported=True)
    client = signed_in(Role.VIEWER)
    assert "the last model it works with retires, 2026-09-01" in client.get("/betas/timeline/").content.decode()
    ModelSupport.objects.create(beta=beta, model="three", supported=True)
    assert "the last model" not in client.get("/betas/timeline/").content.decode()


@pytest.mark.parametrize("asked", ["q=stauts:x", "year=abc", "year=99999", "year=-1"])
def test_what_cannot_be_read_is_422(tester: Client, loaded: Loaded, asked: str) -> None:
    response = tester.get(f"/betas/timeline/?{asked}")
    assert response.status_code == 422
    assert "cannot be read" in response.content.decode()


def test_an_empty_timeline_says_so(tester: Client) -> None:
    assert "No beta with a date matches." in tester.get("/betas/timeline/").content.decode()


def test_a_long_timeline_goes_on(tester: Client, make_beta: MakeBeta, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timeline_page, "PAGE", 1)
    for slug in "ab":
        make_beta(f"{slug}-1", family=Family.objects.create(slug=slug), named_on=date(2026, 1, 1))
    first, second = (tester.get(f"/betas/timeline/?after={after}") for after in ("", "a"))
    assert [lane.slug for lane in first.context["drawing"].lanes] == ["a"]
    assert [lane.slug for lane in second.context["drawing"].lanes] == ["b"]
    assert 'href="?after=a" rel="next"' in first.content.decode()


@pytest.mark.parametrize("count", [2, 40])
def test_more_lives_cost_no_more_queries(
    tester: Client, make_beta: MakeBeta, django_assert_max_num_queries: Any, count: int
) -> None:
    for number in range(count):
        family = Family.objects.create(slug=f"bravo-{number}")
        beta = make_beta(f"bravo-{number}", family=family, named_on=date(2026, 1, 1))
        ModelSupport.objects.create(beta=beta, model="one", supported=True)
    tester.get("/betas/timeline/")  # the session's first visit
    with django_assert_max_num_queries(9):
        tester.get("/betas/timeline/")
