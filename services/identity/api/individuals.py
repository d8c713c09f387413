"""Individuals: registration, activation, a new phone, the number looked up, one's own data."""

from collections.abc import Iterable
from uuid import UUID

from fastapi import APIRouter

from chassis.authorize import caller_of
from chassis.errors import NotFound
from chassis.http.edge import ClientAddress, SecretsRoute, Work, WorkRoute
from services.identity import answers, queries
from services.identity.answers import Checked
from services.identity.api.outside import Outside
from services.identity.individual_schemas import (
    ContactChangeRequest,
    IndividualAnswersRequest,
    InsuranceNumberView,
    LookupRequest,
    ProfileView,
    ProofCodeRequest,
    ProofStateRequest,
    ProofStateView,
    ProofView,
    RegistrationRequest,
    RemarksView,
    RemarkView,
)
from services.identity.models import Account
from services.identity.proofs import Started
from services.identity.use_cases.activate_account import activate_account
from services.identity.use_cases.confirm_contact_change import confirm_contact_change
from services.identity.use_cases.register_individual import register_individual
from services.identity.use_cases.resend_code import resend_code
from services.identity.use_cases.see_proof import see_proof
from services.identity.use_cases.start_contact_change import start_contact_change
from services.identity.use_cases.start_number_lookup import start_number_lookup
from services.identity.use_cases.tell_number import tell_number

router = APIRouter(route_class=WorkRoute)
secret = APIRouter(route_class=SecretsRoute)


@secret.post("/registrations/check")
async def post_answers(body: IndividualAnswersRequest, work: Work) -> RemarksView:
    """Judge the answers of a registration as far as they go; nothing is kept."""
    checked = answers.check(body.model_dump(), today=work.today())
    return RemarksView(remarks=_remarks(checked.remarks))


@secret.post("/registrations", status_code=201)
async def post_registration(
    body: RegistrationRequest, work: Work, outside: Outside, client: ClientAddress = None
) -> ProofView:
    """Register an individual; a number that has an account is answered like any other."""
    started = await register_individual(
        work,
        body.model_dump(exclude={"language"}),
        language=body.language,
        client=client,
        registry=outside.registry,
        hashing=outside.hashing,
    )
    return _proof_view(*started)


@secret.post("/registrations/{proof_id}/activation", status_code=204)
async def post_activation(
    proof_id: UUID, body: ProofCodeRequest, work: Work, outside: Outside
) -> None:
    """Activate the account with the code from the phone."""
    await activate_account(work, proof_id, **body.model_dump(), pepper=outside.pepper)


@secret.post("/contact-changes", status_code=201)
async def post_contact_change(
    body: ContactChangeRequest, work: Work, outside: Outside, client: ClientAddress = None
) -> ProofView:
    """Register again with a new phone or e-mail; the code goes to the new phone."""
    started = await start_contact_change(
        work,
        body.model_dump(exclude={"language"}),
        language=body.language,
        client=client,
        registry=outside.registry,
    )
    return _proof_view(*started)


@secret.post("/contact-changes/{proof_id}/confirmation", status_code=204)
async def post_contact_confirmation(
    proof_id: UUID, body: ProofCodeRequest, work: Work, outside: Outside
) -> None:
    """Put the new phone and e-mail in place; the former phone is told."""
    await confirm_contact_change(work, proof_id, **body.model_dump(), pepper=outside.pepper)


@secret.post("/number-lookups", status_code=201)
async def post_number_lookup(
    body: LookupRequest, work: Work, client: ClientAddress = None
) -> ProofView:
    """Ask for an insurance number; found or not, the answer is the same until the code."""
    started = await start_number_lookup(
        work, body.model_dump(exclude={"language"}), language=body.language, client=client
    )
    return _proof_view(*started)


@secret.post("/number-lookups/{proof_id}/number")
async def post_number(
    proof_id: UUID, body: ProofCodeRequest, work: Work, outside: Outside
) -> InsuranceNumberView:
    """The insurance number, for the code from the phone."""
    number = await tell_number(work, proof_id, **body.model_dump(), pepper=outside.pepper)
    return InsuranceNumberView(insurance_number=number)


@secret.post("/proofs/{proof_id}/state")
async def post_proof_state(proof_id: UUID, body: ProofStateRequest, work: Work) -> ProofStateView:
    """How far a registration, a new phone or a lookup is, for the browser that began it."""
    return ProofStateView(state=await see_proof(work, proof_id, flow_token=body.flow_token))


@secret.post("/proofs/{proof_id}/code", status_code=204)
async def post_another_code(proof_id: UUID, body: ProofStateRequest, work: Work) -> None:
    """Send another code; the former no longer holds."""
    await resend_code(work, proof_id, flow_token=body.flow_token)


@router.get("/me/profile")
async def get_profile(work: Work) -> ProfileView:
    """What is on file of the individual who is signed in."""
    caller = await caller_of(work)
    told = await queries.individual(work, caller.subject)
    account = await work.session.get(Account, caller.subject)
    if told is None or account is None or account.phone is None:
        raise NotFound
    own = told.model_dump(exclude={"account_id"})
    return ProfileView(
        number=account.login_id, name_ar=account.display_name, phone=account.phone, **own
    )


def _proof_view(started: Started, checked: Checked) -> ProofView:
    return ProofView(**vars(started), remarks=_remarks(checked.remarks))


def _remarks(codes: Iterable[str]) -> list[RemarkView]:
    return [
        RemarkView(code=one, ar=answers.REMARKS[one][0], en=answers.REMARKS[one][1])
        for one in codes
    ]
