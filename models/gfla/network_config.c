#include "models/gfla/network_config.h"

#include "base/error.h"

#define MOST_FRAMES 65536

static gfla_status check_channels(int value, const char *what)
{
    gfla_status status = GFLA_OK;
    REQUIRE(value >= 0 && value <= 4096, GFLA_ERROR_USAGE, "%s %d is not within 1 .. 4096", what, value);
fail:
    return status;
}

static gfla_status check_batch_and_channels(const struct gfla_network_config *c)
{
    gfla_status status;
    REQUIRE(c->batch >= 1 && c->batch <= 1024, GFLA_ERROR_USAGE, "batch %d is not within 1 .. 1024", c->batch);
    TRY(check_channels(c->image, "picture channels"));
    TRY(check_channels(c->structure, "structure channels"));
    TRY(check_channels(c->channels, "width"));
    TRY(check_channels(c->most, "greatest width"));
    TRY(check_channels(c->flow_channels, "flow width"));
    TRY(check_channels(c->flow_most, "greatest flow width"));
    TRY(check_channels(c->attention_channels, "attention width"));
    TRY(check_channels(c->shape_channels, "shape width"));
fail:
    return status;
}

gfla_status gfla_network_config_check_sequence(const struct gfla_network_config *c, int least)
{
    gfla_status status;
    TRY(check_batch_and_channels(c));
    REQUIRE(c->frames >= least && c->frames <= MOST_FRAMES, GFLA_ERROR_USAGE,
            "a sequence of %d frames is not within %d .. %d", c->frames, least, MOST_FRAMES);
fail:
    return status;
}

void gfla_network_config_size(struct gfla_network_config *c, struct gfla_shape input)
{
    c->batch = (int)input.dim[0];
    if (input.rank == 3 || input.rank == 5)
        c->frames = (int)input.dim[2];
    if (input.rank >= 4) {
        c->height = (int)input.dim[input.rank - 2];
        c->width = (int)input.dim[input.rank - 1];
    }
}

gfla_status gfla_network_config_check(const struct gfla_network_config *c, int multiple)
{
    gfla_status status;
    TRY(check_batch_and_channels(c));
    REQUIRE(c->height > 0 && c->height <= 4096 && c->height % multiple == 0, GFLA_ERROR_USAGE,
            "image height %d is not a multiple of %d up to 4096", c->height, multiple);
    REQUIRE(c->width > 0 && c->width <= 4096 && c->width % multiple == 0, GFLA_ERROR_USAGE,
            "image width %d is not a multiple of %d up to 4096", c->width, multiple);
    REQUIRE(c->height > multiple || c->width > multiple, GFLA_ERROR_USAGE,
            "an image of %d x %d pixels leaves a single place at the deepest level. hint: one side of at least %d",
            c->width, c->height, 2 * multiple);
    for (int i = 0; i < GFLA_DECODER_STEPS; i++)
        REQUIRE(c->kernel[i] == 0 || (c->kernel[i] % 2 == 1 && c->kernel[i] > 0 && c->kernel[i] <= 7), GFLA_ERROR_USAGE,
                "attention kernel %d is not 1, 3, 5 or 7", c->kernel[i]);
    return GFLA_OK;
fail:
    return status;
}

gfla_tensor *gfla_model_map_input(gfla_graph *g, const struct gfla_network_config *c, const char *name, int channels)
{
    return gfla_graph_input(g, name, gfla_shape_4d(c->batch, channels, c->height, c->width), GFLA_LAYOUT_BLOCKED);
}
