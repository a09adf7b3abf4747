"""A zip from a stranger: looked over before anything is taken out, inflated by the counted byte, under our own names.

The names in it are shown and grouped by, never used as paths. Only stored and deflated members are taken, one level
deep; what contradicts itself (heads, sizes, checksums, overlapping members) ends the read.
"""

from __future__ import annotations

import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from gis.read.intake.decoding import han_share
from gis.read.intake.limits import MIB, Limits
from gis.read.intake.messages import Notes
from gis.read.intake.model import refuse
from gis.read.intake.names import hostile_name, shown_name

__all__ = ["Entry", "Unpacking", "examine", "look_through", "office_kind"]

_CHUNK = 1 * MIB
_END = b"PK\x05\x06"
_END_BYTES = 22 + 0xFFFF
_DIRECTORY_BYTES_EACH = 46 + 1_024  # a member's line in the directory with a long name and extras
_LOCAL = struct.Struct("<4s5H3I2H")
_STORED, _DEFLATED = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED
_NESTED = re.compile(r"\.(zip|kmz|rar|7z|tar|gz|tgz|bz2|xz|zst|cab|lzh|jar)$", re.IGNORECASE)
_METHODS = {1: "Shrink", 6: "Implode", 9: "Deflate64", 12: "bzip2", 14: "LZMA", 93: "Zstandard", 95: "XZ", 98: "PPMd"}


@dataclass(frozen=True)
class Entry:
    """One file in a zip: its name as the user reads it, with "/" between folders; where and how it lies."""

    name: str
    info: zipfile.ZipInfo


def examine(path: Path, name: str, notes: Notes, *, limits: Limits) -> list[Entry]:
    """The files in a zip, in its order, after all that can be checked without inflating.

    Parameters
    ----------
    name: what the user calls the zip.

    Raises
    ------
    RefusedError: too many members, hostile names, links, encryption, another method, a directory that lies; told.
    """
    _count_first(path, name, notes, limits=limits)
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, EOFError) as error:
        raise refuse(notes, "archive_damaged", where=name) from error
    if len(infos) > limits.archive_members:
        raise refuse(notes, "archive_members", where=name, count=len(infos), limit=limits.archive_members)
    names = _names(infos, name, notes)
    _check_names(names, name, notes)
    files = [Entry(shown, info) for shown, info in zip(names, infos, strict=True) if not shown.endswith("/")]
    _check_ways(files, name, notes)
    _check_sizes(files, path, name, notes, limits=limits)
    _check_heads(files, path, name, notes)
    return files


class Unpacking:
    """Taking members out of one zip, counting every byte over all of them."""

    def __init__(self, path: Path, name: str, notes: Notes, *, limits: Limits) -> None:
        self.path, self.name, self.notes, self.limits = path, name, notes, limits
        self.taken_bytes = 0

    def take_out(self, entry: Entry, target: Path) -> None:
        """Inflate a member to `target`, a new file of our own naming.

        Raises
        ------
        RefusedError: more comes out than is said or allowed, or what comes out is not what was packed; told.
        """
        with target.open("xb") as sink:
            for chunk in self.inflated(entry):
                sink.write(chunk)

    def inflated(self, entry: Entry) -> Iterator[bytes]:
        """The bytes of a member, piece by piece.

        Raises
        ------
        RefusedError: as `take_out`.
        """
        with self.path.open("rb") as stream:
            for chunk in _inflated(stream, entry, self.name, self.notes, limits=self.limits):
                self.taken_bytes += len(chunk)
                if self.taken_bytes > self.limits.archive_bytes:
                    raise _too_large(self.name, self.notes, self.limits)
                yield chunk


def office_kind(entries: Sequence[Entry]) -> str:
    """What office file a zip is: "xlsx", "xlsb", "ods", "office"; empty: none."""
    names = {entry.name for entry in entries}
    if "[Content_Types].xml" in names:
        if "xl/workbook.bin" in names:
            return "xlsb"
        return "xlsx" if any(name.startswith("xl/") for name in names) else "office"
    if "mimetype" in names and "content.xml" in names:
        return "ods"
    return ""


