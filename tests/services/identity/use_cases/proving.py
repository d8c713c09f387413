"""Claims of persons in tests: made, settled by the job, finished with the code."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.clock import BusinessClock
from chassis.jobs import JobWorker
from chassis.registry import CivilRegistry
from services.identity.gateways import Gateways
from services.identity.gateways.insured import Insured
from services.identity.jobs import jobs
from services.identity.models import IdentityProof
from services.identity.proofs import LANE, Started
from services.identity.use_cases.activate_account import activate_account
from services.identity.use_cases.register_individual import register_individual
from services.identity.use_cases.resend_code import resend_code
from services.identity.use_cases.see_proof import see_proof
from tests.conftest import NOW
from tests.services.identity.outside import gateways_of, nobody_insured
from tests.services.identity.people import registry
from tests.services.identity.use_cases.conftest import PEPPER, Identity


@dataclass
class Desk:
    """Identity with the civil registry, and the register of the insured."""

    identity: Identity
    registry: CivilRegistry
    insured: Insured
    movements: AsyncEngine | None = None

    @classmethod
    def of(cls, identity: Identity) -> "Desk":
        """With the registry there, and nobody to ask about insurance numbers."""
        return cls(identity, registry(), nobody_insured())

    async def register(
        self, answers: Mapping[str, Any], *, at: datetime = NOW, client: str | None = None
    ) -> Started:
        """Somebody registers."""
        async with self.identity.acting(at=at) as work:
            started, _ = await register_individual(
                work,
                answers,
                language="ar",
                client=client,
                registry=self.registry,
                hashing=self.identity.hashing,
            )
        return started

    def outside(self) -> Gateways:
        """What the service needs beside its database."""
        return gateways_of(self.identity, asked=self.registry, insured=self.insured)

    async def settle(self) -> bool:
        """The job asks the registers once; whether one was due."""
        worker = JobWorker(jobs, LANE, self.identity.engine, BusinessClock(), self.outside())
        return await worker.run_one()

    async def proof(self, started: Started) -> IdentityProof:
        """The claim as it stands."""
        async with self.identity.acting() as work:
            found = await work.session.get(IdentityProof, started.proof_id)
            assert found is not None
            return found

    async def code(self, started: Started, at: datetime = NOW) -> str:
        """The code as the phone gets it."""
        verification_id = (await self.proof(started)).verification_id
        assert verification_id is not None
        return await self.identity.code_of(verification_id, at=at)

    async def activate(
        self, started: Started, code: str, *, token: str = "", at: datetime = NOW
    ) -> None:
        """The code is typed."""
        async with self.identity.acting(at=at) as work:
            await activate_account(
                work,
                started.proof_id,
                flow_token=token or started.flow_token,
                code=code,
                pepper=PEPPER,
            )

    async def again(self, started: Started, *, at: datetime) -> None:
        """Another code is asked for."""
        async with self.identity.acting(at=at) as work:
            await resend_code(work, started.proof_id, flow_token=started.flow_token)

    async def account(self, answers: Mapping[str, Any]) -> None:
        """Somebody registers and activates."""
        started = await self.register(answers)
        await self.settle()
        await self.activate(started, await self.code(started))

    async def state(self, started: Started) -> str:
        """What the browser is told."""
        async with self.identity.acting() as work:
            return await see_proof(work, started.proof_id, flow_token=started.flow_token)

    async def announced(self, type_: str) -> list[dict[str, Any]]:
        """Bodies of the events of a type."""
        asked = text("select payload from outbox where type = :type order by seq")
        async with self.identity.engine.connect() as connection:
            found = await connection.execute(asked, {"type": f"daman.identity.{type_}.v1"})
            return [json.loads(one) for one in found.scalars()]
