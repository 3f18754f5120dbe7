#include "tasks/train/task_settings.h"

#include "models/gfla/gan_loss.h"

const char *const gfla_train_stage_words[] = {"full", "flow", NULL};
const char *const gfla_train_gan_words[] = {[GFLA_GAN_LEAST_SQUARES] = "lsgan",
                                            [GFLA_GAN_HINGE] = "hinge",
                                            [GFLA_GAN_NON_SATURATING] = "vanilla",
                                            [GFLA_GAN_COUNT] = NULL};

struct gfla_network_config gfla_task_network(const struct gfla_task_settings *s,
                                             const struct gfla_architecture *architecture)
{
    struct gfla_network_config config = s->network;
    config.batch = s->train.batch;
    if (architecture->config.flow_channels)
        config.flow_most = architecture->config.flow_most / architecture->config.flow_channels * config.flow_channels;
    return config;
}
