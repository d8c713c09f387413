"""Internal calls: a minute-long token signed by the calling service, and a list of who may call."""

from collections.abc import Awaitable, Callable

from fastapi import Request

from chassis import clock
from chassis.authorize import NotSignedIn
from chassis.tokens import BadToken, key_id_of, verify


def only(*callers: str) -> Callable[[Request], Awaitable[str]]:
    """A dependency that admits just these services; `NotSignedIn` for everybody else."""

    async def check(request: Request) -> str:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            raise NotSignedIn
        state = request.app.state
        try:
            claims = verify(
                token,
                state.service_keys,
                kind="service+jwt",
                issuer=None,
                audience=state.service_name,
                now=clock.now(),
            )
        except BadToken as error:
            raise NotSignedIn from error
        caller = str(claims.get("iss"))
        # A service signs only with its own key: the key's name is the caller's.
        if caller not in callers or key_id_of(token) != caller:
            raise NotSignedIn
        return caller

    return check
