"""What billing does later: assess closed months, and assess them anew when facts change."""

from uuid import UUID

from chassis.clock import month_bounds
from chassis.jobs import JobRun, Jobs
from services.billing.closings import ASSESS
from services.billing.models.invoices import Closing
from services.billing.queries import invoices
from services.billing.reassessment import LANE, REASSESS
from services.billing.use_cases.adjust_invoice import adjust_invoice
from services.billing.use_cases.issue_invoice import issue_invoice

SHOWN_EVERY = 20

jobs = Jobs()
jobs.lanes = {LANE: 1}


@jobs.on(ASSESS)
async def assess_month(run: JobRun) -> None:
    """One establishment after the other, each in a transaction of its own.

    A second start passes over what is assessed: an establishment has one invoice a month.
    """
    closing_id = UUID(run.payload["closing_id"])
    closing, establishments = await _begin(run, closing_id)
    for done, establishment_id in enumerate(establishments, start=1):
        async with run.step() as work:
            await issue_invoice(work, establishment_id, closing.month)
        if done % SHOWN_EVERY == 0:
            await run.progress(done, len(establishments))
    async with run.last_step() as work:
        ended = await invoices.closing(work, closing_id)
        assert ended is not None, "a closing is never deleted"
        ended.state, ended.finished_at = "done", work.now
        ended.establishments_total = ended.establishments_done = len(establishments)


async def _begin(run: JobRun, closing_id: UUID) -> tuple[Closing, list[UUID]]:
    """The closing and whom it is about."""
    async with run.step() as work:
        closing = await invoices.closing(work, closing_id)
        assert closing is not None, "a job is written with its closing"
        if closing.establishment_id is not None:
            return closing, [closing.establishment_id]
        first, last = month_bounds(closing.month)
        return closing, await invoices.establishments_with_cover(work, first=first, last=last)


@jobs.on(REASSESS)
async def reassess_months(run: JobRun) -> None:
    """Month by month: what was held or never billed is billed, what was billed is adjusted.

    A second start finds nothing left to change.
    """
    establishment_id, cause = UUID(run.payload["establishment_id"]), run.payload["cause"]
    for month in run.payload["months"]:
        async with run.step() as work:
            await issue_invoice(work, establishment_id, month)
        async with run.step() as work:
            await adjust_invoice(work, establishment_id, month, cause=cause)
    async with run.last_step():
        pass
