"""The page for errors from anywhere."""

from typing import Any

import pytest
from django.test import Client
from django.utils.html import strip_tags

from betas.catalogue.load import Loaded
from betas.models import Exchange

WRONG, RIGHT = "interleaved-thinking-2025-04-14", "interleaved-thinking-2025-05-14"
ERROR = (
    "anthropic.BadRequestError: Error code: 400 - {'type': 'error', 'error': {'type': 'invalid_request_error',"
    f" 'message': 'Unexpected value(s) `{WRONG}` for the `anthropic-beta` header.'}}}}"
)
HOSTILE = "<script>alert(1)</script>{{ 7|add:7 }}\x1b[2J'; DROP TABLE x; $(reboot)"
HTMX = {"HX-Request": "true"}


def diagnosed(client: Client, code: int = 200, **posted: Any) -> str:
    response = client.post("/diagnose/", posted)
    assert response.status_code == code
    return response.content.decode()


def test_a_traceback_gets_the_doctors_card(tester: Client, loaded: Loaded) -> None:
    page = diagnosed(tester, text=ERROR)
    words = " ".join(strip_tags(page).split())
    assert f"The API does not take {WRONG}" in words
    assert f"Did you mean {RIGHT}?" in words
    assert "Read: status 400" in words


def test_the_mended_betas_can_be_tried(tester: Client, loaded: Loaded) -> None:
    page = diagnosed(tester, text=ERROR, betas=f"files-api-2025-04-14,{WRONG}")
    assert f'href="/playground/?beta=files-api-2025-04-14&amp;beta={RIGHT}"' in page


def test_what_is_typed_outdoes_the_text(tester: Client, loaded: Loaded) -> None:
    words = " ".join(strip_tags(diagnosed(tester, text="Error code: 400", status="429")).split())
    assert "Read: status 429" in words
    assert "A limit of the account was reached." in words


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('{"type":"error","error":{"message":"x"}}', "Claude API"),
        ("ValidationException: invalid beta flag", "Amazon Bedrock"),
        ("litellm.BadRequestError: VertexAIException - x", "LiteLLM + Google Vertex AI"),
        ('{"message": "unsupported beta header(s): a-1"}', "GitHub Copilot"),
    ],
)
def test_who_answered_is_called_by_name(tester: Client, loaded: Loaded, text: str, name: str) -> None:
    assert f"Answered by {name}" in " ".join(strip_tags(diagnosed(tester, text=text)).split())


@pytest.mark.parametrize(
    ("message", "advice"),
    [
        ("This request would exceed your rate limit.", "Try again later."),
        ("You have reached your specified API usage limits.", "it has to be raised first."),
    ],
)
def test_only_a_limit_of_what_is_spent_has_to_be_raised(
    tester: Client, loaded: Loaded, message: str, advice: str
) -> None:
    words = " ".join(strip_tags(diagnosed(tester, text=message, status="429")).split())
    assert [each for each in ("Try again later.", "it has to be raised first.") if each in words] == [advice]


def test_nothing_is_stored(tester: Client, loaded: Loaded) -> None:
    diagnosed(tester, text=ERROR)
    assert not Exchange.objects.exists()


def test_a_key_is_dropped_with_a_word(tester: Client, db: None) -> None:
    page = diagnosed(tester, text=f"x-api-key: sk-ant-canary-0123456789abcdef\n{ERROR}")
    assert "canary" not in page
    assert "1 key stood in what you pasted" in page


def test_a_key_does_not_come_back_in_a_form_that_is_wrong(tester: Client, db: None) -> None:
    page = diagnosed(
        tester, 422, text="sk-ant-canary-0123456789abcdef", betas="sk-ant-canary-0123456789abcdef", status="7"
    )
    assert "canary" not in page


@pytest.mark.parametrize(
    ("posted", "sentence"),
    [
        ({"text": ""}, "Paste the error here."),
        ({"text": "x", "status": "4"}, "greater than or equal to 100"),
        ({"text": "x" * 200_001}, "Paste at most 200,000 characters."),
    ],
)
def test_what_cannot_be_read_comes_back_with_the_reason(tester: Client, posted: dict[str, str], sentence: str) -> None:
    assert sentence in diagnosed(tester, 422, **posted)


def test_the_address_fills_nothing_in(tester: Client) -> None:
    page = tester.get("/diagnose/", {"text": "from-the-address", "betas": "from-the-address"}).content.decode()
    assert 'id="id_text">\n</textarea>' in page
    assert 'name="betas" value' not in page


def test_the_fragment_is_the_form_and_the_card(tester: Client, loaded: Loaded) -> None:
    fragment = tester.post("/diagnose/", {"text": ERROR}, headers=HTMX).content.decode()
    assert fragment.strip().startswith('<div id="diagnosed"')


def test_hostile_text_stays_text(tester: Client, db: None) -> None:
    message = f"Unexpected value(s) `{HOSTILE}` for the `anthropic-beta` header."
    page = diagnosed(tester, text=message, betas=HOSTILE)
    assert "<script>alert" not in page


def test_the_errors_lead_to_it(tester: Client) -> None:
    assert 'href="/diagnose/"' in tester.get("/errors/").content.decode()


def test_the_palette_finds_it(tester: Client) -> None:
    assert 'href="/diagnose/"' in tester.get("/palette/", {"q": "diagnose"}).content.decode()
