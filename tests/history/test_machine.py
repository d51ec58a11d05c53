"""The history does what a plain-Python model of it does, whatever comes after what.

RUNS says how often, 50 here; script/nightly asks for 500.
"""

import os
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import override_settings
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from betas.diagnosis.doctor import Confidence, Diagnosis
from betas.diagnosis.signatures import Retry
from betas.history import housekeeping, record, rollups, words
from betas.history.ending import Ending
from betas.history.finding import find
from betas.history.keeping import erase, prune
from betas.history.query import LANGUAGE
from betas.history.recording import Recording
from betas.models import (
    DailyRollup,
    Exchange,
    ExchangeBeta,
    ExchangeBody,
    ExchangeFeature,
    ExchangePart,
    ExchangeTag,
    ExchangeText,
    HourlyRollup,
    Project,
    Retention,
    User,
)
from betas.models.choices import Means, State
from betas.models.search import first_id
from betas.upstream import answer as answers
from betas.upstream.call import Call, Failure, Outcome, Target
from tests.history import modelled
from tests.history.kept import counted, indexed, of, without_zeros
from tests.history.modelled import (
    ANSWER_END,
    ASKED,
    NAMES,
    SOURCES,
    TAGS,
    WORDS,
    Model,
    Row,
    answer_body,
    refusal_body,
    request_body,
)
from tests.history.summed import days_are_the_sums_of_their_hours

RUNS, STEPS, FIRST = int(os.environ.get("RUNS", "50")), 10, 4
TARGET = Target("simulator://local", "x-api-key")
ALL_OF = st.integers(0, 10**6)
ENDINGS = ("done", "refused", "failed", "cancelled")
WRITTEN = st.fixed_dictionaries(
    {
        "days": st.integers(0, 3), "names": st.lists(st.sampled_from(NAMES), max_size=3).map(tuple),
        "source": st.sampled_from(SOURCES), "asked": st.sampled_from(WORDS), "answer": st.sampled_from(WORDS),
        "thinks": st.booleans(), "abandoned": st.booleans(),
    }
)  # fmt: skip
FATE = st.sampled_from(["half", "none", *ENDINGS])
QUESTIONS = st.lists(st.tuples(st.sampled_from(sorted(ASKED)), st.booleans()), min_size=1, max_size=3)
LIMIT = st.none() | st.integers(1, 3)
has_rows = precondition(lambda self: self.model.rows)
is_open = precondition(lambda self: self.recordings)


