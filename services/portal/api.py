"""What the portal answers: each page at `/…` in Arabic and at `/en/…` in English."""

from pathlib import Path

from fastapi import APIRouter, HTTPException, Response
from starlette.responses import FileResponse

from services.portal.pages import access, establishment, staff, treasury

STATIC = Path(__file__).parent / "static"
_FILES = {
    path.relative_to(STATIC).as_posix(): path for path in STATIC.rglob("*.*") if path.is_file()
}
_MEDIA = {".css": "text/css", ".woff2": "font/woff2", ".svg": "image/svg+xml"}
_DAY = "public, max-age=86400"

static = APIRouter(include_in_schema=False)


@static.get("/static/{name:path}")
async def get_static(name: str) -> Response:
    """A style sheet or a font."""
    path = _FILES.get(name)
    if path is None:
        raise HTTPException(404)
    media_type = _MEDIA.get(path.suffix, "text/plain")
    return FileResponse(path, media_type=media_type, headers={"Cache-Control": _DAY})


def routers() -> list[APIRouter]:
    """All pages, in both languages."""
    both = []
    for prefix in ("", "/en"):
        for pages in (access, establishment, staff, treasury):
            router = APIRouter(prefix=prefix, include_in_schema=False)
            router.include_router(pages.router)
            both.append(router)
    return both
