"""Approve a batch: coverage starts or stops, and everybody concerned hears of it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from chassis.errors import Message, Refusal
from chassis.ids import uuid7
from chassis.money import jod
from chassis.unit_of_work import UnitOfWork
from contracts.events.movements import (
    CoverageStarted,
    CoverageStopped,
    InsuredPersonRegistered,
    MovementApproved,
)
from services.movements import queries
from services.movements.batches import EVENT_FIELDS
from services.movements.decisions import batch_to_decide, decide
from services.movements.models import Batch, BatchRow, Coverage, InsuredPerson
from services.movements.rules.periods import overlaps


class RowsNoLongerHold(Refusal):
    """Coverage changed since the batch was sent: some rows contradict it now."""

    status = 409
    message = Message(
        ar="تغيّر الشمول منذ إرسال الإرسالية، والصفوف {rows} تخالفه الآن.",
        en="Coverage changed since the batch was sent; rows {rows} contradict it now.",
        fix_ar="إعادة الإرسالية إلى المنشأة للاستكمال.",
        fix_en="Return the batch to the employer.",
    )


async def approve_batch(work: UnitOfWork, batch_id: UUID, *, version: int) -> Batch:
    """Put every row of the batch in force.

    Raises `NotFound`, `NotAllowed`, `AlreadyDecided`, `StaleVersion`, `RowsNoLongerHold`.
    """
    batch = await batch_to_decide(work, batch_id, version=version)
    await decide(work, batch, "approved")
    carried = EVENT_FIELDS | {"decided_by", "decided_at"}
    work.publish(MovementApproved(**batch.model_dump(include=carried)))
    rows = await queries.batch_rows(work, batch_id)
    # Stops first: who leaves and comes back in one batch is not covered twice.
    await _stop(work, batch, [row for row in rows if row.kind == "stop"])
    await _start(work, batch, [row for row in rows if row.kind == "start"])
    return batch


async def _start(work: UnitOfWork, batch: Batch, rows: Sequence[BatchRow]) -> None:
    persons = await _registered(work, [row.entry for row in rows])
    await _refuse_overlaps(work, batch, rows, persons)
    for row in rows:
        person = persons[row.entry["person"]["national_number"]]
        coverage = Coverage(
            coverage_id=row.coverage_id,
            establishment_id=batch.establishment_id,
            person_id=person.person_id,
            batch_id=batch.batch_id,
            started_on=date.fromisoformat(row.entry["started_on"]),
            amount_wage=row.entry["amount_wage"],
            hazardous=row.entry["hazardous"],
            known_at=work.now,
        )
        work.session.add(coverage)
        values = coverage.model_dump(exclude={"amount_wage"})
        work.publish(CoverageStarted(**values, wage=jod(coverage.amount_wage)))
        _note(work, "coverage-started", coverage, batch.number, on=coverage.started_on)


async def _registered(
    work: UnitOfWork, entries: Sequence[Mapping[str, Any]]
) -> dict[str, InsuredPerson]:
    """The persons of the rows by national number, the new ones with a fresh insurance number."""
    numbers = {entry["person"]["national_number"] for entry in entries}
    known = await queries.insured_persons(work, national=numbers)
    persons = {person.national_number: person for person in known}
    fresh = [entry for entry in entries if entry["person"]["national_number"] not in persons]
    for entry, number in zip(
        fresh, await queries.next_insurance_numbers(work, len(fresh)), strict=True
    ):
        person = _new_person(work, entry, number)
        persons[person.national_number] = person
    for entry in entries:
        if entry["phone"]:
            persons[entry["person"]["national_number"]].phone = entry["phone"]
    await work.session.flush()  # coverage refers to its person
    return persons


def _new_person(work: UnitOfWork, entry: Mapping[str, Any], insurance_number: str) -> InsuredPerson:
    told = entry["person"]
    person = InsuredPerson(
        person_id=uuid7(),
        insurance_number=insurance_number,
        national_number=told["national_number"],
        name_ar=told["name_ar"],
        name_en=told["name_en"],
        sex=told["sex"],
        birth_date=date.fromisoformat(told["birth_date"]),
        nationality=told["nationality"],
        registered_at=work.now,
    )
    work.session.add(person)
    work.publish(
        InsuredPersonRegistered(
            person_id=person.person_id,
            insurance_number=insurance_number,
            registered_at=work.now,
        )
    )
    return person


async def _refuse_overlaps(
    work: UnitOfWork,
    batch: Batch,
    rows: Sequence[BatchRow],
    persons: Mapping[str, InsuredPerson],
) -> None:
    ids = [person.person_id for person in persons.values()]
    periods = await queries.coverage_of(work, batch.establishment_id, ids)
    contradicting = [
        row.row
        for row in rows
        for period in periods
        if period.person_id == persons[row.entry["person"]["national_number"]].person_id
        and overlaps(date.fromisoformat(row.entry["started_on"]), period.stopped_on)
    ]
    if contradicting:
        raise RowsNoLongerHold(rows=", ".join(map(str, contradicting)))


async def _stop(work: UnitOfWork, batch: Batch, rows: Sequence[BatchRow]) -> None:
    ids = [row.coverage_id for row in rows]
    periods = await queries.coverages(work, batch.establishment_id, ids, lock=True)
    stopped = [row.row for row in rows if periods[row.coverage_id].stopped_on]
    if stopped:
        raise RowsNoLongerHold(rows=", ".join(map(str, stopped)))
    for row in rows:
        coverage = periods[row.coverage_id]
        coverage.stopped_on = date.fromisoformat(row.entry["stopped_on"])
        coverage.stop_reason = row.entry["reason"]
        work.publish(
            CoverageStopped(
                coverage_id=coverage.coverage_id,
                batch_id=batch.batch_id,
                establishment_id=batch.establishment_id,
                person_id=coverage.person_id,
                stopped_on=coverage.stopped_on,
                reason=coverage.stop_reason,
            )
        )
        _note(work, "coverage-stopped", coverage, batch.number, on=coverage.stopped_on)


def _note(work: UnitOfWork, what: str, coverage: Coverage, number: str, *, on: date) -> None:
    work.record(
        "command",
        what,
        about=("coverage", coverage.coverage_id),
        refs=[number],
        establishment_id=coverage.establishment_id,
        person_id=coverage.person_id,
        on=on.isoformat(),
    )
