"""Answers to what went wrong: problem+json (RFC 9457) in Arabic and English."""

import logging
from typing import Any

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from chassis.errors import Message, Refusal
from chassis.freshness import STATE_HEADER
from chassis.messaging.failures import passes_by_waiting
from chassis.peers import PeerUnavailable

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"


class BadRequest(Refusal):
    """The body or a parameter does not have the documented form."""

    status = 422
    message = Message(
        ar="في الطلب حقول غير صحيحة.",
        en="Some fields of the request are not valid.",
        fix_ar="تصحيح الحقول المذكورة ثم إعادة الإرسال.",
        fix_en="Correct the fields listed and send again.",
    )


class NoSuchAddress(Refusal):
    """The address or method is not one of ours (4xx of the web server itself)."""

    status = 404
    message = Message(
        ar="لا توجد خدمة على هذا العنوان أو بهذه الطريقة.",
        en="There is no service at this address or with this method.",
        fix_ar="مراجعة وثيقة الواجهة البرمجية.",
        fix_en="See the API description.",
    )


class OutOfOrder(Refusal):
    """A part that this answer needs is away; the same request may be repeated."""

    status = 503
    message = Message(
        ar="الخدمة متوقفة مؤقتًا. لم يُحفظ شيء من هذا الطلب.",
        en="The service is unavailable for the moment. Nothing of this request was kept.",
        fix_ar="إعادة المحاولة بعد قليل.",
        fix_en="Try again in a moment.",
    )


class UnexpectedFailure(Refusal):
    """A bug of ours."""

    status = 500
    message = Message(
        ar="تعذّر إتمام العملية. لم يُحفظ شيء من هذا الطلب.",
        en="The operation could not be completed. Nothing of this request was kept.",
        fix_ar="إعادة المحاولة، أو الاتصال بالرقم 117117.",
        fix_en="Try again, or call 117117.",
    )


def problem(refusal: Refusal, **more: Any) -> Response:
    """The answer for a refusal: `type` names the rule, both languages, the facts, the way out."""
    said = refusal.said()
    body = {
        "type": f"urn:daman:refusal:{refusal.code()}",
        "title": said.en,
        "title_ar": said.ar,
        "detail": said.fix_en,
        "detail_ar": said.fix_ar,
        "status": refusal.status,
        "facts": refusal.facts,
        **more,
    }
    headers = {"Retry-After": "2"} if refusal.status in (409, 429, 503) else None
    return Response(
        orjson.dumps(body, default=str), refusal.status, headers=headers, media_type=MEDIA_TYPE
    )


def install(app: FastAPI) -> None:
    """Answer every failure of an application as a problem."""

    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, Refusal)
        answer = problem(error)
        if (state := getattr(request.state, "freshness", None)) is not None:
            answer.headers[STATE_HEADER] = state  # what is not found may only not be here yet
        return answer

    async def invalid(_: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        fields = [
            {"at": ".".join(str(part) for part in item["loc"]), "rule": item["type"]}
            for item in error.errors()
        ]
        return problem(BadRequest(), fields=fields)

    async def no_such_address(_: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        answer = problem(NoSuchAddress())
        answer.status_code = error.status_code
        return answer

    async def failed(request: Request, error: Exception) -> Response:
        if passes_by_waiting(error):
            return problem(OutOfOrder())
        log.error(
            "request failed", exc_info=error, extra={"fields": {"path": request.scope["path"]}}
        )
        return problem(UnexpectedFailure())

    async def away(_: Request, error: Exception) -> Response:
        assert isinstance(error, PeerUnavailable)
        return problem(OutOfOrder())

    app.add_exception_handler(Refusal, refused)
    app.add_exception_handler(PeerUnavailable, away)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, no_such_address)
    app.add_exception_handler(Exception, failed)
