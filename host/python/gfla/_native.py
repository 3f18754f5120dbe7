"""ctypes declarations of the C API. Written by tools/bind.py from host/include/gfla: change the headers, not this."""
# fmt: off
# mypy: ignore-errors
import ctypes as ct

GFLA_VERSION_MAJOR = 0
GFLA_VERSION_MINOR = 1
GFLA_VERSION_PATCH = 0
GFLA_VERSION = "0.1.0"

# --- gfla/api.h

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


# name: (result, arguments)
functions = {
    "gfla_status_name": (ct.c_char_p, [gfla_status]),
    "gfla_status_sentence": (ct.c_char_p, [gfla_status]),
    "gfla_error_message": (ct.c_char_p, []),
    "gfla_device_list": (gfla_status, [ct.POINTER(ct.POINTER(gfla_device_info)), ct.POINTER(ct.c_size_t)]),
    "gfla_device_list_free": (None, [ct.POINTER(ct.POINTER(gfla_device_info))]),
    "gfla_device_open": (gfla_status, [ct.POINTER(ct.POINTER(gfla_device)), ct.c_char_p]),
    "gfla_device_destroy": (None, [ct.POINTER(ct.POINTER(gfla_device))]),
    "gfla_device_get_info": (ct.POINTER(gfla_device_info), [ct.POINTER(gfla_device)]),
}
