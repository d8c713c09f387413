"""What a scanned document is, told from its own bytes and never from its name."""

BYTES_MAX = 5 * 1024 * 1024
"""Of one document (C): ten scanned pages."""

_BEGINNINGS = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
)
_ENDS = {
    "application/pdf": b"%%EOF",
    "image/jpeg": b"\xff\xd9",
    "image/png": b"IEND\xaeB`\x82",
}
_TAIL = 65_557
"""Writers and phones add a little after the end; an archive's directory ends within this, too."""

_END_OF_ARCHIVE = b"PK\x05\x06"
_ACTIVE_IN_PDF = (b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/RichMedia")
"""What a PDF does by itself when it is opened, or carries within it."""

SUFFIXES = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


def media_type(content: bytes) -> str | None:
    """The kind of a whole PDF, JPEG or PNG; None for anything else, also one cut short."""
    for beginning, kind in _BEGINNINGS:
        if content.startswith(beginning):
            return kind if _ENDS[kind] in content[-_TAIL:] else None
    return None


def carries_more(content: bytes) -> bool:
    """Whether it is more than it seems: an archive behind it, a program or files in a PDF."""
    if _END_OF_ARCHIVE in content[-_TAIL:]:
        return True
    return content.startswith(b"%PDF-") and any(word in content for word in _ACTIVE_IN_PDF)
