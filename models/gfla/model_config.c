#include "models/gfla/model_config.h"

#include "base/error.h"

static gfla_status check_channels(int value, const char *what)
{
    gfla_status status = GFLA_OK;
    REQUIRE(value >= 0 && value <= 4096, GFLA_ERROR_USAGE, "%s %d is not within 1 .. 4096", what, value);
fail:
    return status;
}

gfla_status gfla_model_config_check(const struct gfla_model_config *c, int multiple)
{
    gfla_status status;
    REQUIRE(c->batch >= 1 && c->batch <= 1024, GFLA_ERROR_USAGE, "batch %d is not within 1 .. 1024", c->batch);
    REQUIRE(c->height > 0 && c->height <= 4096 && c->height % multiple == 0, GFLA_ERROR_USAGE,
            "image height %d is not a multiple of %d up to 4096", c->height, multiple);
    REQUIRE(c->width > 0 && c->width <= 4096 && c->width % multiple == 0, GFLA_ERROR_USAGE,
            "image width %d is not a multiple of %d up to 4096", c->width, multiple);
    REQUIRE(c->height > multiple || c->width > multiple, GFLA_ERROR_USAGE,
            "an image of %d x %d pixels leaves a single place at the deepest level. hint: one side of at least %d", c->width, c->height,
            2 * multiple);
    TRY(check_channels(c->picture, "picture channels"));
    TRY(check_channels(c->structure, "structure channels"));
    TRY(check_channels(c->channels, "width"));
    TRY(check_channels(c->most, "greatest width"));
    TRY(check_channels(c->flow_channels, "flow width"));
    TRY(check_channels(c->flow_most, "greatest flow width"));
    TRY(check_channels(c->attention_channels, "attention width"));
    for (int i = 0; i < GFLA_DECODER_STEPS; i++)
        REQUIRE(c->kernel[i] == 0 || (c->kernel[i] % 2 == 1 && c->kernel[i] > 0 && c->kernel[i] <= 7), GFLA_ERROR_USAGE,
                "attention kernel %d is not 1, 3, 5 or 7", c->kernel[i]);
    return GFLA_OK;
fail:
    return status;
}

gfla_tensor *gfla_model_map_input(gfla_graph *g, const struct gfla_model_config *c, const char *name, int channels)
{
    return gfla_graph_input(g, name, gfla_shape_4d(c->batch, channels, c->height, c->width), GFLA_LAYOUT_BLOCKED);
}
