"""A list that only grows, shared by all states that hold a beginning of it.

Belongs here: the container only. Adding one thing costs the same however long the list is, so that a move does not
become dearer the longer a table has been played. To who holds it, it never changes.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any, Generic, TypeVar, overload

__all__ = ["Grown"]

T = TypeVar("T")


class Grown(Generic[T]):
    """The first *n* things of a shared list."""

    __slots__ = ("_all", "_n")
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, items: Sequence[T] = ()) -> None:
        self._all, self._n = list(items), len(items)

    def plus(self, item: T) -> Grown[T]:
        """This list and *item*. Two states that go on with the same share it; who goes on with something else gets a copy."""
        every, n = self._all, self._n
        if n == len(every):
            every.append(item)
        elif every[n] != item:
            every = [*every[:n], item]
        new: Grown[T] = object.__new__(Grown)
        new._all, new._n = every, n + 1
        return new

    def after(self, seq: int, key: Callable[[T], Any] | None = None) -> int:
        """How many things from the front are at most *seq* (by *key*). The things must be in that order."""
        return bisect_right(self._all, seq, 0, self._n, key=key)  # type: ignore[type-var,arg-type]

    def __len__(self) -> int:
        return self._n

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> list[T]: ...
    def __getitem__(self, at: int | slice) -> T | list[T]:
        if isinstance(at, slice):
            start, stop, step = at.indices(self._n)
            return self._all[start:stop:step]
        if not -self._n <= at < self._n:
            raise IndexError(at)
        return self._all[at if at >= 0 else self._n + at]

    def __iter__(self) -> Iterator[T]:
        return islice(self._all, self._n)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, (Grown, list, tuple)):
            return NotImplemented
        return len(self) == len(other) and all(a == b for a, b in zip(self, other, strict=True))

    def __repr__(self) -> str:
        return f"Grown({list(self)!r})"
