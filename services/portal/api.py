"""What the portal answers: each page at `/…` in Arabic and at `/en/…` in English."""

from fastapi import APIRouter, HTTPException, Response

from services.portal.acting import ACTING
from services.portal.assets import ASSETS
from services.portal.pages import (
    access,
    account,
    establishment,
    establishment_data,
    individuals,
    letters,
    recovery,
    register_desk,
    registration,
    staff,
    switch,
    timeline,
    treasury,
    verification,
    wages,
)

PAGES = (
    access,
    recovery,
    individuals,
    registration,
    register_desk,
    establishment_data,
    switch,
    account,
    establishment,
    staff,
    treasury,
    timeline,
    letters,
    verification,
    wages,
)
_FOR_GOOD = "public, max-age=31536000, immutable"

static = APIRouter(include_in_schema=False)


@static.get("/static/{digest}/{name}")
async def get_static(digest: str, name: str) -> Response:
    """A style sheet, a script or a font."""
    asset = ASSETS.find(name)
    if asset is None:
        raise HTTPException(404)
    # While a release is under way a page of the other version may ask: it gets what is here, and
    # no browser keeps that under an address that stands for something else.
    kept = _FOR_GOOD if digest == asset.digest else "no-store"
    return Response(asset.content, media_type=asset.media_type, headers={"Cache-Control": kept})


def routers() -> list[APIRouter]:
    """All pages, in both languages; under `/e/<number>` for one of several establishments."""
    both = []
    for prefix in ("", "/en", f"/e/{{{ACTING}}}", f"/en/e/{{{ACTING}}}"):
        for pages in PAGES:
            router = APIRouter(prefix=prefix, include_in_schema=False)
            router.include_router(pages.router)
            both.append(router)
    return both
