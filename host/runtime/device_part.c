/* device_part.c - equal parts of a device, as OpenCL's sub-devices. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "runtime/internal.h"

/* Whether the driver divides devices in that way. */
static bool divides(cl_device_id id, cl_device_partition_property how)
{
    cl_device_partition_property known[16] = {0};
    size_t size = 0;
    if (clGetDeviceInfo(id, CL_DEVICE_PARTITION_PROPERTIES, sizeof known, known, &size) != CL_SUCCESS)
        return false;
    for (size_t i = 0; i < size / sizeof *known; i++)
        if (known[i] == how)
            return true;
    return false;
}

/* Ends a list of properties that begins with how. Parts of a number that n does not divide differ by one unit. */
static gfla_status list_properties(const struct gfla_device_choice *choice, cl_device_partition_property *list)
{
    gfla_status status = GFLA_OK;
    const int units = (int)choice->entry->info.n_compute_units, n = choice->n_parts;
    const bool even = units % n == 0;
    const cl_device_partition_property how = even ? CL_DEVICE_PARTITION_EQUALLY : CL_DEVICE_PARTITION_BY_COUNTS;
    REQUIRE(n <= units, GFLA_ERROR_USAGE, "too many parts for %d compute unit%s. hint: at most %d", units,
            units == 1 ? "" : "s", units);
    REQUIRE(divides(choice->entry->id, how), GFLA_ERROR_USAGE,
            "its driver does not divide it into %d %sparts. hint: the whole device, or as many parts as divide its %d "
            "compute units",
            n, even ? "equal " : "", units);
    list[0] = how;
    list[1] = units / n;
    for (int i = 0; !even && i < n; i++)
        list[1 + i] = units / n + (i < units % n);
fail:
    return status;
}

/* Parts are not released, neither the one that is used nor those that come with it: PoCL 3.1 frees a part that its
 * threads still use, and crashes now and then. So a device in n parts leaves n * n descriptions of parts behind. */
gfla_status gfla_device_divide(const struct gfla_device_choice *choice, cl_device_id *id)
{
    gfla_status status = GFLA_OK;
    cl_device_partition_property *properties = NULL;
    cl_device_id *parts = NULL;
    cl_uint n_made = 0;
    const size_t n = (size_t)choice->n_parts;
    *id = choice->entry->id;
    if (n == 0)
        return GFLA_OK;
    TRY(gfla_calloc(&properties, n + 3, sizeof *properties, "parts of a device"));
    TRY(gfla_calloc(&parts, n, sizeof(cl_device_id), "parts of a device"));
    TRY(list_properties(choice, properties));
    CL(clCreateSubDevices(choice->entry->id, properties, choice->n_parts, parts, &n_made));
    REQUIRE(n_made == n, GFLA_ERROR_DEVICE, "%u parts were made of %zu", n_made, n);
    *id = parts[choice->part];
fail:
    if (status != GFLA_OK)
        gfla_fail_context(status, "device %s, part %d of %d", choice->entry->info.name, choice->part + 1,
                          choice->n_parts);
    free(properties);
    free(parts);
    return status;
}
