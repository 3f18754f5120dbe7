"""What is heard of the library's work, how it is stopped, and what holds for all of it."""
import ctypes as ct
import dataclasses
import logging
import os
import threading
import typing

from gfla import _environment, _native
from gfla._errors import CancelledError
from gfla._handle import Handle
from gfla._library import lib

_LEVELS = {  # of the library, and of the module logging
    _native.GFLA_LOG_ERROR: logging.ERROR,
    _native.GFLA_LOG_WARNING: logging.WARNING,
    _native.GFLA_LOG_INFO: logging.INFO,
    _native.GFLA_LOG_VERBOSE: logging.DEBUG + 5,
    _native.GFLA_LOG_DEBUG: logging.DEBUG,
}


@dataclasses.dataclass(frozen=True)
class Progress:
    """How far a call is."""

    what: str  # what is counted: "views"
    done: int
    total: int  # 0: not known
    skipped: int  # of `done`: were there already
    seconds: float  # since it began
    has_ended: bool  # the last report of this count
    notes: str  # what else is known: "loss 0.0312"


class _Listener:
    """The callbacks of one context. What a callback raises stops the call, which raises it."""

    def __init__(
        self, logger: logging.Logger, progress: typing.Optional[typing.Callable[[Progress], typing.Any]]
    ) -> None:
        self._logger = logger
        self._progress = progress
        self._pending: typing.List[BaseException] = []
        self.log = _native.gfla_log_callback(self._hear_log)
        self.progress = _native.gfla_progress_callback(self._hear_progress)
        self.abort = _native.gfla_abort_callback(self._wants_stop)

    def _hear_log(self, user_data: object, level: int, message: bytes) -> None:
        try:
            self._logger.log(_LEVELS.get(level, logging.DEBUG), "%s", message.decode("utf-8", "replace"))
        except BaseException as error:
            self._pending.append(error)

    def _hear_progress(self, user_data: object, report: typing.Any) -> None:
        try:
            raw = report.contents
            if self._progress is not None:
                texts = [(text or b"").decode("utf-8", "replace") for text in (raw.what, raw.notes)]
                counts = (raw.done, raw.total, raw.skipped, raw.seconds, raw.has_ended)
                self._progress(Progress(texts[0], *counts, texts[1]))
        except BaseException as error:
            self._pending.append(error)

    def _wants_stop(self, user_data: object) -> bool:
        try:
            return bool(self._pending)  # to be here at all lets Python handle Ctrl-C
        except BaseException as error:
            self._pending.append(error)
            return True

    def take(self) -> typing.Optional[BaseException]:
        pending, self._pending = self._pending, []
        return pending[0] if pending else None


def _log_level(logger: logging.Logger) -> int:
    """The least level that the logger does anything with."""
    for ours, theirs in sorted(_LEVELS.items(), reverse=True):
        if logger.isEnabledFor(theirs):
            return ours
    return int(_native.GFLA_LOG_ERROR)


class Context(Handle):
    """Settings that hold for what is opened with it, its messages, its progress, and a way to stop it.

    progress: called with a Progress after each thing that is done, from the thread of the call. What it raises stops the
        call, and is what the call raises.
    logger: messages go to it; default: logging.getLogger("gfla"). Its level when the context is made counts.
    threads: threads that read, write and prepare beside the device; 0: one per processor.
    cache: "auto", "off" or "all"; tuning: "auto", "off", "read" or "force"; check: "auto", "off" or "always": see
        gfla/context.h. None: as the environment variables GFLA_CACHE, GFLA_TUNE and GFLA_CHECK say, as with the program
        `gfla`.
    cache_folder: where compiled programs and measurements are kept; None: the folder of the program `gfla`.
    model_folders: where bundled models are looked for, separated by ':'; None: as the package was installed; "": nowhere.
    kernels_folder: replaces the kernels of the library, for work on these.

    A context may be used by any number of threads.
    """

    _kind = "context"

    def __init__(
        self,
        *,
        progress: typing.Optional[typing.Callable[[Progress], typing.Any]] = None,
        logger: typing.Optional[logging.Logger] = None,
        threads: int = 0,
        cache: typing.Optional[str] = None,
        tuning: typing.Optional[str] = None,
        cache_folder: typing.Union[None, str, "os.PathLike[str]"] = None,
        model_folders: typing.Optional[str] = None,
        kernels_folder: typing.Union[None, str, "os.PathLike[str]"] = None,
        check: typing.Optional[str] = None,
    ) -> None:
        logger = logger or logging.getLogger("gfla")
        self._listener = _Listener(logger, progress)
        params = _native.gfla_context_params()
        lib.gfla_context_params_init(ct.byref(params))
        params.log = self._listener.log
        params.log_level = _log_level(logger)
        params.progress = self._listener.progress
        params.abort = self._listener.abort
        params.n_threads = threads
        params.cache = _environment.mode(_environment.CACHE_MODES, "cache", cache, "GFLA_CACHE")
        params.tuning = _environment.mode(_environment.TUNING_MODES, "tuning", tuning, "GFLA_TUNE")
        params.check = _environment.mode(_environment.CHECK_MODES, "check", check, "GFLA_CHECK")
        params.cache_folder = _encode(cache_folder or _environment.cache_folder())
        params.model_folders = _encode(_environment.model_folders() if model_folders is None else model_folders)
        params.kernels_folder = _encode(kernels_folder or os.environ.get("GFLA_KERNELS"))
        pointer = ct.POINTER(_native.gfla_context)()
        lib.gfla_context_create(ct.byref(pointer), ct.byref(params))
        self._own(pointer, _with_callbacks(lib.gfla_context_destroy, self._listener))

    def cancel(self) -> None:
        """Stops all calls that work for this context, soon: they raise CancelledError, and so do new ones until
        resume(). From any thread."""
        lib.gfla_context_cancel(self._handle)

    def resume(self) -> None:
        """Takes cancel() back."""
        lib.gfla_context_resume(self._handle)

    def _call(self, function: typing.Callable[..., typing.Any], *arguments: typing.Any) -> typing.Any:
        """Calls the library for this context: raises what a callback raised, and else what the call makes of it."""
        try:
            return function(*arguments)
        except CancelledError:
            pending = self._listener.take()
            if pending is not None:
                raise pending from None
            raise


def _encode(path: typing.Union[None, str, "os.PathLike[str]"]) -> typing.Optional[bytes]:
    return os.fsencode(path) if path else None


def _with_callbacks(function: typing.Callable[..., typing.Any], listener: _Listener) -> typing.Callable[..., typing.Any]:
    """The function, and with it the callbacks that the library may call until it was called."""

    def destroy(pointer: typing.Any) -> None:
        function(pointer)
        listener.take()

    return destroy


_default_lock = threading.Lock()
_default: typing.List[Context] = []


def default_context() -> Context:
    """The context of everything that names none; made when it is first needed."""
    with _default_lock:
        if not _default:
            _default.append(Context())
        return _default[0]
