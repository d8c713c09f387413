"""The edge: one transaction a command, committed before the answer; a repeat changes nothing."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import APIRouter, FastAPI
from joserfc.jwk import ECKey
from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis import freshness
from chassis.clock import BusinessClock
from chassis.errors import NotFound
from chassis.http import problems
from chassis.http.edge import Edge, Work, WorkRoute
from chassis.ids import uuid7
from chassis.keys import IdentityKeys
from chassis.tokens import Signer
from chassis.unit_of_work import UnitOfWork
from contracts.events.identity import EstablishmentRegistered
from tests.conftest import OpenDatabase

router = APIRouter(route_class=WorkRoute)
HEARD = "movements.coverage.v1"
ONLY_AT_COMMIT = (
    "create temporary table later (id int primary key, other int)",
    "alter table later add foreign key (other) references later deferrable initially deferred",
    "insert into later values (1, 2)",
)
"""A broken reference that nothing notices before the commit itself."""


class Body(BaseModel):
    """A command of the test."""

    number: str
    other: str | None = None
    fault: str | None = None


@router.post("/things", status_code=201)
async def post_thing(body: Body, work: Work) -> dict[str, str]:
    event = await announce(work, body.number)
    if body.other:
        await announce(work, body.other)
    if body.fault == "at-commit":
        for statement in ONLY_AT_COMMIT:
            await work.session.execute(text(statement))
    if body.fault == "bug":
        raise RuntimeError("a bug")
    return {"establishment_id": str(event.establishment_id)}


async def announce(work: UnitOfWork, number: str) -> EstablishmentRegistered:
    event = EstablishmentRegistered(
        establishment_id=uuid7(),
        number=number,
        name_ar="منشأة",
        name_en="Establishment",
        branch="zarqa",
        payment_number=f"98{number}",
        rate_scheme="private",
        registered_on=date(2026, 1, 1),
    )
    work.publish(event)
    return event


@router.get("/things/{number}")
async def get_thing(number: str) -> dict[str, str]:
    raise NotFound


@pytest.fixture
async def engine(database: OpenDatabase, postgres: Any) -> AsyncEngine:
    return await database("letters")


@pytest.fixture
async def client(engine: AsyncEngine) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    problems.install(app)
    app.include_router(router)
    app.state.edge = Edge(
        engine, BusinessClock(), IdentityKeys("http://127.0.0.1:1"), "test", [HEARD]
    )
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as made:
        yield made


async def announced(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        return int((await connection.execute(text("select count(*) from outbox"))).scalar_one())


async def test_a_command_is_answered_after_its_commit(
    client: httpx.AsyncClient, engine: AsyncEngine
) -> None:
    answer = await client.post("/things", json={"number": "1"})
    assert answer.status_code == 201
    assert answer.headers["daman-position"].startswith("identity.establishments.v1=")
    assert await announced(engine) == 1


async def test_a_command_to_two_keys_tells_the_last_event_of_each(
    client: httpx.AsyncClient, engine: AsyncEngine
) -> None:
    answer = await client.post("/things", json={"number": "1", "other": "2"})
    async with engine.connect() as connection:
        ids = (await connection.execute(text("select id from outbox order by seq"))).scalars()
        told = [("identity.establishments.v1", one) for one in ids]
    assert len(told) == 2
    assert freshness.read(answer.headers["daman-position"]) == told


async def test_what_is_not_found_may_only_not_be_here_yet(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(freshness, "WAIT_SECONDS", 0.05)
    position = {"Daman-Position": f"{HEARD}={uuid7()}"}
    answer = await client.get("/things/1", headers=position)
    assert (answer.status_code, answer.headers["daman-freshness"]) == (404, "behind")


async def test_a_failing_commit_answers_500_and_keeps_nothing(
    client: httpx.AsyncClient, engine: AsyncEngine
) -> None:
    answer = await client.post("/things", json={"number": "1", "fault": "at-commit"})
    assert answer.status_code == 500
    assert answer.json()["type"] == "urn:daman:refusal:unexpected-failure"
    assert answer.json()["title_ar"]
    assert await announced(engine) == 0


async def test_a_bug_answers_500_in_both_languages_and_keeps_nothing(
    client: httpx.AsyncClient, engine: AsyncEngine
) -> None:
    answer = await client.post("/things", json={"number": "1", "fault": "bug"})
    assert answer.status_code == 500
    assert await announced(engine) == 0


async def test_a_repeated_command_gets_the_first_answer(
    client: httpx.AsyncClient, engine: AsyncEngine
) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    first = await client.post("/things", json={"number": "1"}, headers=key)
    again = await client.post("/things", json={"number": "1"}, headers=key)
    assert (again.status_code, again.json()) == (first.status_code, first.json())
    assert again.headers["daman-position"] == first.headers["daman-position"]
    assert again.headers["daman-replayed"]
    assert await announced(engine) == 1


async def test_a_key_cannot_stand_for_another_command(
    client: httpx.AsyncClient, engine: AsyncEngine
) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    await client.post("/things", json={"number": "1"}, headers=key)
    other = await client.post("/things", json={"number": "2"}, headers=key)
    assert other.status_code == 422
    assert other.json()["type"] == "urn:daman:refusal:key-used-for-another"
    assert await announced(engine) == 1


async def test_a_failed_command_may_be_repeated_with_its_key(
    client: httpx.AsyncClient, engine: AsyncEngine
) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    body = {"number": "1", "fault": "bug"}
    assert (await client.post("/things", json=body, headers=key)).status_code == 500
    assert (await client.post("/things", json={"number": "1"}, headers=key)).status_code == 201
    assert await announced(engine) == 1


async def test_a_body_of_the_wrong_form_names_its_fields(client: httpx.AsyncClient) -> None:
    answer = await client.post("/things", json={"fault": "x"})
    assert answer.status_code == 422
    assert answer.json()["fields"] == [{"at": "body.number", "rule": "missing"}]


async def test_while_identity_has_never_answered_a_client_is_told_to_come_again(
    client: httpx.AsyncClient,
) -> None:
    key = ECKey.generate_key("P-256", {"kid": "identity-1"})
    token = Signer(key, "identity-1").sign({"sub": "x"}, kind="at+jwt")
    answer = await client.post(
        "/things", json={"number": "7"}, headers={"Authorization": f"Bearer {token}"}
    )
    assert answer.status_code == 503


async def test_a_broken_token_is_refused(client: httpx.AsyncClient) -> None:
    for header in ("Bearer x.y.z", "Basic abc", "Bearer"):
        answer = await client.post(
            "/things", json={"number": "1"}, headers={"Authorization": header}
        )
        assert answer.status_code == 401, header
