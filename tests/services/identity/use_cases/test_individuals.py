"""An individual signs in with his own number, and acts for nobody but himself."""

import pytest

from chassis.authorize import acts_for, branches_of, establishments_of, sees
from chassis.errors import NotFound
from chassis.ids import uuid7
from chassis.unit_of_work import Caller
from services.identity.models import Account
from services.identity.use_cases.recover_password import recover_password
from services.identity.use_cases.start_recovery import start_recovery
from services.identity.use_cases.start_sign_in import start_sign_in
from tests.services.identity.use_cases.conftest import PASSWORD, PEPPER, Identity

NUMBER, NEW = "9952031337", "Carob-trees-8!"


@pytest.fixture
async def hadeel(identity: Identity) -> Identity:
    """Identity with the account of one individual."""
    async with identity.acting() as work:
        work.session.add(
            Account(
                account_id=uuid7(),
                kind="individual",
                login_id=NUMBER,
                display_name="هديل العمري",
                password_hash=await identity.hashing.hash(PASSWORD),
                phone="+962790000011",
            )
        )
    return identity


async def signed_in(identity: Identity, number: str = NUMBER, password: str = PASSWORD) -> Caller:
    async with identity.acting() as work:
        started = await start_sign_in(
            work, kind="individual", login_id=number, password=password, hashing=identity.hashing
        )
    code = await identity.code_of(started.sign_in_id)
    return identity.caller(await identity.confirm(started.sign_in_id, code))


class TestSignIn:
    async def test_takes_the_number_in_digits_of_any_script(self, hadeel: Identity) -> None:
        caller = await signed_in(hadeel, "٩٩٥ ٢٠٣ ١٣٣٧")
        assert caller.kind == "individual"

    async def test_gives_no_establishment_and_no_role(self, hadeel: Identity) -> None:
        caller = await signed_in(hadeel)
        async with hadeel.acting(caller) as work:
            assert await establishments_of(work) == []
            with pytest.raises(NotFound):
                await acts_for(work, uuid7())
            with pytest.raises(NotFound):
                await sees(work, uuid7(), role="officer")
            with pytest.raises(NotFound):
                await branches_of(work, "registrar")


class TestRecovery:
    async def test_gives_an_individual_a_new_password(self, hadeel: Identity) -> None:
        async with hadeel.acting() as work:
            started = await start_recovery(work, kind="individual", login_id=NUMBER, client=None)
        code = await hadeel.code_of(started.recovery_id)
        async with hadeel.acting() as work:
            await recover_password(
                work,
                recovery_id=started.recovery_id,
                flow_token=started.flow_token,
                code=code,
                password=NEW,
                pepper=PEPPER,
                hashing=hadeel.hashing,
            )
        await signed_in(hadeel, password=NEW)
