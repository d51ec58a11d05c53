"""What the tests of SECURITY's faults share."""

import pytest

from betas.upstream.call import Failure, Outcome
from betas.upstream.sentences import sentence
from tests.faultserver import FaultServer, Line, Script
from tests.upstream.conftest import call_to, key_for, run

PART = b'{"id":"msg_1","content":[{"type":"text","te'
both = pytest.mark.parametrize("stream", [False, True], ids=["plain", "stream"])


def ends_as(failure: Failure, server: FaultServer, stream: bool, kept: bytes = b"", times: int = 3) -> Outcome:
    for trial in range(1, times + 1):
        body, outcome = run(call_to(server.url, stream=stream), key_for(server.url))
        assert (outcome.state, outcome.failure) == ("failed", failure), outcome
        assert body == kept
        assert outcome.size == len(kept)
        assert server.hits <= trial
        assert sentence(failure, outcome.detail).count(".") >= 2
        assert "canary" not in repr(outcome)
    return outcome


def misbehaves(*steps: bytes, then: str) -> Script:
    def script(line: Line) -> None:
        for step in steps:
            line.send(step)
            line.wait(0.02)
        getattr(line, then)()

    return script
