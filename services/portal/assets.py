"""The files a page loads: our style sheet and script, Bootstrap's sheets and the fonts.

What is not ours is read from the npm packages that `package.json` pins; only what is named here is
served. Each file has its content's hash in its address, so a browser may keep it for good.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PACKAGES = Path(__file__).parents[2] / "node_modules"
_STATIC = Path(__file__).parent / "static"
_OWN, _SCRIPTS = _STATIC / "portal.css", (_STATIC / "verify.js",)
_SHEETS = ("bootstrap/dist/css/bootstrap.min.css", "bootstrap/dist/css/bootstrap.rtl.min.css")
_FONTS = tuple(
    f"@fontsource/ibm-plex-sans-arabic/files/ibm-plex-sans-arabic-{script}-{weight}-normal.woff2"
    for script in ("arabic", "latin")
    for weight in (400, 600)
)
_CSS, _WOFF2, _JS = "text/css", "font/woff2", "text/javascript"
_HASH_LENGTH = 12
_URL = re.compile(r'url\("([^"/:]+)"\)')


class AssetsMissing(Exception):
    """The packages are not installed."""


@dataclass(frozen=True)
class Asset:
    """One file."""

    name: str
    content: bytes
    media_type: str
    digest: str

    @property
    def url(self) -> str:
        """Its address on the portal."""
        return f"/static/{self.digest}/{self.name}"


class Assets:
    """All files by name."""

    def __init__(self, packages: Path = PACKAGES) -> None:
        self._all = {asset.name: asset for asset in _foreign(packages)}
        own = _URL.sub(lambda found: f'url("{self.url(found[1])}")', _OWN.read_text())
        self._all[_OWN.name] = _asset(_OWN.name, own.encode(), _CSS)
        for script in _SCRIPTS:
            self._all[script.name] = _asset(script.name, script.read_bytes(), _JS)

    def find(self, name: str) -> Asset | None:
        """A file; None for a name that is not served."""
        return self._all.get(name)

    def url(self, name: str) -> str:
        """The address of a file. Raises KeyError for a name that is not served."""
        return self._all[name].url

    def __iter__(self) -> Iterator[Asset]:
        return iter(self._all.values())


def _foreign(packages: Path) -> Iterator[Asset]:
    for path in _FONTS:
        yield _asset(Path(path).name, _read(packages / path), _WOFF2)
    for path in _SHEETS:
        yield _asset(Path(path).name, _layered(_read(packages / path).decode()).encode(), _CSS)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise AssetsMissing(f"{path} is missing: `make env` installs it.") from error


def _layered(sheet: str) -> str:
    """A foreign sheet in a layer of its own: any rule of ours wins, however specific theirs is.

    An encoding is declared at the start of a file or not at all (the answer's header does it), and
    nobody serves the source map.
    """
    rules, _, _ = sheet.removeprefix('@charset "UTF-8";').partition("/*# sourceMappingURL=")
    return f"@layer base{{{rules}}}\n"


def _asset(name: str, content: bytes, media_type: str) -> Asset:
    digest = hashlib.sha256(content).hexdigest()[:_HASH_LENGTH]
    return Asset(name, content, media_type, digest)


ASSETS = Assets()
