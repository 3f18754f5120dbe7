#include "cli/bench/cold.h"

#include <stdio.h>

#include "bench/bench_nets.h"
#include "bench/bench_start.h"

static gfla_status print_net(const struct cli *cli, const struct gfla_bench_setup *setup, const char *net)
{
    gfla_status status;
    struct gfla_text kernels = {0};
    double cold, warm;
    TRY(gfla_bench_start(net, setup, &cold, &warm, &kernels));
    cli_print(cli, "%s: first result after %.2f s with empty caches, %.2f s with full ones\n%s\n", net, cold, warm,
              kernels.data ? kernels.data : "");
    fflush(stdout);
fail:
    gfla_text_free(&kernels);
    return status;
}

gfla_status bench_cold(const struct cli *cli, const struct gfla_bench_setup *setup,
                       const struct gfla_bench_choice *choice)
{
    gfla_status status = GFLA_OK;
    for (size_t i = 0; i < gfla_bench_n_nets && status == GFLA_OK; i++) {
        const char *net = gfla_bench_nets[i].name;
        if (gfla_bench_is_wanted(choice, net))
            status = gfla_bench_item(setup, net, print_net(cli, setup, net));
    }
    return status == GFLA_OK ? gfla_batch_status(setup->batch) : status;
}
