/* cmd_devices.c - `gfla devices`: what OpenCL offers on this machine. */
#include "cli/cli.h"

static const char *const kind_names[GFLA_DEVICE_COUNT] = {
    [GFLA_DEVICE_GPU] = "gpu",
    [GFLA_DEVICE_CPU] = "cpu",
    [GFLA_DEVICE_OTHER] = "other",
    [GFLA_DEVICE_NULL] = "null",
};

static double gib(uint64_t bytes)
{
    return (double)bytes / (1 << 30);
}

static void print_device(const struct cli *cli, const struct gfla_device_info *d)
{
    cli_print(cli, "%c %d  %s\n", d->is_default ? '*' : ' ', d->index, d->name);
    cli_print(cli, "     kind       %s%s, %u compute units, by %s\n", kind_names[d->kind],
              d->is_software_gpu ? " in software (never the default)" : "", d->n_compute_units, d->vendor);
    cli_print(cli, "     platform   %s\n", d->platform);
    cli_print(cli, "     driver     %s, %s\n", d->driver, d->version);
    cli_print(cli, "     memory     %.1f GiB, largest buffer %.1f GiB, local %.0f KiB\n", gib(d->global_memory),
              gib(d->max_allocation), (double)d->local_memory / 1024);
    cli_print(cli, "     limits     work-group %u, sub-buffer alignment %u bytes, %s half floats\n", d->max_work_group,
              d->base_alignment, d->has_half ? "has" : "no");
}

static void add_text(struct gfla_text *json, const char *key, const char *value)
{
    gfla_text_add(json, "\"%s\":", key);
    gfla_text_add_json(json, value);
    gfla_text_add(json, ",");
}

static void add_device(struct gfla_text *json, const struct gfla_device_info *d)
{
    gfla_text_add(json, "{\"index\":%d,\"default\":%s,", d->index, d->is_default ? "true" : "false");
    add_text(json, "name", d->name);
    add_text(json, "kind", kind_names[d->kind]);
    add_text(json, "vendor", d->vendor);
    add_text(json, "platform", d->platform);
    add_text(json, "driver", d->driver);
    add_text(json, "version", d->version);
    gfla_text_add(json, "\"software_gpu\":%s,\"half\":%s,", d->is_software_gpu ? "true" : "false",
                  d->has_half ? "true" : "false");
    gfla_text_add(json, "\"global_memory\":%llu,\"max_allocation\":%llu,\"local_memory\":%llu,",
                  (unsigned long long)d->global_memory, (unsigned long long)d->max_allocation,
                  (unsigned long long)d->local_memory);
    gfla_text_add(json, "\"compute_units\":%u,\"max_work_group\":%u,\"base_alignment\":%u}", d->n_compute_units,
                  d->max_work_group, d->base_alignment);
}

static gfla_status run(struct cli *cli, int argc, char **argv)
{
    gfla_status status = GFLA_OK;
    struct gfla_device_info *devices = NULL;
    struct gfla_text json = {0};
    size_t count = 0;
    TRY(cli_parse(cli, argc, argv, NULL));
    TRY(gfla_device_list(&devices, &count));
    gfla_text_add(&json, "{\"devices\":[");
    for (size_t i = 0; i < count; i++) {
        print_device(cli, &devices[i]);
        gfla_text_add(&json, "%s", i > 0 ? "," : "");
        add_device(&json, &devices[i]);
    }
    gfla_text_add(&json, "]}");
    cli_print(
        cli,
        "* is used when no device is named; -d N, -d NAME or GFLA_DEVICE choose another, -d null computes nothing.\n");
    if (cli->json)
        TRY(cli_print_json(&json));
fail:
    gfla_text_free(&json);
    gfla_device_list_free(&devices);
    return status;
}

const struct cli_command cli_command_devices = {
    .name = "devices",
    .summary = "list the OpenCL devices, their drivers and limits",
    .group = CLI_GROUP_DEVICE,
    .common = CLI_JSON,
    .doc = "Lists every device of every OpenCL platform with its driver, memory and limits, and marks the one that is "
           "used "
           "when no device is named. Exits with 4 when there is none, and says what to install.",
    .run = run,
};
