"""Where the package keeps and finds things, by the same variables as the program `gfla` (docs/conventions.md)."""
import os
import pathlib
import typing

from gfla import _native
from gfla._errors import UsageError

CACHE_MODES = {
    "auto": _native.GFLA_CACHE_AUTO,
    "off": _native.GFLA_CACHE_OFF,
    "all": _native.GFLA_CACHE_ALL,
}
TUNING_MODES = {
    "auto": _native.GFLA_TUNING_AUTO,
    "off": _native.GFLA_TUNING_OFF,
    "read": _native.GFLA_TUNING_READ,
    "force": _native.GFLA_TUNING_FORCE,
}
CHECK_MODES = {
    "auto": _native.GFLA_CHECK_AUTO,
    "off": _native.GFLA_CHECK_OFF,
    "always": _native.GFLA_CHECK_ALWAYS,
}


def cache_folder() -> typing.Optional[str]:
    """Where compiled programs and measurements are kept: the folder of the program `gfla`."""
    named = os.environ.get("XDG_CACHE_HOME")
    if named and named.startswith("/"):
        return os.path.join(named, "gfla")
    home = os.environ.get("HOME")
    return os.path.join(home, ".cache", "gfla") if home else None


def model_folders() -> typing.Optional[str]:
    """Where bundled models are looked for: GFLA_MODELS, or the folder in the wheel, or else where the library thinks."""
    named = os.environ.get("GFLA_MODELS")
    if named is not None:
        return named
    packed = pathlib.Path(__file__).with_name("models")
    return str(packed) if packed.is_dir() else None


def mode(modes: typing.Dict[str, int], what: str, value: typing.Optional[str], variable: str) -> int:
    """The number of a mode: of `value`, or of the variable where that is None."""
    name = value if value is not None else os.environ.get(variable) or "auto"
    if name not in modes:
        source = what if value is not None else variable
        raise UsageError(f"{source}: '{name}' is none of {', '.join(modes)}")
    return modes[name]