def look_through(path: Path, entries: Sequence[Entry], name: str, notes: Notes, *, limits: Limits) -> None:
    """A workbook before a library opens it: inflated once and thrown away, for its size and for entities in its XML.

    Raises
    ------
    RefusedError: too large, or a part with a DOCTYPE; told.
    """
    unpacking = Unpacking(path, name, notes, limits=limits)
    for entry in entries:
        marked = entry.name.lower().endswith((".xml", ".rels", ".vml"))
        before = b""
        for chunk in unpacking.inflated(entry):
            seam = (before + chunk).replace(b"\0", b"") if marked else b""
            if b"<!DOCTYPE" in seam or b"<!ENTITY" in seam:
                raise refuse(notes, "xml_doctype", where=f"{name} · {shown_name(entry.name)}")
            before = chunk[-32:]
    links = sum(entry.name.startswith("xl/externalLinks/") for entry in entries if entry.name.endswith(".xml"))
    if links:
        notes.add("workbook_external_links", where=name, count=links)
    if any(entry.name.endswith("vbaProject.bin") for entry in entries):
        notes.add("workbook_macros", where=name)


def _count_first(path: Path, name: str, notes: Notes, *, limits: Limits) -> None:
    """Members and size of the directory as its end states them, before a list of them is made."""
    size = path.stat().st_size
    with path.open("rb") as stream:
        stream.seek(max(size - _END_BYTES, 0))
        tail = stream.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + 22:
        raise refuse(notes, "archive_damaged", where=name)
    count, directory = struct.unpack_from("<HI", tail, at + 10)
    wide = count == 0xFFFF or directory == 0xFFFF_FFFF  # ZIP64: more than 65,534 members or 4 GB
    if wide or count > limits.archive_members or directory > limits.archive_members * _DIRECTORY_BYTES_EACH:
        raise refuse(notes, "archive_members", where=name, count=count, limit=limits.archive_members)


def _names(infos: Sequence[zipfile.ZipInfo], name: str, notes: Notes) -> list[str]:
    """The names as the user wrote them: UTF-8 where marked, else what cp437 hid: UTF-8 or GB18030."""
    found, recovered = [], []
    for info in infos:
        given = info.orig_filename
        if not info.flag_bits & 0x800 and not given.isascii():
            given = _recovered(given)
            recovered.append(given)
        given = given.replace("\\", "/")  # some packers of Windows write their own separator
        found.append(given.removeprefix("./") or given)
    if recovered:
        notes.add(
            "archive_names_decoded", where=name, count=len(recovered), names=[shown_name(one) for one in recovered]
        )
    return found


