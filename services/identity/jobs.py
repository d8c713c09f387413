"""What identity does later: announce the code of a recovery, after its answer has left."""

from uuid import UUID

from chassis.jobs import JobRun, Jobs
from services.identity.use_cases.issue_code import issue_code
from services.identity.use_cases.start_recovery import ISSUE, LANE

jobs = Jobs()
jobs.lanes = {LANE: 1}


@jobs.on(ISSUE)
async def issue(run: JobRun) -> None:
    """A code is due, if anybody has the name."""
    async with run.last_step() as work:
        await issue_code(work, UUID(run.payload["verification_id"]))
