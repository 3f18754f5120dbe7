"""ctypes declarations of the C API. Written by tools/bind.py from host/include/gfla: change the headers, not this."""
# fmt: off
# mypy: ignore-errors
import ctypes as ct

GFLA_VERSION_MAJOR = 0
GFLA_VERSION_MINOR = 1
GFLA_VERSION_PATCH = 0
GFLA_VERSION = "0.1.0"

# --- gfla/api.h

# --- gfla/log.h

GFLA_LOG_ERROR = 1
GFLA_LOG_WARNING = 2
GFLA_LOG_INFO = 3
GFLA_LOG_VERBOSE = 4
GFLA_LOG_DEBUG = 5
GFLA_LOG_COUNT = 6

gfla_log_callback = ct.CFUNCTYPE(None, ct.c_void_p, ct.c_int, ct.c_char_p)

# --- gfla/status.h

GFLA_OK = 0
GFLA_ERROR_FAILED = 1
GFLA_ERROR_USAGE = 2
GFLA_ERROR_INPUT = 3
GFLA_ERROR_NO_DEVICE = 4
GFLA_ERROR_DEVICE = 5
GFLA_ERROR_MEMORY = 6
GFLA_ERROR_OUTPUT = 7
GFLA_ERROR_PARTIAL = 8
GFLA_ERROR_CHECK = 9
GFLA_ERROR_INTERRUPTED = 130

class gfla_status(ct.c_int):
    pass


# --- gfla/context.h

class gfla_context(ct.Structure):
    pass


class gfla_progress(ct.Structure):
    pass


gfla_progress._fields_ = [
    ("what", ct.c_char_p),
    ("done", ct.c_uint64),
    ("total", ct.c_uint64),
    ("skipped", ct.c_uint64),
    ("seconds", ct.c_double),
    ("has_ended", ct.c_bool),
    ("notes", ct.c_char_p),
]

gfla_progress_callback = ct.CFUNCTYPE(None, ct.c_void_p, ct.POINTER(gfla_progress))

gfla_abort_callback = ct.CFUNCTYPE(ct.c_bool, ct.c_void_p)

GFLA_CACHE_AUTO = 0
GFLA_CACHE_OFF = 1
GFLA_CACHE_ALL = 2
GFLA_CACHE_COUNT = 3

GFLA_TUNING_AUTO = 0
GFLA_TUNING_OFF = 1
GFLA_TUNING_READ = 2
GFLA_TUNING_FORCE = 3
GFLA_TUNING_COUNT = 4

class gfla_context_params(ct.Structure):
    pass


gfla_context_params._fields_ = [
    ("struct_size", ct.c_size_t),
    ("log", gfla_log_callback),
    ("log_level", ct.c_int),
    ("progress", gfla_progress_callback),
    ("abort", gfla_abort_callback),
    ("user_data", ct.c_void_p),
    ("n_threads", ct.c_int),
    ("cache_folder", ct.c_char_p),
    ("cache", ct.c_int),
    ("tuning", ct.c_int),
    ("model_folders", ct.c_char_p),
    ("kernels_folder", ct.c_char_p),
]

# --- gfla/device.h

GFLA_DEVICE_GPU = 0
GFLA_DEVICE_CPU = 1
GFLA_DEVICE_OTHER = 2
GFLA_DEVICE_NULL = 3
GFLA_DEVICE_COUNT = 4

class gfla_device_info(ct.Structure):
    pass


gfla_device_info._fields_ = [
    ("name", (ct.c_char * 128)),
    ("vendor", (ct.c_char * 128)),
    ("driver", (ct.c_char * 128)),
    ("version", (ct.c_char * 128)),
    ("platform", (ct.c_char * 128)),
    ("kind", ct.c_int),
    ("index", ct.c_int),
    ("is_default", ct.c_bool),
    ("is_software_gpu", ct.c_bool),
    ("has_half", ct.c_bool),
    ("global_memory", ct.c_uint64),
    ("max_allocation", ct.c_uint64),
    ("local_memory", ct.c_uint64),
    ("n_compute_units", ct.c_uint32),
    ("max_work_group", ct.c_uint32),
    ("base_alignment", ct.c_uint32),
]