class History(RuleBasedStateMachine):
    """`recordings` are the senders that are still there, of rows that a sweep took or somebody erased, too."""

    def __init__(self) -> None:
        super().__init__()
        self.model = Model()
        self.recordings: dict[UUID, Recording] = {}
        self.sent: dict[UUID, Row] = {}
        self.project = Project.objects.all().default()
        self.by = User.objects.get_or_create(username="keeper", is_superuser=True)[0]

    def teardown(self) -> None:
        Exchange.objects.all().delete()
        HourlyRollup.objects.all().delete()
        DailyRollup.objects.all().delete()
        Project.objects.update(store_bodies=True)

    def _one(self, place: int) -> Row:
        return self.model.rows[self.model.newest_first()[place % len(self.model.rows)]]

    @initialize(written=st.lists(st.tuples(WRITTEN, FATE), min_size=FIRST, max_size=FIRST))
    def write_some(self, written: list[tuple[dict[str, Any], str]]) -> None:
        for values, fate in written:
            self.write(values, fate)

    @rule(values=WRITTEN, fate=FATE)
    def write(self, values: dict[str, Any], fate: str) -> None:
        row = self._write(**values)
        if fate == "half":
            self._hear_half(self.recordings[row.pk], row)
        elif fate in ENDINGS:
            self._finish(self.recordings[row.pk], row, fate)

    def _write(self, *, days: int, source: str, names: tuple[str, ...], **said: Any) -> Row:
        at = timezone.now() - timedelta(days=days, hours=1)
        pk, project = UUID(int=first_id(at).int + len(self.sent)), Project.objects.get(pk=self.project.pk)
        call = Call(TARGET, "/v1/messages", request_body(**said), ",".join(names) or None, "v", stream=False)
        exchange = Exchange(id=pk, created_at=at, project=project, source=source, upstream_name="x")
        with override_settings(LEASE_S=-1 if said["abandoned"] else 3600):
            self.recordings[pk] = record.open_exchange(exchange, call, {})
        hour, size = rollups.hour_of(at), len(call.body)
        row = Row(pk, days, hour, source, names, stored=project.store_bodies, request_bytes=size, **said)
        self.sent[pk] = self.model.rows[pk] = row
        return row

    @rule(on=st.booleans())
    def store_bodies(self, on: bool) -> None:
        Project.objects.update(store_bodies=on)

    @is_open
    @rule(place=ALL_OF)
    def hear_half_of_the_answer(self, place: int) -> None:
        self._hear_half(*self._open(place))

    @is_open
    @rule(place=ALL_OF, ending=st.sampled_from(ENDINGS))
    def finish(self, place: int, ending: str) -> None:
        """One that a sweep took for lost, or that was erased then, is finished after all."""
        self._finish(*self._open(place), ending)

    def _hear_half(self, recording: Recording, row: Row) -> None:
        half = answer_body(row)[: -len(ANSWER_END)][len(recording.body) :]
        recording.received(half)
        recording.keep()
        if half and row.has_body:
            row.kept = len(recording.body)

    def _finish(self, recording: Recording, row: Row, ending: str) -> None:
        outcome, rest = self._ending(row, ending, heard=len(recording.body))
        recording.received(rest)
        refused = frozenset(row.names[:1]) if outcome.status == 400 else frozenset()
        told = Diagnosis(Means.REFUSED_BETA, tuple(refused), None, None, Confidence.CERTAIN, "", Retry.NEVER)
        answer = answers.read(False, outcome, bytes(recording.body))
        recording.close(Ending(outcome, answer, told if refused else None))
        del self.recordings[row.pk]
        self._ended(row, outcome, len(recording.body), refused)

    def _open(self, place: int) -> tuple[Recording, Row]:
        pk = sorted(self.recordings)[place % len(self.recordings)]
        return self.recordings[pk], self.sent[pk]

    def _ending(self, row: Row, ending: str, heard: int) -> tuple[Outcome, bytes]:
        if ending == "done" or (ending == "refused" and heard):
            return Outcome(State.DONE, status=200, total_ms=5), answer_body(row)[heard:]
        if ending == "refused":
            return Outcome(State.DONE, status=400, total_ms=5), refusal_body(row)
        if ending == "failed":
            return Outcome(State.FAILED, Failure.TIMEOUT, total_ms=5), b""
        return Outcome(State.CANCELLED, status=200, total_ms=5), b""

    def _ended(self, row: Row, outcome: Outcome, length: int, refused: frozenset[str]) -> None:
        if row.pk not in self.model.rows:
            return
        if row.state == State.INTERRUPTED:
            self.model.count(row, -1)
        tokens = 7 if (outcome.state, outcome.status) == (State.DONE, 200) else 0
        row.end(outcome.state, length, status=outcome.status, tokens=tokens)
        row.refused = refused
        self.model.count(row)

    @rule()
    def sweep(self) -> None:
        lost = [row for row in self.model.rows.values() if row.abandoned and row.state == State.SENDING]
        assert housekeeping.sweep() == len(lost)
        for row in lost:
            row.end(State.INTERRUPTED, row.kept)
            self.model.count(row)

    @has_rows
    @rule(place=ALL_OF, starred=st.booleans(), note=st.sampled_from(["", "look"]), tags=st.sets(st.sampled_from(TAGS)))
    def mark(self, place: int, starred: bool, note: str, tags: set[str]) -> None:
        row = self._one(place)
        row.starred, row.note, row.tags = starred, note, tags
        Exchange.objects.filter(pk=row.pk).update(starred=starred, note=note)
        ExchangeTag.objects.filter(exchange=row.pk).delete()
        for tag in tags:
            ExchangeTag.objects.create(exchange_id=row.pk, project=self.project, name=tag)

    @rule(source=st.sampled_from(SOURCES), rows_days=LIMIT, rows_most=LIMIT, bodies_days=LIMIT)
    def prune(self, source: str, **limits: int | None) -> None:
        rule = Retention.objects.create(project=self.project, source=source, **limits)
        prune.run()
        rule.delete()
        self.model.prune(source, **limits)

    @has_rows
    @rule(place=ALL_OF)
    def erase(self, place: int) -> None:
        row = self._one(place)
        exchange = Exchange.objects.get(pk=row.pk)
        if row.state == State.SENDING:
            with pytest.raises(erase.StillSending):
                erase.erase(exchange, by=self.by)
            return
        erase.erase(exchange, by=self.by)
        del self.model.rows[row.pk]

    @rule()
    def index(self) -> None:
        words.index_pending()
        for row in self.model.rows.values():
            row.index()

    @rule(asked=QUESTIONS, size=st.integers(1, 4))
    def search(self, asked: list[tuple[str, bool]], size: int) -> None:
        query = " ".join(f"-{term}" if negated else term for term, negated in asked)
        fit = [lambda row, term=term, negated=negated: ASKED[term](row) is not negated for term, negated in asked]
        conditions, expected = LANGUAGE.conditions(query), self.model.found(*fit)
        rows = Exchange.objects.for_project(self.project)
        assert list(rows.filter(*conditions).order_by("-pk").values_list("pk", flat=True)) == expected, query
        assert self._paged(conditions, size) == expected, query

    def _paged(self, conditions: Sequence[Any], size: int) -> list[UUID]:
        rows, after, found = Exchange.objects.for_project(self.project).for_list(), None, list[UUID]()
        while True:
            page = find(rows, conditions, size=size, after=after).page
            assert len(page.rows) <= size
            found += [row.pk for row in page.rows]
            after = page.after
            if after is None:
                return found

    @invariant()
    def the_same_rows_in_the_same_order(self) -> None:
        kept = Exchange.objects.order_by("-pk").values_list("pk", "state", "status", "starred", "note")
        rows = [self.model.rows[pk] for pk in self.model.newest_first()]
        assert list(kept) == [(row.pk, row.state, row.status, row.starred, row.note) for row in rows]

    @invariant()
    def what_is_beside_rows_is_theirs_alone(self) -> None:
        rows = self.model.rows.values()
        assert of(ExchangeBody) == Counter(self.model.rows.keys())
        assert of(ExchangeBeta) == Counter(row.pk for row in rows for _name in row.names)
        assert of(ExchangeTag) == Counter(row.pk for row in rows for _tag in row.tags)
        assert of(ExchangeFeature) == Counter(row.pk for row in rows if row.features)
        assert set(of(ExchangePart)) <= {row.pk for row in rows if row.kept and row.state in modelled.LIVE}
        assert set(ExchangeBody.objects.kept().values_list("pk", flat=True)) == {r.pk for r in rows if r.has_body}

    @invariant()
    def words_are_those_that_may_be_found(self) -> None:
        kept = {pk: set(text.split()) for pk, text in ExchangeText.objects.values_list("exchange", "text")}
        rows = self.model.rows.values()
        assert {pk: said & set(WORDS) for pk, said in kept.items()} == {r.pk: r.said for r in rows if r.said}
        for word in WORDS:
            assert indexed(word) == len(self.model.found(ASKED[word]))

    @invariant()
    def the_statistics_count_what_ended(self) -> None:
        assert counted() == without_zeros(self.model.counted)
        assert days_are_the_sums_of_their_hours()

    @rule()
    def count_again(self) -> None:
        self.model.counted = self.model.recounted()
        rollups.rebuild()


@pytest.mark.django_db(transaction=True)
def test_the_history_agrees_with_its_model() -> None:
    unhurried = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    run_state_machine_as_test(
        History,
        settings=settings(max_examples=RUNS, stateful_step_count=STEPS, deadline=None, suppress_health_check=unhurried),
    )
