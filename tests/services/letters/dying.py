"""A process that has taken its number and never commits: `python -m tests.services.letters.dying`.

Takes the database's address and a pending request's id; says its number, then waits to be killed.
"""

import asyncio
import sys
from uuid import UUID

from joserfc.jwk import ECKey

from chassis.database import create_engine
from chassis.tokens import Signer
from services.letters.gateways.billing import Clearance
from services.letters.use_cases.decide_request import decide_request
from tests.conftest import NOW
from tests.services.people import acting

CLEAR = Clearance(
    clear=True,
    balance_due="0.000",
    dues=[],
    held_months=[],
    ledger_position=0,
    last_entry_id=None,
    as_of=NOW,
)


async def die(url: str, request_id: UUID) -> None:
    """Go as far as the last word before the commit."""
    engine = create_engine(url, application="dying")
    signer = Signer(ECKey.generate_key("P-256", {"kid": "dying"}), "dying")
    async with acting(engine) as work:
        letter = await decide_request(work, request_id, CLEAR, signer=signer)
        assert letter is not None
        sys.stdout.write(f"{letter.number}\n")
        sys.stdout.flush()
        await asyncio.sleep(3600)


if __name__ == "__main__":
    asyncio.run(die(sys.argv[1], UUID(sys.argv[2])))
