"""The SHA-256 of a file that somebody sends, taken while it comes in: nothing of it is stored or kept in memory."""

import hashlib
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler


class FingerprintedFile(UploadedFile):
    """A file of which only the name, the size and the SHA-256 are left."""

    def __init__(self, name: str, size: int, sha256: str) -> None:
        super().__init__(file=None, name=name, size=size)
        self.sha256 = sha256


class Fingerprinting(FileUploadHandler):
    """Reads each file that comes in piece by piece, and lets each piece go."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.digest = hashlib.sha256()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.digest.update(raw_data)

    def file_complete(self, file_size: int) -> FingerprintedFile:
        return FingerprintedFile(self.file_name or "", file_size, self.digest.hexdigest())
