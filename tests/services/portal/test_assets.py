"""What pages load is there, under its hash, and ours wins over what is not ours."""

import re
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from services.portal.api import static
from services.portal.assets import ASSETS, Asset, Assets, AssetsMissing

LOADED = re.compile(r'url\("(/[^"]+)"\)')


@pytest.fixture
def portal() -> httpx.AsyncClient:
    app = FastAPI()
    app.include_router(static)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://portal")


def sheet(name: str) -> str:
    found = ASSETS.find(name)
    assert found is not None
    return found.content.decode()


@pytest.mark.parametrize("asset", [*ASSETS], ids=lambda asset: asset.name)
async def test_a_file_may_be_kept_for_good(portal: httpx.AsyncClient, asset: Asset) -> None:
    answer = await portal.get(asset.url)
    assert answer.content == asset.content
    assert answer.headers["content-type"].partition(";")[0] == asset.media_type
    assert "immutable" in answer.headers["cache-control"]


async def test_another_version_of_a_page_gets_what_is_here_but_does_not_keep_it(
    portal: httpx.AsyncClient,
) -> None:
    answer = await portal.get("/static/000000000000/portal.css")
    assert answer.text == sheet("portal.css")
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("name", ["package.json", "bootstrap.min.css.map", "..%2Fapi.py"])
async def test_what_is_not_named_is_not_served(portal: httpx.AsyncClient, name: str) -> None:
    assert (await portal.get(f"/static/000000000000/{name}")).status_code == 404


def test_every_font_is_asked_for_under_its_hash() -> None:
    fonts = {asset.url for asset in ASSETS if asset.media_type == "font/woff2"}
    assert len(fonts) == 4
    assert set(LOADED.findall(sheet("portal.css"))) == fonts


@pytest.mark.parametrize("name", ["bootstrap.min.css", "bootstrap.rtl.min.css"])
def test_foreign_rules_stand_in_a_layer_and_ours_do_not(name: str) -> None:
    foreign = sheet(name)
    assert foreign.startswith("@layer base{/*!")  # the licence's first line included
    assert foreign.count("{") == foreign.count("}")
    assert "@charset" not in foreign
    assert "sourceMappingURL" not in foreign
    assert "@layer" not in sheet("portal.css")


def test_missing_packages_are_said_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(AssetsMissing, match="make env"):
        Assets(tmp_path)