class gfla_device(ct.Structure):
    pass


# --- gfla/image.h

GFLA_TYPE_U8 = 0
GFLA_TYPE_U16 = 1
GFLA_TYPE_F32 = 2
GFLA_TYPE_COUNT = 3

class gfla_image(ct.Structure):
    pass


gfla_image._fields_ = [
    ("data", ct.c_void_p),
    ("width", ct.c_int),
    ("height", ct.c_int),
    ("channels", ct.c_int),
    ("type", ct.c_int),
    ("stride", ct.c_size_t),
]

class gfla_image_read_params(ct.Structure):
    pass


gfla_image_read_params._fields_ = [
    ("struct_size", ct.c_size_t),
    ("channels", ct.c_int),
    ("type", ct.c_int),
]

class gfla_image_write_params(ct.Structure):
    pass


gfla_image_write_params._fields_ = [
    ("struct_size", ct.c_size_t),
    ("quality", ct.c_int),
    ("fast", ct.c_int),
]

# --- gfla/opencl.h

# name: (result, arguments)
functions = {
    "gfla_version": (ct.c_char_p, []),
    "gfla_free": (None, [ct.c_void_p]),
    "gfla_status_name": (ct.c_char_p, [gfla_status]),
    "gfla_status_sentence": (ct.c_char_p, [gfla_status]),
    "gfla_error_message": (ct.c_char_p, []),
    "gfla_context_params_init": (None, [ct.POINTER(gfla_context_params)]),
    "gfla_context_create": (gfla_status, [ct.POINTER(ct.POINTER(gfla_context)), ct.POINTER(gfla_context_params)]),
    "gfla_context_destroy": (None, [ct.POINTER(ct.POINTER(gfla_context))]),
    "gfla_context_cancel": (None, [ct.POINTER(gfla_context)]),
    "gfla_context_resume": (None, [ct.POINTER(gfla_context)]),
    "gfla_device_list": (gfla_status, [ct.POINTER(ct.POINTER(gfla_device_info)), ct.POINTER(ct.c_size_t)]),
    "gfla_device_list_free": (None, [ct.POINTER(ct.POINTER(gfla_device_info))]),
    "gfla_device_open": (gfla_status, [ct.POINTER(ct.POINTER(gfla_device)), ct.POINTER(gfla_context), ct.c_char_p]),
    "gfla_device_destroy": (None, [ct.POINTER(ct.POINTER(gfla_device))]),
    "gfla_device_get_info": (ct.POINTER(gfla_device_info), [ct.POINTER(gfla_device)]),
    "gfla_image_read_params_init": (None, [ct.POINTER(gfla_image_read_params)]),
    "gfla_image_read": (gfla_status, [ct.POINTER(gfla_image), ct.c_char_p, ct.POINTER(gfla_image_read_params)]),
    "gfla_image_read_memory": (gfla_status, [ct.POINTER(gfla_image), ct.c_void_p, ct.c_size_t, ct.POINTER(gfla_image_read_params)]),
    "gfla_image_write_params_init": (None, [ct.POINTER(gfla_image_write_params)]),
    "gfla_image_write": (gfla_status, [ct.POINTER(gfla_image), ct.c_char_p, ct.POINTER(gfla_image_write_params)]),
    "gfla_image_encode": (gfla_status, [ct.POINTER(ct.c_void_p), ct.POINTER(ct.c_size_t), ct.POINTER(gfla_image), ct.c_char_p, ct.POINTER(gfla_image_write_params)]),
    "gfla_image_free": (None, [ct.POINTER(gfla_image)]),
    "gfla_device_wrap": (gfla_status, [ct.POINTER(ct.POINTER(gfla_device)), ct.POINTER(gfla_context), ct.c_void_p]),
    "gfla_device_get_queue": (ct.c_void_p, [ct.POINTER(gfla_device)]),
    "gfla_device_get_cl_context": (ct.c_void_p, [ct.POINTER(gfla_device)]),
    "gfla_device_get_cl_device": (ct.c_void_p, [ct.POINTER(gfla_device)]),
}
