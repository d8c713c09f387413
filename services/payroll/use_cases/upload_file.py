"""Take in a January file; it is checked right after, nothing is committed by it."""

from uuid import UUID

from chassis.authorize import acts_for, caller_of
from chassis.files import Files, digest
from chassis.ids import uuid7
from chassis.unit_of_work import UnitOfWork
from chassis.workbooks.archive import check_size
from services.payroll import queries
from services.payroll.models import JanuaryFile
from services.payroll.registers import january_of

CHECK = "check_file"
LANE = "files"


async def upload_file(
    work: UnitOfWork,
    *,
    establishment_id: UUID,
    year: int | None,
    file_name: str,
    content: bytes,
    files: Files,
) -> JanuaryFile:
    """Keep the file and have it checked; the content that stands for the year gives that one back.

    `year` is by default that of the establishment's business date. Raises `NotFound` for another's
    establishment, `WorkbookTooLarge`, `JanuaryNotBegun`, `JanuaryNotKnown`,
    `NobodyInJanuary`.
    """
    establishment = await acts_for(work, establishment_id)
    check_size(content)
    year = await january_of(work, establishment, year)
    file_hash = digest(content)
    stands = await queries.standing_file(work, establishment_id, year)
    if stands is not None and stands.file_hash == file_hash:
        return stands
    await files.put(content)
    caller = await caller_of(work)
    file = JanuaryFile(
        file_id=uuid7(),
        establishment_id=establishment_id,
        branch=establishment.branch,
        year=year,
        file_name=file_name[:200],
        file_hash=file_hash,
        uploaded_by=caller.subject,
        uploaded_at=work.now,
    )
    work.session.add(file)
    work.enqueue(CHECK, {"file_id": str(file.file_id)}, lane=LANE)
    return file
