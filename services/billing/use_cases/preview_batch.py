"""Rehearse a batch or a file of wages: the bill it would make, by the path that will bill it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from chassis.copies import known_establishment
from chassis.unit_of_work import UnitOfWork
from services.billing.assessment import Assessment, Changes, assess
from services.billing.models.invoices import Rehearsal
from services.billing.queries import invoices


@dataclass(frozen=True)
class Preview:
    """The month's bill before and after (fils), and the law it rests on.

    `billed` says that the month has its invoice already: the difference would be an adjustment.
    `missing` are workers whose wage is not known: they are in neither amount.
    """

    amount_before: int
    amount_after: int
    billed: bool
    missing: int
    law_versions: Collection[str]
    as_of: datetime

    @property
    def difference(self) -> int:
        """What is added to the bill, in fils; below zero for a saving."""
        return self.amount_after - self.amount_before


async def preview_batch(
    work: UnitOfWork,
    *,
    rehearsal_id: UUID | None,
    establishment_id: UUID,
    month: str,
    changes: Changes,
) -> Preview:
    """The effect on a month. Under an id it is kept: the bill can say what changed since.

    Raises `EstablishmentNotYetKnown`.
    """
    establishment = await known_establishment(work, establishment_id)
    after = await assess(work, establishment, month, changes)
    documents = await invoices.documents_of_month(work, establishment_id, month)
    if documents:
        before = sum(one.amount_due for one in documents)
    else:
        before = (await assess(work, establishment, month)).total
    if rehearsal_id is not None:
        await _keep(
            work,
            Rehearsal(
                rehearsal_id=rehearsal_id,
                establishment_id=establishment_id,
                month=month,
                amount_after=after.total,
                started=[str(cover.coverage_id) for cover in changes.starts],
                totals=after.totals(),
                rehearsed_at=work.now,
            ),
        )
    return Preview(
        amount_before=before,
        amount_after=after.total,
        billed=bool(documents),
        missing=len(after.missing),
        law_versions=_versions(after),
        as_of=work.now,
    )


def _versions(assessment: Assessment) -> Sequence[str]:
    return sorted({charge.owed.version for charge in assessment.charges})


async def _keep(work: UnitOfWork, rehearsal: Rehearsal) -> None:
    """A second rehearsal under the same id takes the place of the first."""
    values = rehearsal.model_dump()
    await work.session.execute(
        insert(Rehearsal)
        .values(values)
        .on_conflict_do_update(index_elements=["rehearsal_id"], set_=values)
    )
