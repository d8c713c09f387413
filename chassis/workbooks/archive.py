"""The archive that a workbook is: checked against its own claims and unpacked within limits.

Only what passed here is read on: the reader gets a new archive built of the checked parts, so that
two programs cannot see two different contents in one file.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

from chassis.workbooks.refusals import (
    EncryptedWorkbook,
    NotAWorkbook,
    UnreadableWorkbook,
    WorkbookTooLarge,
    ZipBomb,
)

MEBIBYTE: Final = 1024 * 1024
PACKED_BYTES_MAX: Final = 10 * MEBIBYTE
UNPACKED_BYTES_MAX: Final = 100 * MEBIBYTE
PARTS_MAX: Final = 1_000
RATIO_MAX: Final = 100
# Small sheets of one repeated value pack very well; below this size nobody is harmed.
_RATIO_COUNTS_FROM: Final = 4 * MEBIBYTE

_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM: Final = "EncryptedPackage".encode("utf-16-le")
_LOCAL_HEADER: Final = struct.Struct("<4s22xHH")
_FLAG_ENCRYPTED: Final = 0x1
_TRICKY_NAME: Final = re.compile(r"^/|\\|:|\x00|(?:^|/)\.\.?(?:/|$)|//")


def check_size(content: bytes) -> None:
    """Raises `WorkbookTooLarge`."""
    if len(content) > PACKED_BYTES_MAX:
        raise WorkbookTooLarge(mebibytes=PACKED_BYTES_MAX // MEBIBYTE)


def check_signature(content: bytes) -> None:
    """Refuse by size and first bytes alone.

    Raises `WorkbookTooLarge`, `EncryptedWorkbook`, `NotAWorkbook` (also for the older .xls).
    """
    check_size(content)
    if content.startswith(_OLE) and _ENCRYPTED_STREAM in content:
        raise EncryptedWorkbook
    if not content.startswith(_ZIP):
        raise NotAWorkbook


def unpacked(content: bytes) -> dict[str, bytes]:
    """Every part by its name.

    Raises `ZipBomb` for too many parts, too much content or a size that does not match the claim,
    `EncryptedWorkbook`, and `UnreadableWorkbook` for damage and for names that lead elsewhere.
    """
    entries = _entries(content)
    _check_names([entry.filename for entry in entries])
    _check_claims(entries, packed=len(content))
    return {entry.filename: _inflated(content, entry) for entry in entries if not entry.is_dir()}


def packed(parts: Mapping[str, bytes]) -> io.BytesIO:
    """A plain archive of these parts, not compressed."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as writer:
        for name, part in parts.items():
            writer.writestr(zipfile.ZipInfo(name), part)
    archive.seek(0)
    return archive


def _entries(content: bytes) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, struct.error) as error:
        raise UnreadableWorkbook from error


def _check_names(names: Sequence[str]) -> None:
    if len(names) > PARTS_MAX:
        raise ZipBomb
    if len({name.lower() for name in names}) < len(names):
        raise UnreadableWorkbook
    if any(_TRICKY_NAME.search(name) for name in names):
        raise UnreadableWorkbook


def _check_claims(entries: Sequence[zipfile.ZipInfo], *, packed: int) -> None:
    claimed = sum(entry.file_size for entry in entries)
    if claimed > UNPACKED_BYTES_MAX:
        raise ZipBomb
    if claimed > _RATIO_COUNTS_FROM and claimed > packed * RATIO_MAX:
        raise ZipBomb
    if _overlap(entries):
        raise ZipBomb
    if any(entry.flag_bits & _FLAG_ENCRYPTED for entry in entries):
        raise EncryptedWorkbook


def _overlap(entries: Sequence[zipfile.ZipInfo]) -> bool:
    """Whether entries share bytes: so a few bytes can stand for many parts."""
    spans = sorted((entry.header_offset, entry.compress_size) for entry in entries)
    return any(start + size >= following for (start, size), (following, _) in pairwise(spans))


def _inflated(content: bytes, entry: zipfile.ZipInfo) -> bytes:
    """The bytes of one part, never more than it claims."""
    body = _body(content, entry)
    if entry.compress_type == zipfile.ZIP_STORED:
        part, complete = body, True
    elif entry.compress_type == zipfile.ZIP_DEFLATED:
        stream = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            part = stream.decompress(body, entry.file_size + 1)
        except zlib.error as error:
            raise UnreadableWorkbook from error
        complete = stream.eof
    else:
        raise UnreadableWorkbook
    if len(part) > entry.file_size:
        raise ZipBomb
    if not complete or len(part) < entry.file_size or zlib.crc32(part) != entry.CRC:
        raise UnreadableWorkbook
    return part


def _body(content: bytes, entry: zipfile.ZipInfo) -> bytes:
    start = entry.header_offset
    try:
        signature, name_bytes, extra_bytes = _LOCAL_HEADER.unpack_from(content, start)
    except struct.error as error:
        raise UnreadableWorkbook from error
    start += _LOCAL_HEADER.size + name_bytes + extra_bytes
    body = content[start : start + entry.compress_size]
    if signature != _ZIP or len(body) < entry.compress_size:
        raise UnreadableWorkbook
    return body
