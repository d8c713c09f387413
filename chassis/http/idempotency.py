"""Idempotency-Key: a repeated command gets the first answer, and has no second effect.

The answer is stored in the command's own transaction, under the caller. Refusals are not stored:
their transaction rolled back, a repeat runs anew.
"""

import hashlib
from collections.abc import Callable, Coroutine
from typing import Any

import orjson
from fastapi import Request, Response
from sqlalchemy import text
from starlette.datastructures import UploadFile

from chassis.errors import Message, Refusal
from chassis.unit_of_work import UnitOfWork

HEADER = "Idempotency-Key"
KEY_CHARACTERS_MAX = 255
REPLAYED = "Daman-Replayed"
_KEPT_HEADERS = ("content-type", "location", "daman-position")

_LOCK = text("select pg_try_advisory_xact_lock(hashtextextended(:name, 4713)) as held")
_FIND = text("""
select fingerprint, status, headers, body from idempotent_answer
where scope = :scope and key = :key
""")
_STORE = text("""
insert into idempotent_answer (scope, key, fingerprint, status, headers, body)
values (:scope, :key, :fingerprint, :status, cast(:headers as jsonb), :body)
""")


class KeyTooLong(Refusal):
    """An idempotency key over 255 characters."""

    status = 400
    message = Message(
        ar="مفتاح منع التكرار أطول من {most} خانة.",
        en="The idempotency key is longer than {most} characters.",
    )


class KeyUsedForAnother(Refusal):
    """The same key came with another command."""

    message = Message(
        ar="استُعمل مفتاح منع التكرار نفسه لطلب مختلف.",
        en="This idempotency key was used for a different request.",
        fix_ar="استعمال مفتاح جديد للطلب الجديد.",
        fix_en="Use a new key for a new request.",
    )


class StillRunning(Refusal):
    """The first request with this key has not ended."""

    status = 409
    message = Message(
        ar="الطلب الأول بهذا المفتاح ما زال قيد التنفيذ.",
        en="The first request with this key is still running.",
        fix_ar="إعادة المحاولة بعد ثوانٍ.",
        fix_en="Try again in a few seconds.",
    )


async def once(
    work: UnitOfWork, request: Request, run: Callable[[Request], Coroutine[Any, Any, Response]]
) -> Response:
    """Run the command, or give the stored answer if its key has been answered before."""
    key = request.headers.get(HEADER)
    if key is None:
        return await run(request)
    if len(key) > KEY_CHARACTERS_MAX:
        raise KeyTooLong(most=KEY_CHARACTERS_MAX)
    scope = str(work.caller.subject) if work.caller else "public"
    fingerprint = await _fingerprint(request)
    if not await _free(work, f"{scope}/{key}"):
        raise StillRunning
    row = (await work.session.execute(_FIND, {"scope": scope, "key": key})).one_or_none()
    if row is not None:
        if row.fingerprint != fingerprint:
            raise KeyUsedForAnother
        return Response(row.body, row.status, headers={**row.headers, REPLAYED: "true"})
    response = await run(request)
    await _store(work, scope, key, fingerprint, response)
    return response


async def _free(work: UnitOfWork, name: str) -> bool:
    return bool((await work.session.execute(_LOCK, {"name": name})).scalar_one())


async def _store(
    work: UnitOfWork, scope: str, key: str, fingerprint: bytes, response: Response
) -> None:
    kept = {name: value for name, value in response.headers.items() if name in _KEPT_HEADERS}
    await work.session.flush()
    await work.session.execute(
        _STORE,
        {
            "scope": scope,
            "key": key,
            "fingerprint": fingerprint,
            "status": response.status_code,
            "headers": orjson.dumps(kept).decode(),
            "body": bytes(response.body),
        },
    )


async def _fingerprint(request: Request) -> bytes:
    """Hash of method, path and body; of a form, its fields and file contents."""
    digest = hashlib.sha256(f"{request.method}|{request.url.path}|".encode())
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        for name, value in sorted((await request.form()).multi_items()):
            digest.update(name.encode())
            if isinstance(value, UploadFile):
                digest.update(await value.read())
                await value.seek(0)
            else:
                digest.update(value.encode())
    else:
        digest.update(await request.body())
    return digest.digest()
