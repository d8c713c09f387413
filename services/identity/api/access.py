"""Signing in and out, a lost password, and who is signed in."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter

from chassis.authorize import caller_of, establishments_of, grants_of
from chassis.errors import NotFound
from chassis.http.edge import ClientAddress, SecretsRoute, Work, WorkRoute
from services.identity.api.establishments import establishment_view
from services.identity.api.outside import Outside, PasswordRoute
from services.identity.models import Account
from services.identity.schemas import (
    AssertionRequest,
    CodeRequest,
    MeView,
    NewPasswordRequest,
    PasswordChangeRequest,
    ProgramTokenView,
    RecoveryRequest,
    RecoveryView,
    RefreshRequest,
    RoleView,
    SignInRequest,
    SignInView,
    TokensView,
)
from services.identity.use_cases.change_password import change_password
from services.identity.use_cases.confirm_code import confirm_code
from services.identity.use_cases.end_session import end_session
from services.identity.use_cases.open_program_session import open_program_session
from services.identity.use_cases.recover_password import recover_password
from services.identity.use_cases.refresh_session import refresh_session
from services.identity.use_cases.reopen_recovery import reopen_recovery
from services.identity.use_cases.start_recovery import start_recovery
from services.identity.use_cases.start_sign_in import start_sign_in

router = APIRouter(route_class=WorkRoute)
secret = APIRouter(route_class=SecretsRoute)
password = APIRouter(route_class=PasswordRoute)
keys = APIRouter(include_in_schema=False)


@keys.get("/.well-known/jwks.json")
async def get_keys(outside: Outside) -> dict[str, Any]:
    """The public keys of access tokens."""
    return {"keys": [outside.signer.public_jwk()]}


@password.post("/sign-ins", status_code=201)
async def post_sign_in(body: SignInRequest, work: Work, outside: Outside) -> SignInView:
    """Start a sign-in: a code goes to the phone on file."""
    started = await start_sign_in(work, **body.model_dump(), hashing=outside.hashing)
    return SignInView(**vars(started))


@secret.post("/sign-ins/{sign_in_id}/code")
async def post_code(
    sign_in_id: UUID, body: CodeRequest, work: Work, outside: Outside
) -> TokensView:
    """Confirm the code and open a session."""
    tokens = await confirm_code(
        work, sign_in_id=sign_in_id, code=body.code, pepper=outside.pepper, signer=outside.signer
    )
    return TokensView(**vars(tokens))


@secret.post("/recoveries", status_code=201)
async def post_recovery(
    body: RecoveryRequest, work: Work, client: ClientAddress = None
) -> RecoveryView:
    """Start the recovery of a password; the answer is the same for a name that nobody has."""
    started = await start_recovery(work, **body.model_dump(), client=client)
    return RecoveryView(**vars(started))


@password.post("/recoveries/{recovery_id}/password", status_code=204)
async def post_recovered_password(
    recovery_id: UUID, body: NewPasswordRequest, work: Work, outside: Outside
) -> None:
    """Set a new password for the right code; every session of the account ends."""
    await recover_password(
        work,
        recovery_id=recovery_id,
        **body.model_dump(),
        pepper=outside.pepper,
        hashing=outside.hashing,
    )


@router.post("/recoveries/reopen", status_code=204)
async def post_recovery_reopened(body: RecoveryRequest, work: Work) -> None:
    """Open a recovery that wrong codes have closed (role: registrar, at the branch)."""
    await reopen_recovery(work, **body.model_dump())


@password.post("/me/password", status_code=204)
async def post_password(body: PasswordChangeRequest, work: Work, outside: Outside) -> None:
    """Change one's own password; every other session ends."""
    await change_password(work, **body.model_dump(), hashing=outside.hashing)


@secret.post("/program-tokens", status_code=201)
async def post_program_token(
    body: AssertionRequest, work: Work, outside: Outside
) -> ProgramTokenView:
    """An access token for a program that signs with its registered key."""
    tokens = await open_program_session(work, assertion=body.assertion, signer=outside.signer)
    return ProgramTokenView(access_token=tokens.access_token, expires_in=tokens.expires_in)


@secret.post("/sessions/refresh")
async def post_refresh(body: RefreshRequest, work: Work, outside: Outside) -> TokensView:
    """New tokens for the current refresh token."""
    tokens = await refresh_session(work, refresh_token=body.refresh_token, signer=outside.signer)
    return TokensView(**vars(tokens))


@router.post("/sessions/end", status_code=204)
async def post_session_end(work: Work) -> None:
    """Sign out."""
    await end_session(work)


@router.get("/me")
async def get_me(work: Work) -> MeView:
    """Who is signed in, for which establishments he acts, which staff roles he has."""
    caller = await caller_of(work)
    account = await work.session.get(Account, caller.subject)
    if account is None:
        raise NotFound
    return MeView(
        account_id=account.account_id,
        kind=caller.kind,
        login_id=account.login_id,
        name=account.display_name,
        language=account.language,
        establishments=[establishment_view(work, one) for one in await establishments_of(work)],
        roles=[
            RoleView(role=grant.role, branch=grant.branch)
            for grant in await grants_of(work)
            if grant.role is not None
        ],
    )
