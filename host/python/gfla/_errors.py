"""The failures of the C library as exceptions."""
import typing


class Error(Exception):
    """A call of the library failed. str() is its message: object, value, limit, and a hint what to try.

    `status` is the gfla_status of the call, and the exit code of the program `gfla` for the same failure.
    """

    status = 1


class UsageError(Error, ValueError):
    """An argument is outside what the function accepts."""

    status = 2


class InputError(Error):
    """An input is missing, damaged, hostile or not what it should be."""

    status = 3


class NoDeviceError(Error):
    """There is no OpenCL platform or device, or none of the name asked for."""

    status = 4


class DeviceError(Error):
    """The device or its driver failed: build, launch or transfer."""

    status = 5


class OutOfMemoryError(Error, MemoryError):
    """Host or device memory ran out."""

    status = 6


class OutputError(Error):
    """An output could not be written."""

    status = 7


class PartialError(Error):
    """Done, but some items of a batch failed."""

    status = 8


class CheckError(Error):
    """A check did not hold."""

    status = 9


class CancelledError(Error):
    """Stopped by gfla.Context.cancel, by a progress function, or by Ctrl-C; what was done is kept."""

    status = 130


_BY_STATUS: typing.Dict[int, typing.Type[Error]] = {
    kind.status: kind
    for kind in (
        UsageError,
        InputError,
        NoDeviceError,
        DeviceError,
        OutOfMemoryError,
        OutputError,
        PartialError,
        CheckError,
        CancelledError,
    )
}


def raise_for(status: int, message: str) -> typing.NoReturn:
    """Raises the exception of a failed status."""
    error = _BY_STATUS.get(status, Error)(message or f"gfla failed with status {status}")
    error.status = status
    raise error
