"""What a press and its child process say to each other: JSON after its length, with a PDF after it."""

import json
import struct
from typing import Any, BinaryIO

LENGTH = struct.Struct(">QQ")
FOLDER = "stj-printing-"  # how the name of a folder begins in which a child process has its typeface


def send(to: BinaryIO, message: dict[str, Any], pdf: bytes = b"") -> None:
    """Send a message, and the PDF that belongs to it; raises BrokenPipeError where nobody listens any more."""
    said = json.dumps(message).encode()
    to.write(LENGTH.pack(len(said), len(pdf)) + said + pdf)
    to.flush()


def receive(source: BinaryIO) -> tuple[dict[str, Any], bytes] | None:
    """The next message with its PDF, or None where the other has gone, also in the midst of it."""
    lengths = source.read(LENGTH.size)
    if len(lengths) < LENGTH.size:
        return None
    of_message, of_pdf = LENGTH.unpack(lengths)
    said, pdf = source.read(of_message), source.read(of_pdf)
    return (json.loads(said), pdf) if len(pdf) == of_pdf and len(said) == of_message else None
