"""Take in a hub report or a bank statement; it is checked right after, nothing counts by it."""

from chassis.authorize import branches_of, caller_of
from chassis.errors import Message, Refusal
from chassis.files import Files, digest
from chassis.ids import uuid7
from chassis.unit_of_work import UnitOfWork
from services.billing.gateways.reports.refusals import EmptyFile, FileTooLarge
from services.billing.imports import Kind
from services.billing.models.reconciliation import ImportProfile, ReconciliationImport
from services.billing.queries import imports

CHECK = "check_settlement_file"
LANE = "settlement-files"
MEBIBYTE = 2**20
BYTES_MAX = 10 * MEBIBYTE


class NoSuchProfile(Refusal):
    """No mapping profile of this name is in force for this kind of file."""

    message = Message(
        ar="لا يوجد نموذج قراءة ساري المفعول باسم «{profile}».",
        en='No mapping profile named "{profile}" is in force.',
        fix_ar="اختيار نموذج من القائمة.",
        fix_en="Choose one from the list.",
    )


async def upload_settlement_file(
    work: UnitOfWork,
    *,
    kind: Kind,
    profile: str | None,
    file_name: str,
    content: bytes,
    files: Files,
) -> ReconciliationImport:
    """Keep the file and have it checked; content that counts already gives that file back.

    Raises `NotAllowed` (needs the role treasurer), `EmptyFile`, `FileTooLarge`, `NoSuchProfile`.
    """
    await branches_of(work, "treasurer")
    if not content:
        raise EmptyFile
    if len(content) > BYTES_MAX:
        raise FileTooLarge(mebibytes=BYTES_MAX // MEBIBYTE)
    chosen = await _profile(work, kind, profile)
    file_hash = digest(content)
    earlier = await imports.imported(work, kind, file_hash=file_hash)
    if earlier is not None:
        return earlier
    await files.put(content)
    told = ReconciliationImport(
        import_id=uuid7(),
        kind=kind,
        profile=chosen.name,
        file_name=file_name[:200],
        file_hash=file_hash,
        amount_total=0,
        findings=[],
        uploaded_by=(await caller_of(work)).subject,
        uploaded_at=work.now,
    )
    work.session.add(told)
    work.enqueue(CHECK, {"import_id": str(told.import_id)}, lane=LANE)
    return told


async def _profile(work: UnitOfWork, kind: Kind, name: str | None) -> ImportProfile:
    """The profile of that name, or the first of its kind."""
    for one in await imports.profiles(work, on=work.today(), kind=kind):
        if name is None or one.name == name:
            return one
    raise NoSuchProfile(profile=(name or "")[:40])
