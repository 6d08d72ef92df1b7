"""Opening a zip archive that somebody sent, without being drowned or led astray by it."""

import io
import struct
import zipfile
from pathlib import PurePosixPath

from assessments.documents import NotAccepted

MAX_MEMBERS = 10_000
MAX_UNPACKED = 100 * 1024 * 1024  # bytes
MAX_RATIO = 100
SMALL = 1024 * 1024  # bytes; what unpacks to less may be packed as tightly as it likes

DAMAGED = "Dit bestand is beschadigd of geen echt Office-document."
TOO_MUCH_IN_IT = "In dit bestand zit meer verpakt dan bij een document hoort. We openen het niet."

_END = struct.Struct("<4s4H2LH")  # the record with which a zip archive ends, and that says how much is in it
_END_MARK = b"PK\x05\x06"
# Stands before that record where a second one, for huge archives, counts instead: no document is so large.
_LOCATOR_MARK, _LOCATOR_SIZE = b"PK\x06\x07", 20


def open_archive(content: bytes) -> zipfile.ZipFile:
    """The archive in `content`, of which nothing is unpacked yet; its members were counted before it was read.

    Raises NotAccepted for what is damaged, has too many members, or names a place outside itself.
    """
    _count_members(content)
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error, OSError) as error:
        raise NotAccepted(DAMAGED) from error
    names = archive.namelist()
    if len(set(names)) != len(names) or any(_leads_astray(name) for name in names):
        raise NotAccepted(DAMAGED)
    return archive


def check_measures(archive: zipfile.ZipFile) -> None:
    """Refuse an archive that would unpack to far more than a document holds."""
    members = archive.infolist()
    if sum(member.file_size for member in members) > MAX_UNPACKED or any(map(_is_bloated, members)):
        raise NotAccepted(TOO_MUCH_IN_IT)


def read_member(archive: zipfile.ZipFile, name: str, *, at_most: int) -> bytes | None:
    """What a member holds, or None where the archive has none of that name; a lie about its size is found out."""
    try:
        with archive.open(name) as member:
            content = member.read(at_most + 1)
    except KeyError:
        return None
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, RuntimeError) as error:
        raise NotAccepted(DAMAGED) from error
    except Exception as error:  # zlib, bz2 and lzma each have an error of their own for damaged data
        if type(error).__module__ in {"zlib", "lzma", "_lzma", "bz2"}:
            raise NotAccepted(DAMAGED) from error
        raise
    if len(content) > at_most:
        raise NotAccepted(TOO_MUCH_IN_IT)
    return content


def _count_members(content: bytes) -> None:
    """Refuse an archive of too many members before its list is read, which takes memory for each of them."""
    place = content.rfind(_END_MARK, max(0, len(content) - _END.size - 0xFFFF))
    if place < 0 or place + _END.size > len(content):
        raise NotAccepted(DAMAGED)
    if place >= _LOCATOR_SIZE and content.startswith(_LOCATOR_MARK, place - _LOCATOR_SIZE):
        raise NotAccepted(TOO_MUCH_IN_IT)
    _, *_, on_this_disk, in_all, size_of_list, _, _ = _END.unpack_from(content, place)
    if max(on_this_disk, in_all) > MAX_MEMBERS or size_of_list > MAX_MEMBERS * 1024:
        raise NotAccepted(TOO_MUCH_IN_IT)


def _leads_astray(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or ":" in name or "\x00" in name


def _is_bloated(member: zipfile.ZipInfo) -> bool:
    return member.file_size > SMALL and member.file_size > MAX_RATIO * max(member.compress_size, 1)
