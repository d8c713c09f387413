"""A back-office processor: hears each batch on Kafka, decides the plain ones, leaves the rest.

An outside program: of this repository it knows only `contracts/`. It signs in with its own key and
answers through the gateway's API, like anybody else:

    PYTHONPATH=. DAMAN_KAFKA=… DAMAN_URL=… RISK_DESK_KEY=key.pem python docs/examples/risk_desk.py

The rule: a small batch of enrolments whose every wage is ordinary is approved; any other waits for
an officer. A batch is decided once however often its event comes: the idempotency key is the
event's id, and a batch that somebody else decided first is left as it is.
"""

import asyncio
import logging
import os
import time
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any
from uuid import uuid4

import httpx
from faststream import Context, ContextRepo, FastStream
from faststream.kafka import KafkaBroker
from faststream.kafka.annotations import KafkaMessage
from faststream.middlewares import AckPolicy
from joserfc import jwt
from joserfc.jwk import ECKey

from contracts.events.movements import BATCHES, MovementSubmitted

LOGIN_ID, KEY_ID, BRANCH = "risk-desk", "risk-desk-1", "amman-center"
ROWS_MAX, WAGE_MAX = 20, Decimal("3000.000")
PAUSE_SECONDS = 1.0
DECIDED_BY_OTHERS = (404, 409)

log = logging.getLogger(LOGIN_ID)


class Gateway:
    """The platform's API, as this program uses it."""

    def __init__(self, url: str, key: ECKey) -> None:
        self._client = httpx.AsyncClient(base_url=url, timeout=30)
        self._key = key
        self._token, self._expires = "", 0.0

    async def get(self, path: str) -> Any:
        """The answer of a read."""
        answer = await self._client.get(path, headers=await self._headers())
        answer.raise_for_status()
        return answer.json()

    async def rows(self, batch_id: object) -> list[dict[str, Any]]:
        """All rows of a batch, page by page."""
        path, rows, cursor = f"/api/movements/v1/batches/{batch_id}/rows?limit=200", [], ""
        while True:
            page = await self.get(path + cursor)
            rows += page["items"]
            if page["next_cursor"] is None:
                return rows
            cursor = f"&cursor={page['next_cursor']}"

    async def approve(self, batch: dict[str, Any], *, key: str) -> bool:
        """Approve the batch as it was read; False if somebody else has decided it."""
        answer = await self._client.post(
            f"/api/movements/v1/batches/{batch['batch_id']}/decision",
            json={"decision": "approve", "version": batch["version"]},
            headers={**await self._headers(), "Idempotency-Key": key},
        )
        if answer.status_code in DECIDED_BY_OTHERS:
            return False
        answer.raise_for_status()
        return True

    async def _headers(self) -> dict[str, str]:
        if time.time() > self._expires:
            await self._sign_in()
        return {"Authorization": f"Bearer {self._token}"}

    async def _sign_in(self) -> None:
        now = int(time.time())
        claims = {
            "iss": LOGIN_ID,
            "aud": "daman-identity",
            "iat": now,
            "exp": now + 60,
            "jti": str(uuid4()),
        }
        header = {"alg": "ES256", "kid": KEY_ID, "typ": "client-assertion+jwt"}
        body = {"assertion": jwt.encode(header, claims, self._key)}
        answer = await self._client.post("/api/identity/v1/program-tokens", json=body)
        answer.raise_for_status()
        given = answer.json()
        self._token, self._expires = given["access_token"], now + given["expires_in"] - 60


def is_plain(event: MovementSubmitted, rows: list[dict[str, Any]]) -> bool:
    """Whether no person need look at the batch."""
    if event.kind != "enrolment" or event.rows > ROWS_MAX:
        return False
    return all(
        not row["entry"]["hazardous"] and Decimal(row["entry"]["wage"]) <= WAGE_MAX for row in rows
    )


broker = KafkaBroker(os.environ.get("DAMAN_KAFKA", "localhost:9092"))
app = FastStream(broker)


@app.on_startup
async def open_gateway(context: ContextRepo) -> None:
    """Read the key and find the gateway."""
    key = await asyncio.to_thread(Path(os.environ["RISK_DESK_KEY"]).read_bytes)
    context.set_global("gateway", Gateway(os.environ["DAMAN_URL"], ECKey.import_key(key)))


# Nothing is acknowledged before it is dealt with: what fails is delivered again.
batches = broker.subscriber(
    BATCHES,
    group_id=LOGIN_ID,
    auto_offset_reset="earliest",
    ack_policy=AckPolicy.NACK_ON_ERROR,
)


@batches(filter=lambda message: message.headers.get("ce_type") == MovementSubmitted.type_name())
async def on_movement_submitted(
    event: MovementSubmitted,
    message: KafkaMessage,
    gateway: Annotated[Gateway, Context("gateway")],
) -> None:
    """Decide a plain batch of our branch."""
    if event.branch != BRANCH:
        return
    try:
        outcome = await decide(gateway, event, key=message.headers["ce_id"])
    except httpx.HTTPError:
        await asyncio.sleep(PAUSE_SECONDS)  # the broker would deliver it again at once
        raise
    log.info("batch %s: %s", event.number, outcome)


@batches
async def on_another_event(_: bytes) -> None:
    """What others decided: nothing for us."""


async def decide(gateway: Gateway, event: MovementSubmitted, *, key: str) -> str:
    """Approve a plain batch; what became of it, in words."""
    batch = await gateway.get(f"/api/movements/v1/batches/{event.batch_id}")
    if batch["state"] != "under_review":
        return "decided already"
    if not is_plain(event, await gateway.rows(event.batch_id)):
        return "left to an officer"
    return "approved" if await gateway.approve(batch, key=key) else "decided by others"


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    asyncio.run(app.run())
