"""What a process keeps in memory of what never changes, so that it is made once."""

from collections import OrderedDict
from threading import Lock


class Memory:
    """What was made, by its key, as long as it all fits in a number of bytes; what nobody asked for longest goes first.

    A thing is a tuple of bytes; what is larger than all that fits is made each time.
    """

    def __init__(self, most_bytes):
        self._most_bytes = most_bytes
        self._lock = Lock()
        self.clear()

    def get_or_make(self, key, make):
        """What is kept under `key`, or else what `make` makes, which is kept from then on."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = make()
        with self._lock:
            if key not in self._kept and _size(made) <= self._most_bytes:
                self._kept[key] = made
                self.bytes += _size(made)
            while self.bytes > self._most_bytes:
                _, gone = self._kept.popitem(last=False)
                self.bytes -= _size(gone)
        return made

    def clear(self):
        """Keep nothing any more."""
        self._kept = OrderedDict()
        self.bytes = 0


def _size(thing):
    return sum(map(len, thing))
