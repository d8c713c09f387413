"""Attach the official proof of an establishment to its enrolment, in place of a former one."""

from chassis.errors import Message, Refusal
from chassis.files import Files
from chassis.unit_of_work import UnitOfWork
from services.identity.models import Enrolment
from services.identity.registers import keep_document, open_draft

DOCUMENTS_MAX = 20
"""Of one draft (C): the files of strangers do not fill the store."""


class TooManyDocuments(Refusal):
    """The draft has had its proof replaced too often."""

    status = 429
    message = Message(
        ar="أُرفقت {most} وثيقة بهذه المسودة، ولا يُقبل غيرها.",
        en="{most} documents were attached to this draft; no more are taken.",
        fix_ar="إرسال الطلب بالوثيقة الأخيرة، أو بدء طلب جديد.",
        fix_en="Send it with the last one, or start anew.",
    )


async def attach_document(
    work: UnitOfWork, *, draft_code: str, content: bytes, files: Files
) -> Enrolment:
    """Keep the proof and its hash.

    Raises `DraftNotFound`, `AlreadySent`, `TooManyDocuments`, `DocumentTooLarge`, `NotADocument`,
    `DocumentCarriesMore`.
    """
    draft = await open_draft(work, draft_code)
    if draft.documents_kept >= DOCUMENTS_MAX:
        raise TooManyDocuments(most=DOCUMENTS_MAX)
    draft.document = await keep_document(content, files)
    draft.documents_kept += 1
    draft.version += 1
    return draft
