#include "tasks/train/task_settings.h"

const char *const gfla_train_stage_words[] = {"full", "flow", NULL};

struct gfla_network_config gfla_task_network(const struct gfla_task_settings *s,
                                             const struct gfla_architecture *architecture)
{
    struct gfla_network_config config = s->network;
    config.batch = s->train.batch;
    if (architecture->config.flow_channels)
        config.flow_most = architecture->config.flow_most / architecture->config.flow_channels * config.flow_channels;
    return config;
}
