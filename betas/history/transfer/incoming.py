"""A file of exchanges brought in: looked at whole before the first is written, then batch by batch.

Nothing is sent and nothing that is here is changed, so a file that was taken in by half is taken in again.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from betas.access import audit
from betas.history.recording import sent_names, to_store
from betas.history.rollups import Tally
from betas.history.rows import insert
from betas.history.transfer import har_entry, line, reading
from betas.history.transfer.owners import Owners
from betas.history.transfer.reading import Entry
from betas.history.transfer.report import Report
from betas.history.transfer.strict import Unreadable
from betas.models import Exchange, ExchangeBeta, ExchangeBody, ExchangeTag, Project, User

ROWS = 200
BYTES = 8 * 1024 * 1024


class Numbered(NamedTuple):
    number: int
    stored: line.Stored


def check(project: Project, path: Path, most: int | None = None) -> Report:
    """What an import would do. Writes nothing. Raises Unreadable where the file cannot be read to its end."""
    report, seen = Report(), _Seen()
    for batch in _batches(path, most, report, seen):
        _new(project, batch, report)
    return report


def bring_in(project: Project, path: Path, *, name: str, who: User | None, most: int | None = None) -> Report:
    """All of the file; raises Unreadable, and nothing is written, where one of its entries is refused."""
    if check(project, path, most).refusals:
        raise Unreadable(_("Some of its entries are refused by now: look at it once more."))
    return take_in(project, path, name=name, who=who, most=most)


def take_in(project: Project, path: Path, *, name: str, who: User | None, most: int | None = None) -> Report:
    """What `check` found nothing to refuse in."""
    done, owners, parents = Report(), Owners(project), dict[UUID, UUID]()
    for batch in _batches(path, most, done, _Seen()):
        with transaction.atomic():
            new = _new(project, batch, done)
            _write(new, owners)
        parents.update({one.exchange.pk: one.parent for one in new if one.parent})
    with transaction.atomic():
        _link(project, parents)
        audit.record(project, who, "history.imported", name, after={"new": done.new, "known": done.known})
    return done


class _Seen:
    """What stood in the file before: 16 bytes an id, so that a million fit."""

    def __init__(self) -> None:
        self._ids: set[bytes] = set()
        self._keys: set[str] = set()

    def problem(self, exchange: Exchange) -> str:
        pk, key = exchange.pk.bytes, exchange.idempotency_key
        if pk in self._ids:
            return _("This id is in the file twice.")
        if key is not None and key in self._keys:
            return _("This idempotency_key is in the file twice.")
        self._ids.add(pk)
        if key is not None:
            self._keys.add(key)
        return ""


def _batches(path: Path, most: int | None, report: Report, seen: _Seen) -> Iterator[list[Numbered]]:
    batch: list[Numbered] = []
    size = 0
    with reading.entries(path, most) as (is_har, entries):
        report.is_har = is_har
        for one in _stored(entries, report):
            if problem := seen.problem(one.stored.exchange):
                report.twice(one.number, problem)
                continue
            batch.append(one)
            size += len(one.stored.given.request) + len(one.stored.given.response)
            if len(batch) == ROWS or size >= BYTES:
                yield batch
                batch, size = [], 0
    if batch:
        yield batch


def _stored(entries: Iterator[Entry], report: Report) -> Iterator[Numbered]:
    for number, value in entries:
        if report.has_enough:
            return
        if value is None or (report.is_har and not har_entry.is_call(value)):
            report.passed += report.is_har
            continue
        try:
            if isinstance(value, Unreadable):
                raise value
            yield Numbered(number, har_entry.stored(value) if report.is_har else line.read(value))
        except Unreadable as error:
            report.refuse(number, str(error))
        except RecursionError:
            report.refuse(number, _("It is nested too deep."))


def _new(project: Project, batch: list[Numbered], report: Report) -> list[line.Stored]:
    """Those that are not here yet; two queries for any batch."""
    ids = [one.stored.exchange.pk for one in batch]
    here = dict(Exchange.objects.filter(pk__in=ids).values_list("pk", "project"))
    keys = [key for one in batch if (key := one.stored.exchange.idempotency_key) is not None]
    taken = Exchange.objects.for_project(project).filter(idempotency_key__in=keys).exclude(pk__in=ids)
    taken_keys = set(taken.values_list("idempotency_key", flat=True)) if keys else set()
    new = []
    for number, stored in batch:
        pk = stored.exchange.pk
        if here.get(pk) == project.pk:
            report.known += 1
        elif pk in here:
            report.refuse(number, _("This id cannot be taken."))
        elif stored.exchange.idempotency_key in taken_keys:
            report.refuse(number, _("Another exchange has this idempotency_key."))
        else:
            new.append(stored)
    report.add(new)
    return new


def _write(new: list[line.Stored], owners: Owners) -> None:
    bodies: list[ExchangeBody] = []
    betas: list[ExchangeBeta] = []
    tags: list[ExchangeTag] = []
    tally = Tally()
    for stored in new:
        exchange = stored.exchange
        owners.assign(stored)
        bodies.append(_body(stored))
        tags += [ExchangeTag(exchange=exchange, project=exchange.project, name=name) for name in stored.tags]
        names = sent_names(exchange)
        betas += _betas(exchange, names, stored.refused)
        tally.add(exchange, names)
    insert(Exchange, [stored.exchange for stored in new])
    insert(ExchangeBody, bodies)
    insert(ExchangeBeta, betas)
    insert(ExchangeTag, tags)
    tally.write()


def _body(stored: line.Stored) -> ExchangeBody:
    """As the project keeps it, and the beginning of the prompt, by which lists name the exchange, with it."""
    exchange, body = stored.exchange, stored.given.as_body()
    body.exchange = exchange
    if not exchange.project.store_bodies:
        exchange.preview = ""
    return to_store(body)


def _betas(exchange: Exchange, names: list[str], refused: frozenset[str]) -> Iterator[ExchangeBeta]:
    for position, name in enumerate(names):
        yield ExchangeBeta(
            exchange_id=exchange.pk, name=name, position=position, refused=name in refused,
            is_error=exchange.has_failed, model=exchange.model,
        )  # fmt: skip


def _link(project: Project, parents: dict[UUID, UUID]) -> None:
    """A parent stands behind its child in a file that begins with the newest."""
    children = list(parents)
    for start in range(0, len(children), ROWS):
        some = children[start : start + ROWS]
        known = Exchange.objects.for_project(project).filter(pk__in=[parents[pk] for pk in some])
        found = set(known.values_list("pk", flat=True))
        linked = [Exchange(pk=pk, parent_id=parents[pk]) for pk in some if parents[pk] in found]
        Exchange.objects.bulk_update(linked, ["parent"])
