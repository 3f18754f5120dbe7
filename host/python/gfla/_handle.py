"""Owning handles of the C library."""
import ctypes as ct
import typing
import weakref

from gfla._errors import UsageError


def _destroy(function: typing.Callable[..., typing.Any], pointer: typing.Any, parents: typing.Any) -> None:
    function(ct.byref(pointer))


class Handle:
    """Owns a handle of the library: closed by close(), by leaving `with`, or when nothing refers to it any more.

    What it was opened with stays open for as long as it needs it; closing that by hand closes it too.
    """

    _kind = "object"  # how messages call it
    _children: "weakref.WeakSet[Handle]"

    def _own(
        self, pointer: typing.Any, destroy: typing.Callable[..., typing.Any], *parents: "Handle"
    ) -> None:
        self._pointer = pointer
        self._children = weakref.WeakSet()
        self._parents: typing.List["Handle"] = []
        self._finalizer = weakref.finalize(self, _destroy, destroy, pointer, self._parents)
        for parent in parents:
            self._depend_on(parent)

    def _depend_on(self, parent: "Handle") -> None:
        """From now on it needs the parent, and goes before it."""
        self._parents.append(parent)
        parent._children.add(self)
        # When Python ends, what was registered last is destroyed first: this, again, now that the parent is.
        _, destroy, arguments, _ = typing.cast(typing.Any, self._finalizer.detach())
        self._finalizer = weakref.finalize(self, destroy, *arguments)

    @property
    def _handle(self) -> typing.Any:
        if not self._finalizer.alive:
            raise UsageError(f"this {self._kind} is closed")
        return self._pointer

    def close(self) -> None:
        """Frees what it holds. Again is fine; any other use afterwards is a UsageError."""
        for child in list(self._children):
            child.close()
        self._finalizer()

    def __enter__(self: "_Self") -> "_Self":
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


_Self = typing.TypeVar("_Self", bound=Handle)
