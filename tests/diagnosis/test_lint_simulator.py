"""What lint repaired, the stand-in accepts: the two share the catalogue and no line of code."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from betas import header
from betas.catalogue.facts import Facts
from betas.diagnosis.findings import Level, apply
from betas.diagnosis.lint import lint
from betas.simulator.answers import answer
from betas.simulator.request import Request
from betas.simulator.world import World
from tests.diagnosis.generated import Made, made

REQUESTS, AT_ONCE = 2000, 250
NOW = datetime(2026, 11, 22, tzinfo=UTC)


def asked(request: Made, known: Facts) -> tuple[int, str]:
    headers = [("x-api-key", "k"), ("anthropic-version", request.api_version)]
    headers += [("anthropic-beta", header.join(request.betas))] if request.betas else []
    sent = Request.of("POST", request.path, headers, json.dumps(request.body).encode())
    said = answer(sent, World(known, False, NOW, 0.0))
    return said.status, b"".join(said.chunks(lambda _seconds: False)).decode()


@pytest.mark.parametrize("first", range(0, REQUESTS, AT_ONCE))
def test_a_request_with_every_fix_applied_has_no_error_left_and_is_accepted(known: Facts, first: int) -> None:
    for seed in range(first, first + AT_ONCE):
        request = made(seed, known)
        how: dict[str, Any] = {"path": request.path, "api_version": request.api_version}
        found = lint(request.betas, request.body, known, **how).findings
        assert all(finding.fix for finding in found if finding.level == Level.ERROR), seed
        betas, body = apply([finding.fix for finding in found if finding.fix], request.betas, request.body)
        left = lint(betas, body, known, **how).findings
        assert not [finding for finding in left if finding.level == Level.ERROR], seed
        repaired = request._replace(betas=list(betas), body=dict(body))
        assert asked(repaired, known)[0] == 200, (seed, asked(repaired, known)[1])


def test_most_of_these_requests_were_refused_as_they_came(known: Facts) -> None:
    """Else the test above would show nothing."""
    sendable = [request for seed in range(200) if all(map(header.NAME.match, (request := made(seed, known)).betas))]
    refused = [request for request in sendable if asked(request, known)[0] == 400]
    assert len(refused) > len(sendable) / 2 > 25
