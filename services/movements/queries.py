"""Reads of movements."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Select, Text, Uuid, func, or_, select, text
from sqlmodel import col

from chassis.columns import among
from chassis.unit_of_work import UnitOfWork
from services.movements.models import (
    Batch,
    BatchRow,
    Coverage,
    InsuredPerson,
    StopReason,
    Workbook,
    WorkbookRow,
)


async def workbook(work: UnitOfWork, workbook_id: UUID, *, lock: bool = False) -> Workbook | None:
    """One workbook."""
    return await work.session.get(Workbook, workbook_id, with_for_update=lock or None)


async def sent_workbook(
    work: UnitOfWork, *, establishment_id: UUID, month: str, file_hash: str
) -> Workbook | None:
    """The workbook with the same content that was already sent for the month."""
    found = await work.session.execute(
        select(Workbook).where(
            col(Workbook.establishment_id) == establishment_id,
            col(Workbook.month) == month,
            col(Workbook.file_hash) == file_hash,
            col(Workbook.state) == "sent",
        )
    )
    return found.scalar_one_or_none()


async def workbook_rows(
    work: UnitOfWork,
    workbook_id: UUID,
    *,
    after: int = 0,
    limit: int | None = None,
    faulty: bool | None = None,
) -> list[WorkbookRow]:
    """Rows in the order of the sheet; only faulty or only good ones if asked."""
    query = select(WorkbookRow).where(
        col(WorkbookRow.workbook_id) == workbook_id, col(WorkbookRow.place) > after
    )
    if faulty is not None:
        count = func.jsonb_array_length(col(WorkbookRow.findings))
        query = query.where(count > 0 if faulty else count == 0)
    found = await work.session.execute(query.order_by(col(WorkbookRow.place)).limit(limit))
    return list(found.scalars())


async def batch(work: UnitOfWork, batch_id: UUID, *, lock: bool = False) -> Batch | None:
    """One batch; with `lock`, as it stands now, held until the end of the transaction."""
    return await work.session.get(
        Batch, batch_id, with_for_update=lock or None, populate_existing=lock
    )


async def next_batch_number(work: UnitOfWork) -> str:
    """The number people know a batch by."""
    found = await work.session.execute(text("select nextval('batch_number')"))
    return str(found.scalar_one())


async def next_insurance_numbers(work: UnitOfWork, count: int) -> list[str]:
    """Fresh insurance numbers; a rolled-back one is never given again."""
    found = await work.session.execute(
        text("select nextval('insurance_number') from generate_series(1, :count)"),
        {"count": count},
    )
    return [str(number) for number in found.scalars()]


async def batch_rows(
    work: UnitOfWork, batch_id: UUID, *, after: int = 0, limit: int | None = None
) -> list[BatchRow]:
    """Rows of a batch in their order."""
    found = await work.session.execute(
        select(BatchRow)
        .where(col(BatchRow.batch_id) == batch_id, col(BatchRow.place) > after)
        .order_by(col(BatchRow.place))
        .limit(limit)
    )
    return list(found.scalars())


async def queue(
    work: UnitOfWork,
    branches: Collection[str] | None,
    *,
    state: str,
    after: UUID | None,
    limit: int,
) -> list[Batch]:
    """Batches in a state, oldest first, of some branches (None: of all)."""
    query: Select[Batch] = select(Batch).where(col(Batch.state) == state)
    if branches is not None:
        query = query.where(col(Batch.branch).in_(branches))
    # Ids are time-ordered: their order is that of submission.
    if after is not None:
        query = query.where(col(Batch.batch_id) > after)
    found = await work.session.execute(query.order_by(col(Batch.batch_id)).limit(limit))
    return list(found.scalars())


async def batches_of(
    work: UnitOfWork,
    establishment_id: UUID,
    *,
    state: str | None,
    before: UUID | None,
    limit: int,
) -> list[Batch]:
    """Batches of an establishment, newest first; in one state, or in any."""
    query: Select[Batch] = select(Batch).where(col(Batch.establishment_id) == establishment_id)
    if state is not None:
        query = query.where(col(Batch.state) == state)
    if before is not None:
        query = query.where(col(Batch.batch_id) < before)
    found = await work.session.execute(query.order_by(col(Batch.batch_id).desc()).limit(limit))
    return list(found.scalars())


async def insured_persons(
    work: UnitOfWork, *, national: Collection[str] = (), insurance: Collection[str] = ()
) -> list[InsuredPerson]:
    """Registered persons with one of these numbers."""
    found = await work.session.execute(
        select(InsuredPerson).where(
            or_(
                among(col(InsuredPerson.national_number), national, Text),
                among(col(InsuredPerson.insurance_number), insurance, Text),
            )
        )
    )
    return list(found.scalars())


async def persons_by_id(
    work: UnitOfWork, person_ids: Collection[UUID]
) -> dict[UUID, InsuredPerson]:
    """Registered persons by their ids."""
    found = await work.session.execute(
        select(InsuredPerson).where(among(col(InsuredPerson.person_id), person_ids, Uuid))
    )
    return {person.person_id: person for person in found.scalars()}


async def coverage_of(
    work: UnitOfWork, establishment_id: UUID, person_ids: Collection[UUID]
) -> list[Coverage]:
    """Every period of these persons at an establishment."""
    found = await work.session.execute(
        select(Coverage).where(
            col(Coverage.establishment_id) == establishment_id,
            among(col(Coverage.person_id), person_ids, Uuid),
        )
    )
    return list(found.scalars())


async def coverages(
    work: UnitOfWork, establishment_id: UUID, ids: Collection[UUID], *, lock: bool = False
) -> dict[UUID, Coverage]:
    """Periods of an establishment by id; with `lock`, held until the end of the transaction."""
    query = (
        select(Coverage)
        .where(
            col(Coverage.establishment_id) == establishment_id,
            among(col(Coverage.coverage_id), ids, Uuid),
        )
        .order_by(col(Coverage.coverage_id))
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = await work.session.execute(query)
    return {one.coverage_id: one for one in found.scalars()}


async def workers(
    work: UnitOfWork,
    establishment_id: UUID,
    *,
    on: date | None,
    among: Collection[UUID] | None = None,
    after: UUID | None,
    limit: int | None,
) -> Sequence[tuple[Coverage, InsuredPerson]]:
    """Who is covered at an establishment on a day, or will be, in the order of enrolment.

    Without a day also who was covered once; `among` some periods of cover, only those.
    """
    query = (
        select(Coverage, InsuredPerson)
        .join(InsuredPerson, col(InsuredPerson.person_id) == col(Coverage.person_id))
        .where(
            col(Coverage.establishment_id) == establishment_id,
        )
    )
    if on is not None:
        still = or_(col(Coverage.stopped_on).is_(None), col(Coverage.stopped_on) >= on)
        query = query.where(still)
    if among is not None:
        query = query.where(col(Coverage.coverage_id).in_(among))
    if after is not None:
        query = query.where(col(Coverage.coverage_id) > after)
    found = await work.session.execute(query.order_by(col(Coverage.coverage_id)).limit(limit))
    return [(row[0], row[1]) for row in found]


async def stops_under_review(work: UnitOfWork, coverage_ids: Collection[UUID]) -> set[UUID]:
    """Those of the periods that a stop under review already names."""
    found = await work.session.execute(
        select(col(BatchRow.coverage_id))
        .join(Batch, col(Batch.batch_id) == col(BatchRow.batch_id))
        .where(
            col(BatchRow.kind) == "stop",
            col(Batch.state) == "under_review",
            among(col(BatchRow.coverage_id), coverage_ids, Uuid),
        )
    )
    return set(found.scalars())


async def all_stop_reasons(work: UnitOfWork) -> list[StopReason]:
    """Reasons of all times."""
    found = await work.session.execute(select(StopReason).order_by(col(StopReason.code)))
    return list(found.scalars())


async def stop_reasons(work: UnitOfWork, *, on: date) -> list[StopReason]:
    """Reasons that may be chosen for a date."""
    found = await work.session.execute(
        select(StopReason)
        .where(
            col(StopReason.effective_from) <= on,
            or_(col(StopReason.effective_to).is_(None), col(StopReason.effective_to) >= on),
        )
        .order_by(col(StopReason.code))
    )
    return list(found.scalars())
