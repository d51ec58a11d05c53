from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from betas.access import tokens
from betas.models import AuditEntry, Project, Token
from betas.models.choices import Role

LOOKUP, RANDOM = "0123456789ab", "r" * 43
JUNK = [
    "", " ", "bb_", "bb__", "x" * 65536, "bb_" + "0" * 65536, "\0", "bb_\0", "'; DROP TABLE--", '"', "💥" * 100,
    "\ud800", f"bb_{LOOKUP}_{RANDOM}", f"bb_{LOOKUP}_{RANDOM}\n", f" bb_{LOOKUP}_{RANDOM}",
    f"bb_{LOOKUP.upper()}_{RANDOM}",
    f"bb_{LOOKUP}_{RANDOM[:-1]}é", "sk-ant-api03-" + "k" * 80,
]  # fmt: skip


def test_a_token_opens_with_the_text_it_was_made_with(project: Project) -> None:
    token, text = tokens.make(project, "nightly", Role.VIEWER)
    assert tokens.check(text.reveal()) == token


def test_only_a_digest_is_stored(project: Project) -> None:
    token, text = tokens.make(project, "nightly", Role.VIEWER)
    assert text.reveal() not in str(Token.objects.values().get())
    assert len(text.reveal().removeprefix(f"bb_{token.lookup}_")) == 43


@pytest.mark.parametrize("junk", JUNK, ids=range(len(JUNK)))
def test_junk_is_no_token(project: Project, junk: str) -> None:
    tokens.make(project, "nightly", Role.VIEWER)
    assert tokens.check(junk) is None


def test_a_token_that_differs_in_one_character_is_none(project: Project) -> None:
    text = tokens.make(project, "nightly", Role.VIEWER)[1].reveal()
    for position in range(len(text)):
        changed = "0" if text[position] != "0" else "1"
        assert tokens.check(text[:position] + changed + text[position + 1 :]) is None


def test_a_revoked_token_is_none(project: Project) -> None:
    token, text = tokens.make(project, "nightly", Role.VIEWER)
    tokens.revoke(token, by=None)
    assert tokens.check(text.reveal()) is None


def test_an_expired_token_is_none(project: Project) -> None:
    _, text = tokens.make(project, "nightly", Role.VIEWER, expires_at=timezone.now() - timedelta(seconds=1))
    assert tokens.check(text.reveal()) is None


def test_use_is_noted_at_most_once_a_minute(project: Project) -> None:
    _, text = tokens.make(project, "nightly", Role.VIEWER)
    tokens.check(text.reveal())
    first = Token.objects.get().last_used_at
    tokens.check(text.reveal())
    assert Token.objects.get().last_used_at == first
    Token.objects.update(last_used_at=timezone.now() - timedelta(minutes=2))
    tokens.check(text.reveal())
    assert timezone.now() - (Token.objects.get().last_used_at or timezone.now()) < timedelta(minutes=1)


def test_making_and_revoking_are_audited_without_the_text(project: Project) -> None:
    token, text = tokens.make(project, "nightly", Role.VIEWER)
    tokens.revoke(token, by=None)
    assert [entry.action for entry in AuditEntry.objects.all()] == ["token.revoked", "token.made"]
    assert text.reveal() not in str(list(AuditEntry.objects.values()))


def test_the_command_prints_the_token_alone_on_its_last_line(db: None) -> None:
    printed = StringIO()
    call_command("create_token", "nightly", "--role", "admin", stdout=printed)
    token = tokens.check(printed.getvalue().splitlines()[-1])
    assert token is not None
    assert (token.name, token.role) == ("nightly", Role.ADMIN)


def test_a_token_without_a_stated_role_is_a_testers(db: None) -> None:
    call_command("create_token", "nightly", stdout=StringIO())
    assert Token.objects.get().role == Role.TESTER


@pytest.mark.parametrize("name", ["", " ", "n" * 61])
def test_the_command_refuses_a_name_that_is_none(db: None, name: str) -> None:
    with pytest.raises(CommandError):
        call_command("create_token", name, stdout=StringIO())
