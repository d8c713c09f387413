"""The PDF of a letter is made: from now on it can be fetched."""

from uuid import UUID

from chassis.unit_of_work import UnitOfWork
from services.letters import queries


async def keep_print(work: UnitOfWork, letter_id: UUID, file_hash: str) -> None:
    """Write the name of the file; the same print again changes nothing."""
    letter = await queries.letter(work, letter_id, lock=True)
    assert letter is not None, "a letter is never deleted"
    letter.file_hash = file_hash