def _recovered(given: str) -> str:
    raw = given.encode("cp437", errors="replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "utf-8" or han_share(text) > 0.5:
            return text
    return given


def _check_names(names: Sequence[str], name: str, notes: Notes) -> None:
    """No name that leads elsewhere or fools the eye, none twice, none that differs by case alone."""
    hostile = [shown_name(one) for one in names if hostile_name(one)]
    if hostile:
        raise refuse(notes, "archive_name_hostile", where=name, count=len(hostile), names=hostile)
    seen: dict[str, str] = {}
    for one in names:
        key = unicodedata.normalize("NFC", one).casefold().rstrip("/")
        if key in seen:
            raise refuse(notes, "archive_duplicate", where=name, names=[shown_name(seen[key]), shown_name(one)])
        seen[key] = one


def _check_ways(files: Sequence[Entry], name: str, notes: Notes) -> None:
    """No links or devices, no encryption, no other way of packing than the two, no archive inside."""
    for entry in files:
        mode = stat.S_IFMT(entry.info.external_attr >> 16)
        if mode not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise refuse(notes, "archive_link", where=name, name=shown_name(entry.name))
        if entry.info.flag_bits & 0x2041:
            raise refuse(notes, "archive_encrypted", where=name)
        if entry.info.compress_type not in (_STORED, _DEFLATED):
            method = _METHODS.get(entry.info.compress_type, str(entry.info.compress_type))
            raise refuse(notes, "archive_method", where=name, name=shown_name(entry.name), method=method)
    nested = [shown_name(entry.name) for entry in files if _NESTED.search(entry.name)]
    if nested:
        raise refuse(notes, "archive_nested", where=name, names=nested)


def _check_sizes(files: Sequence[Entry], path: Path, name: str, notes: Notes, *, limits: Limits) -> None:
    """What the directory says comes out is within the limits, and no two members share their bytes."""
    if sum(entry.info.file_size for entry in files) > limits.archive_bytes:
        raise _too_large(name, notes, limits)
    for entry in files:
        _check_ratio(entry, entry.info.file_size, name, notes, limits=limits)
    end = 0
    for entry in sorted(files, key=lambda one: one.info.header_offset):
        if entry.info.header_offset < end:
            raise refuse(notes, "archive_lies", where=name, name=shown_name(entry.name))
        end = entry.info.header_offset + _LOCAL.size + entry.info.compress_size
    if end > path.stat().st_size:
        raise refuse(notes, "archive_damaged", where=name)


def _check_heads(files: Sequence[Entry], path: Path, name: str, notes: Notes) -> None:
    """Every member's own head says what the directory says."""
    with path.open("rb") as stream:
        for entry in files:
            info = entry.info
            stream.seek(info.header_offset)
            raw = stream.read(_LOCAL.size)
            if len(raw) < _LOCAL.size:
                raise refuse(notes, "archive_damaged", where=name)
            mark, _, flags, method, _, _, _, packed, size, length, _ = _LOCAL.unpack(raw)
            encoding = "utf-8" if flags & 0x800 else "cp437"
            same = stream.read(length).decode(encoding, errors="replace") == info.orig_filename
            later = flags & 0x8 or 0xFFFF_FFFF in (packed, size)  # sizes follow the data, or stand in the extras
            told = later or (packed, size) == (info.compress_size, info.file_size)
            if mark != b"PK\x03\x04" or not same or not told or (flags & 1, method) != (0, info.compress_type):
                raise refuse(notes, "archive_lies", where=name, name=shown_name(entry.name))


def _inflated(stream: BinaryIO, entry: Entry, name: str, notes: Notes, *, limits: Limits) -> Iterator[bytes]:
    """The bytes of a member, piece by piece, no more than it said and than the ratio allows.

    Raises
    ------
    RefusedError: it is damaged, or more comes out than it said; told.
    """
    info = entry.info
    stream.seek(info.header_offset)
    *_, length, extra = _LOCAL.unpack(stream.read(_LOCAL.size))
    stream.seek(length + extra, 1)
    left, size, sum32, waiting = info.compress_size, 0, 0, b""
    inflater = zlib.decompressobj(-15) if info.compress_type == _DEFLATED else None
    try:
        while left or waiting:
            if not waiting:
                waiting = stream.read(min(left, 64 * 1024))
                left = left - len(waiting) if waiting else 0
            if inflater is None:
                chunk, waiting = waiting, b""
            else:
                chunk, waiting = inflater.decompress(waiting, _CHUNK), inflater.unconsumed_tail
                if not left and not waiting:
                    chunk += inflater.flush()  # a few hundred bytes at most: what one last code stands for
            size += len(chunk)
            sum32 = zlib.crc32(chunk, sum32)
            if size > info.file_size:
                raise refuse(notes, "archive_lies", where=name, name=shown_name(entry.name))
            _check_ratio(entry, size, name, notes, limits=limits)
            yield chunk
            if inflater is not None and inflater.eof:
                break
    except zlib.error as error:
        raise refuse(notes, "archive_damaged", where=name) from error
    if size != info.file_size or sum32 != info.CRC:
        raise refuse(notes, "archive_damaged", where=name)


def _check_ratio(entry: Entry, size: int, name: str, notes: Notes, *, limits: Limits) -> None:
    packed = max(entry.info.compress_size, 1)
    if size > limits.archive_ratio_from_bytes and size > limits.archive_ratio * packed:
        raise refuse(
            notes,
            "archive_ratio",
            where=name,
            name=shown_name(entry.name),
            ratio=size // packed,
            limit=limits.archive_ratio,
        )


def _too_large(name: str, notes: Notes, limits: Limits) -> Exception:
    return refuse(notes, "archive_too_large", where=name, limit_mb=limits.archive_bytes // MIB)
