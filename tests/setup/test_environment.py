"""What is said about variables that make no sense."""

import pytest

from dashboard.environment import problem


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("WORKERS", "x", "WORKERS must be a whole number above 0, not 'x'."),
        ("THREADS", "0", "THREADS must be a whole number above 0, not '0'."),
        ("LEASE_S", "-1", "LEASE_S must be a whole number above 0, not '-1'."),
        ("SWEEP_S", "٥", "SWEEP_S must be a whole number above 0, not '٥'."),
        ("SIMULATOR_TOKEN_S", "abc", "SIMULATOR_TOKEN_S must be seconds, as in 0.04, not 'abc'."),
        ("DATABASE_URL", "nonsense", "DATABASE_URL cannot be read"),
        ("DATABASE_URL", "postgres://", "DATABASE_URL cannot be read"),
        ("PUBLIC_URL", "betas.example", "PUBLIC_URL must begin with http:// or https://"),
    ],
)
def test_it_is_named_in_a_sentence(name: str, text: str, told: str) -> None:
    assert (problem({name: text}) or "").startswith(told)


@pytest.mark.parametrize(
    "variables",
    [
        {},
        {"WORKERS": "2", "SIMULATOR_TOKEN_S": "0.04", "PUBLIC_URL": "https://betas.example"},
        {"DATABASE_URL": "postgres://one:two@host:5432/betas"},
        {"DATABASE_URL": "postgres://betaboard@//tmp/folder/postgres"},
        {"DATABASE_URL": "sqlite:////tmp/x.sqlite3"},
    ],
    ids=["nothing", "numbers", "postgres", "socket", "sqlite"],
)
def test_what_makes_sense_is_no_problem(variables: dict[str, str]) -> None:
    assert problem(variables) is None
