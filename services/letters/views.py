"""How requests and letters are shown."""

from collections.abc import Callable
from datetime import date, datetime

from chassis.tables import EstablishmentCopy
from services.letters.models import ClearanceRequest, Letter
from services.letters.rules.standing import masked, standing
from services.letters.schemas import LetterView, RefusalView, RequestView, VerificationView

Address = Callable[[str], str]
"""From a seal to the address at which it is checked."""


def request_view(
    request: ClearanceRequest, letter: Letter | None, *, today: date, address: Address
) -> RequestView:
    """A request with its outcome."""
    refusal = None if request.refusal is None else RefusalView.model_validate(request.refusal)
    shown = None if letter is None else letter_view(letter, today=today, address=address)
    return RequestView(
        **request.model_dump(exclude={"refusal", "requested_by"}), refusal=refusal, letter=shown
    )


def letter_view(letter: Letter, *, today: date, address: Address) -> LetterView:
    """A letter as it stands on a day."""
    return LetterView.model_validate(
        {
            **letter.model_dump(),
            "state": standing(letter.state, valid_until=letter.valid_until, today=today),
            "printed": letter.file_hash is not None,
            "verify_at": address(letter.seal),
        }
    )


def verification_view(
    letter: Letter, holder: EstablishmentCopy, *, today: date, now: datetime
) -> VerificationView:
    """What anybody may know who has the letter before him."""
    shown = {"number", "kind", "issued_on", "valid_until", "revoked_on"}
    return VerificationView(
        **letter.model_dump(include=shown),
        state=standing(letter.state, valid_until=letter.valid_until, today=today),
        holder_ar=masked(holder.name_ar),
        holder_en=masked(holder.name_en),
        checked_at=now,
    )
