#include "bench/bench_profile.h"

#include "runtime/commands.h"

gfla_status gfla_bench_profile_start(gfla_device *device)
{
    return gfla_device_profile(device, true);
}

gfla_status gfla_bench_profile(gfla_device *device, size_t most,
                               void (*tell)(void *user_data, const struct gfla_bench_kernel *kernel), void *user_data)
{
    gfla_status status;
    const struct gfla_profile_row *rows;
    size_t count;
    TRY(gfla_device_profile_rows(device, &rows, &count));
    for (size_t i = 0; i < count && i < most; i++)
        tell(user_data, &(struct gfla_bench_kernel){.kernel = rows[i].kernel,
                                                    .label = rows[i].label,
                                                    .count = rows[i].count,
                                                    .seconds = rows[i].seconds,
                                                    .flops = rows[i].flops});
fail:
    return status;
}
