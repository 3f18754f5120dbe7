"""Owning handles of the C library."""
import ctypes as ct
import typing
import weakref

from gfla._errors import UsageError


def _destroy(function: typing.Callable[..., typing.Any], pointer: typing.Any, parents: typing.Any) -> None:
    function(ct.byref(pointer))


class Handle:
    """Owns a handle of the library: closed by close(), by leaving `with`, or when nothing refers to it any more.

    What it was opened with stays open for as long as it needs it.
    """

    _kind = "object"  # how messages call it

    def _own(
        self, pointer: typing.Any, destroy: typing.Callable[..., typing.Any], *parents: typing.Optional["Handle"]
    ) -> None:
        self._pointer = pointer
        self._finalizer = weakref.finalize(self, _destroy, destroy, pointer, parents)

    @property
    def _handle(self) -> typing.Any:
        if not self._finalizer.alive:
            raise UsageError(f"this {self._kind} is closed")
        return self._pointer

    def close(self) -> None:
        """Frees what it holds. Again is fine; any other use afterwards is a UsageError."""
        self._finalizer()

    def __enter__(self: "_Self") -> "_Self":
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


_Self = typing.TypeVar("_Self", bound=Handle)
