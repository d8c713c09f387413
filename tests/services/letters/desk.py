"""Letters and billing side by side, each on its own database, events handed over by hand."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import UUID

from joserfc.jwk import ECKey
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col

from chassis import clock
from chassis.clock import AMMAN, BusinessClock
from chassis.files import Files
from chassis.jobs import JobWorker
from chassis.tables import EstablishmentCopy, GrantCopy
from chassis.tokens import Signer
from contracts.events.billing import ClearanceChanged
from services.billing.api import clearances as billing_api
from services.letters import queries
from services.letters.gateways import Gateways
from services.letters.gateways.billing import Clearance, clearance_of
from services.letters.gateways.press import Press
from services.letters.gateways.seals import SealKeys
from services.letters.jobs import jobs
from services.letters.models import ClearanceRequest, Letter
from services.letters.use_cases.decide_request import decide_request
from services.letters.use_cases.keep_clearance import keep_clearance
from services.letters.use_cases.request_clearance import request_clearance
from tests.conftest import NOW
from tests.services.billing.money import clearances
from tests.services.peers import peer_away, peer_of
from tests.services.people import Establishment, acting, employer

ADDRESS = "https://daman.example"
KEY_ID = "letters-test"


def gateways(billing: AsyncEngine, folder: Path) -> Gateways:
    """What letters has around it; billing is the real one."""
    return Gateways(
        billing=peer_of(billing, billing_api.router, name="billing", caller="letters"),
        files=Files(f"file://{folder}"),
        seals=SealKeys(Signer(ECKey.generate_key("P-256", {"kid": KEY_ID, "use": "sig"}), KEY_ID)),
        press=Press(ADDRESS),
    )


def as_of_now() -> BusinessClock:
    """Business dates of the tests' instant, for workers that read the real clock."""
    return BusinessClock((NOW.astimezone(AMMAN).date() - clock.now().astimezone(AMMAN).date()).days)


@dataclass
class Desk:
    """Where an employer asks for letters."""

    letters: AsyncEngine
    billing: AsyncEngine
    outside: Gateways
    heard: int = 0
    """How many of billing's changes have been handed over."""

    known: dict[str, Establishment] = field(default_factory=dict)

    async def joins(self, number: str = "1000001") -> Establishment:
        """An employer that both services know."""
        made = await employer(self.letters, number=number)
        async with acting(self.letters) as work:
            copy = await work.session.get(EstablishmentCopy, made.establishment_id)
            assert copy is not None
        async with acting(self.billing) as work:
            work.session.add(EstablishmentCopy(**copy.model_dump()))
            grant = GrantCopy(
                grant_id=made.establishment_id,
                account_id=made.officer.subject,
                kind="liaison",
                establishment_id=made.establishment_id,
            )
            work.session.add(grant)
        self.known[number] = made
        return made

    async def requests(self, owner: Establishment) -> ClearanceRequest:
        """The liaison officer asks."""
        async with acting(self.letters, owner.officer) as work:
            return await request_clearance(work, owner.establishment_id)

    async def asks(self, owner: Establishment) -> Clearance:
        """Billing's answer at this moment."""
        return await clearance_of(self.outside.billing, owner.establishment_id)

    async def decides(self, request: ClearanceRequest, answer: Clearance) -> Letter | None:
        """Issue or refuse by an answer."""
        async with acting(self.letters) as work:
            return await decide_request(
                work, request.request_id, answer, signer=self.outside.seals.signer
            )

    async def issues(self, owner: Establishment) -> Letter:
        """All of it for an establishment that owes nothing."""
        letter = await self.decides(await self.requests(owner), await self.asks(owner))
        assert letter is not None
        return letter

    async def hears(self, most: int | None = None) -> None:
        """Letters hears the next of billing's changes (all by default), each one twice."""
        waiting = (await clearances(self.billing))[self.heard :][:most]
        for event in waiting:
            for _ in range(2):
                async with acting(self.letters) as work:
                    await keep_clearance(work, ClearanceChanged.model_validate(event))
        self.heard += len(waiting)

    async def works(self, *lanes: str, billing_away: bool = False) -> None:
        """The workers of letters do what is due, and what rests after a failure, once."""
        outside = self.outside
        if billing_away:
            outside = replace(outside, billing=peer_away("billing", caller="letters"))
        await self.letters_execute("update job set due_at = now() where state = 'waiting'")
        for lane in lanes or jobs.lanes:
            worker = JobWorker(jobs, lane, self.letters, as_of_now(), outside)
            while await worker.run_one():
                pass

    async def letters_execute(self, statement: str) -> None:
        """A statement on letters' database."""
        async with self.letters.begin() as connection:
            await connection.execute(text(statement))

    async def request_now(self, request_id: UUID) -> ClearanceRequest:
        """A request as it stands."""
        async with acting(self.letters) as work:
            found = await queries.request(work, request_id)
            assert found is not None
            return found

    async def all_letters(self) -> list[Letter]:
        """The register in its order."""
        async with acting(self.letters) as work:
            found = await work.session.execute(
                select(Letter).order_by(col(Letter.year), col(Letter.ordinal))
            )
            return list(found.scalars())

    async def letter_now(self, letter: Letter) -> Letter:
        """A letter as it stands."""
        async with acting(self.letters) as work:
            found = await queries.letter(work, letter.letter_id)
            assert found is not None
            return found
