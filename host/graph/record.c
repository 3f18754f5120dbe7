#include "graph/record.h"

gfla_status gfla_record(struct gfla_recorder *recorder, const char *source, const char *kernel, const char *options,
                        const size_t global[3], const size_t local[3], const struct gfla_arg *args, int n_args,
                        double flops)
{
    struct gfla_launch launch = {.source = source,
                                 .kernel = kernel,
                                 .options = options,
                                 .args = args,
                                 .n_args = n_args,
                                 .label = recorder->label,
                                 .flops = flops};
    for (int i = 0; i < 3; i++) {
        launch.global[i] = global[i];
        launch.local[i] = local ? local[i] : 0;
    }
    return gfla_commands_add(recorder->commands, &launch);
}
