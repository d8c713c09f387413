"""The registry's API: lookup in batches, a list for humans, and a switch for faults."""

import asyncio
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, FastAPI, HTTPException, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from deploy.simulators.registry.papers import id_card_number, passport_number, relatives_of
from deploy.simulators.registry.people import Person, all_persons, persons_by_number

QUERIES_MAX = 500
SLOW_SECONDS = 6.0  # beyond the patience of any caller

Mode = Literal["none", "slow", "down"]


class LookupQuery(BaseModel):
    """Who is asked for; `ref` is the caller's and comes back."""

    model_config = ConfigDict(extra="forbid")

    ref: str = Field(max_length=100)
    national_number: str | None = Field(default=None, max_length=20)
    birth_date: date | None = None
    id_card_number: str | None = Field(default=None, max_length=20)
    passport_number: str | None = Field(default=None, max_length=20)
    relative_number: str | None = Field(default=None, max_length=20)
    kinship: str | None = Field(default=None, max_length=20)


class LookupRequest(BaseModel):
    """A batch of questions."""

    model_config = ConfigDict(extra="forbid")

    queries: list[LookupQuery] = Field(max_length=QUERIES_MAX)


class PersonView(BaseModel):
    """What the registry tells about a person; `sex` is `male` or `female`."""

    model_config = ConfigDict(from_attributes=True)

    national_number: str
    name_ar: str
    name_en: str
    sex: str
    birth_date: date
    nationality: str = Field(description="ISO 3166-1 alpha-2")
    deceased_on: date | None = None


class LookupResult(BaseModel):
    """The number decides; whether what was asked beside it agrees is told beside the person.

    Card and passport numbers and relatives are never told, only whether they are the right ones.
    """

    ref: str
    found: bool
    person: PersonView | None = None
    birth_date_agrees: bool | None = None
    id_card_agrees: bool | None = None
    passport_agrees: bool | None = None
    relative_agrees: bool | None = None


class LookupResponse(BaseModel):
    """One result per query, in its order."""

    results: list[LookupResult]


class PersonsResponse(BaseModel):
    """The first persons of the register."""

    persons: list[PersonView]


class FaultRequest(BaseModel):
    """How the registry behaves from now on."""

    model_config = ConfigDict(extra="forbid")

    mode: Mode


async def apply_fault(request: Request) -> None:
    """Makes the answer late, or none, as the switch says."""
    mode: Mode = request.app.state.mode
    if mode == "down":
        raise HTTPException(503, "the registry is switched off")
    if mode == "slow":
        await asyncio.sleep(request.app.state.slow_seconds)


people_routes = APIRouter(prefix="/v1/persons", dependencies=[Depends(apply_fault)])
house_routes = APIRouter()


@people_routes.post("/lookup", response_model_exclude_none=True)
async def post_lookup(body: LookupRequest) -> LookupResponse:
    """Looks each number up; without a number nobody is found."""
    return LookupResponse(results=[_looked_up(query) for query in body.queries])


@people_routes.get("", response_model_exclude_none=True)
async def list_persons(
    limit: Annotated[int, Query(ge=1, le=1000)] = 50,
) -> PersonsResponse:
    """The first persons, to try things with."""
    return PersonsResponse(persons=[_view(person) for person in all_persons()[:limit]])


@house_routes.post("/faults")
async def post_fault(body: FaultRequest, request: Request) -> FaultRequest:
    """Sets the switch."""
    request.app.state.mode = body.mode
    return body


@house_routes.get("/healthz")
async def healthz() -> dict[str, Any]:
    """The process answers; the fault switch does not touch this."""
    return {"status": "ok", "persons": len(all_persons())}


def create_application(*, slow_seconds: float = SLOW_SECONDS) -> FastAPI:
    """The registry, behaving well."""
    application = FastAPI(title="Civil registry (simulator)", docs_url=None, redoc_url=None)
    application.state.mode = "none"
    application.state.slow_seconds = slow_seconds
    application.include_router(people_routes)
    application.include_router(house_routes)
    return application


def _looked_up(query: LookupQuery) -> LookupResult:
    person = persons_by_number().get(query.national_number or "")
    if person is None:
        return LookupResult(ref=query.ref, found=False)
    return LookupResult(
        ref=query.ref,
        found=True,
        person=_view(person),
        birth_date_agrees=_agrees(query.birth_date, person.birth_date),
        id_card_agrees=_agrees(query.id_card_number, id_card_number(person)),
        passport_agrees=_agrees(query.passport_number, passport_number(person)),
        relative_agrees=_relative_agrees(query, person),
    )


def _agrees(asked: object, known: object) -> bool | None:
    return None if asked is None else asked == known


def _relative_agrees(query: LookupQuery, person: Person) -> bool | None:
    if query.relative_number is None:
        return None
    return (query.relative_number, query.kinship) in relatives_of(person.national_number)


def _view(person: Person) -> PersonView:
    return PersonView.model_validate(person)
