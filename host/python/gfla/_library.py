"""Loads libgfla and gives its functions their types."""
import ctypes as ct
import os
import pathlib
import typing

from gfla import _native
from gfla._errors import Error, raise_for

_SYSTEM_NAME = f"libgfla.so.{_native.GFLA_VERSION_MAJOR}"


def _candidates() -> typing.List[str]:
    """The library that GFLA_LIBRARY names, or else the one in this package, or else the system's."""
    named = os.environ.get("GFLA_LIBRARY")
    if named:
        return [named]
    return [str(pathlib.Path(__file__).with_name("libgfla.so")), _SYSTEM_NAME]


def _load() -> ct.CDLL:
    failures = []
    for path in _candidates():
        if "/" in path and not os.path.exists(path):
            failures.append(f"{path}: no such file")
            continue
        try:
            return ct.CDLL(path)
        except OSError as error:
            failures.append(str(error))
    raise ImportError(
        f"libgfla was not loaded: {'; '.join(failures)}. hint: a library that it needs may be missing; "
        "docs/python.md lists the packages, libOpenCL.so.1 comes with ocl-icd-libopencl1"
    )


class _Functions:
    """The exported functions by name. Those that return a status raise gfla.Error instead of returning a failure."""

    def __init__(self, library: ct.CDLL) -> None:
        self._library = library
        self._message = library.gfla_error_message
        self._message.restype = ct.c_char_p
        self._message.argtypes = []

    def __getattr__(self, name: str) -> typing.Callable[..., typing.Any]:
        result, arguments = _native.functions[name]
        try:
            function = getattr(self._library, name)
        except AttributeError:
            raise ImportError(f"{self._library._name} has no {name}: it is of another version than this package") from None
        function.argtypes = arguments
        if result is _native.gfla_status:
            function.restype = ct.c_int
            function.errcheck = self._check
        else:
            function.restype = result
        setattr(self, name, function)  # found at once from now on
        return typing.cast(typing.Callable[..., typing.Any], function)

    def _check(self, status: int, function: object, arguments: object) -> int:
        if status != _native.GFLA_OK:
            raise_for(status, self._message().decode("utf-8", "replace"))
        return status


lib = _Functions(_load())

if lib.gfla_version().decode() != _native.GFLA_VERSION:  # while it is 0.x every version may change the interface
    raise ImportError(f"{lib._library._name} is gfla {lib.gfla_version().decode()}, this package is {_native.GFLA_VERSION}")

__all__ = ["lib", "Error"]
