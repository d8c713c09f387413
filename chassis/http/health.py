"""`/livez` (the process answers) and `/readyz` (all its parts make progress)."""

import asyncio

from fastapi import APIRouter, Request, Response
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from chassis.health import Look, Progress

DATABASE_SECONDS = 2

router = APIRouter(include_in_schema=False)


@router.get("/livez")
async def livez() -> dict[str, str]:
    """The event loop turns."""
    return {"state": "alive"}


@router.get("/readyz")
async def readyz(request: Request, response: Response) -> dict[str, object]:
    """200 when the database answers, every part moves and nothing stands still; 503 says what."""
    state = request.app.state
    parts: list[Progress] = state.parts
    looks: dict[str, Look] = state.looks
    problems = {part.name: found for part in parts if (found := part.problem())}
    try:
        async with asyncio.timeout(DATABASE_SECONDS), state.edge.engine.connect() as connection:
            await connection.execute(text("select 1"))
            for name, look in looks.items():
                if found := await look(connection):
                    problems[name] = found
    except (SQLAlchemyError, OSError, TimeoutError) as error:
        problems["database"] = type(error).__name__
    response.status_code = 503 if problems else 200
    return {
        "state": "not ready" if problems else "ready",
        "problems": problems,
        "parts": {part.name: part.facts for part in parts},
    }
