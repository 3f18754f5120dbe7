#include "bench/submission_fields.h"

#include "bench/submission.h"

#define AT(member) offsetof(struct gfla_submission, member), sizeof((struct gfla_submission *)0)->member

const char *const gfla_submission_kinds[GFLA_DEVICE_COUNT] = {
    [GFLA_DEVICE_GPU] = "gpu", [GFLA_DEVICE_CPU] = "cpu", [GFLA_DEVICE_OTHER] = "other", [GFLA_DEVICE_NULL] = "null"};

const struct gfla_submission_field gfla_submission_fields[] = {
    {"gfla", "version", SUBMISSION_TEXT, AT(gfla)},
    {"gfla", "kernels", SUBMISSION_TEXT, AT(kernels)},
    {"gfla", "compiler", SUBMISSION_TEXT, AT(compiler)},
    {"gfla", "optimised", SUBMISSION_FLAG, AT(is_optimised)},
    {"device", "name", SUBMISSION_TEXT, AT(device.name)},
    {"device", "vendor", SUBMISSION_TEXT, AT(device.vendor)},
    {"device", "kind", SUBMISSION_KIND, AT(device.kind)},
    {"device", "platform", SUBMISSION_TEXT, AT(device.platform)},
    {"device", "driver", SUBMISSION_TEXT, AT(device.driver)},
    {"device", "opencl", SUBMISSION_TEXT, AT(device.version)},
    {"device", "compute_units", SUBMISSION_U32, AT(device.n_compute_units)},
    {"device", "memory_bytes", SUBMISSION_U64, AT(device.global_memory)},
    {"device", "clock_mhz", SUBMISSION_INT, AT(clock_mhz)},
    {"machine", "cpu", SUBMISSION_TEXT, AT(machine.cpu)},
    {"machine", "system", SUBMISSION_TEXT, AT(machine.system)},
    {"machine", "processors", SUBMISSION_INT, AT(machine.n_processors)},
    {"machine", "memory_bytes", SUBMISSION_DOUBLE, AT(machine.memory)},
    {"machine", "cpu_mhz_most", SUBMISSION_DOUBLE, AT(machine.cpu_mhz_most)},
    {"machine", "cpu_mhz", SUBMISSION_DOUBLE, AT(machine.cpu_mhz)},
    {"machine", "governor", SUBMISSION_TEXT, AT(machine.governor)},
    {"machine", "gpu_driver", SUBMISSION_TEXT, AT(machine.gpu_driver)},
    {"machine", "gpu_mhz_most", SUBMISSION_DOUBLE, AT(machine.gpu_mhz_most)},
    {"machine", "gpu_mhz", SUBMISSION_DOUBLE, AT(machine.gpu_mhz)},
    {"machine", "gpu_memory_mhz_most", SUBMISSION_DOUBLE, AT(machine.gpu_memory_mhz_most)},
    {"load", "average_before", SUBMISSION_DOUBLE, AT(load_before)},
    {"load", "average_after", SUBMISSION_DOUBLE, AT(load_after)},
    {"load", "others", SUBMISSION_DOUBLE, AT(others)},
};
const size_t gfla_submission_n_fields = sizeof gfla_submission_fields / sizeof *gfla_submission_fields;
