"""The press: from a letter's content and seal to a PDF, the same one every time.

It reads nothing else: no clock, no database, no fonts of the machine. A letter is set by the
template that its content names.
"""

import io
import json
import logging
import threading
from datetime import datetime
from pathlib import Path
from typing import Any

import fontpkg
import segno
import typst

log = logging.getLogger(__name__)

TEMPLATES = Path(__file__).parents[1] / "templates"
FAMILY = "IBM Plex Sans Arabic"
STANDARDS = ("a-2a", "ua-1")
"""PDF/A for the archive, PDF/UA for readers who listen: tagged, with language and title."""

VERIFY = "/verify#"


class Press:
    """Sets letters. One compiler a process: it keeps fonts and parsed templates."""

    def __init__(self, public_url: str) -> None:
        self._public_url = public_url.rstrip("/")
        fonts = typst.Fonts(
            include_system_fonts=False,
            include_embedded_fonts=True,
            font_paths=[Path(fontpkg.path(FAMILY)).parent],
        )
        self._compiler = typst.Compiler(root=TEMPLATES, font_paths=fonts)
        self._turn = threading.Lock()

    def address(self, seal: str) -> str:
        """What the QR code holds: the seal stands behind the `#`, which no server ever sees."""
        return f"{self._public_url}{VERIFY}{seal}"

    def pdf(self, content: str, seal: str) -> bytes:
        """The letter; `typst.TypstError` for a content its template cannot set.

        The standards refuse a name with a sign that no font has: that letter is made without them.
        """
        try:
            return self._set(content, seal, format="pdf", pdf_standards=[*STANDARDS])
        except typst.TypstError as error:
            log.warning("letter without PDF standards", extra={"fields": {"why": error.message}})
            return self._set(content, seal, format="pdf")

    def picture(self, content: str, seal: str, *, dots_per_inch: float = 110) -> bytes:
        """Its page as PNG, as a reader sees it."""
        return self._set(content, seal, format="png", ppi=dots_per_inch)

    def _set(self, content: str, seal: str, **how: Any) -> bytes:
        letter = json.loads(content)
        facts = {"letter": letter, "qr": self._code(seal), "verify": f"{self._public_url}/verify"}
        with self._turn:
            made = self._compiler.compile(
                input=TEMPLATES / f"{letter['template']}.typ",
                sys_inputs={"facts": json.dumps(facts, ensure_ascii=False)},
                timestamp=datetime.fromisoformat(letter["as_of"]),
                **how,
            )
        assert isinstance(made, bytes), "a letter has one page"
        return made

    def _code(self, seal: str) -> str:
        drawn = io.BytesIO()
        # Level M: it is still read with a stamp or a fold over an eighth of it.
        segno.make(self.address(seal), error="m", micro=False).save(drawn, kind="svg", border=4)
        return drawn.getvalue().decode()
