"""What a page says while the platform is away: never more than it can know."""

import re

import httpx
import pytest
from fastapi import APIRouter, FastAPI, Response

from services.portal.gateways.platform import PlatformAway
from services.portal.web import OnPage, PageRoute
from tests.conftest import OpenDatabase

router = APIRouter(route_class=PageRoute)


@router.api_route("/thing", methods=["GET", "POST"])
@router.api_route("/en/thing", methods=["GET", "POST"])
async def thing(page: OnPage) -> Response:
    raise PlatformAway(str(page.request.method))


@pytest.mark.parametrize(
    ("method", "path", "said"),
    [
        ("GET", "/thing", "متوقفة مؤقتًا"),
        ("GET", "/en/thing", "unavailable for the moment"),
        ("POST", "/thing", "لا يُعرف هل نُفذ الطلب"),
        ("POST", "/en/thing", "takes effect only once"),
    ],
)
async def test_a_command_is_not_said_to_be_lost(
    database: OpenDatabase, method: str, path: str, said: str
) -> None:
    application = FastAPI()
    application.include_router(router)
    application.state.edge = type("Edge", (), {"engine": await database("portal")})()
    application.state.settings = type("Settings", (), {"secure_cookies": False})()
    transport = httpx.ASGITransport(application)
    async with httpx.AsyncClient(transport=transport, base_url="http://portal") as client:
        answer = await client.request(method, path)
    assert answer.status_code == 503
    assert said in re.sub(r"\s+", " ", answer.text)
