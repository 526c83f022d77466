"""A store with a bound in bytes."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Any


class Kept:
    """Keeps what was used last, within a number of bytes; what is larger than that is not kept.

    Args:
        most: the bound, in bytes.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.nbytes = 0
        self._things: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()

    def __contains__(self, key: Hashable) -> bool:
        return key in self._things

    def __len__(self) -> int:
        return len(self._things)

    def find(self, key: Hashable) -> Any:
        """Return what is kept under a key, or None."""
        if key not in self._things:
            return None
        self._things.move_to_end(key)
        return self._things[key][0]

    def keep(self, key: Hashable, thing: Any, nbytes: int) -> None:
        """Keep a thing of so many bytes; those used longest ago make room."""
        self.nbytes -= self._things.pop(key, (None, 0))[1]
        if nbytes > self.most:
            return
        self._things[key] = thing, nbytes
        self.nbytes += nbytes
        while self.nbytes > self.most:
            self.nbytes -= self._things.popitem(last=False)[1][1]

    def clear(self) -> None:
        """Let go of everything."""
        self._things.clear()
        self.nbytes = 0
