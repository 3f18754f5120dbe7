#include "tasks/train/train_solid.h"

#include <string.h>

#include "models/gfla/orthogonal.h"
#include "tasks/train/train_losses.h"
#include "train/sheet.h"

#define EARLIER_RATE 0.2 /* of the rate, for what an earlier stage has learned */

const char *const gfla_train_mirror_words[] = {"no", "yes", NULL};
const char *const gfla_train_sampling_words[] = {"attention", "bilinear", "none", NULL};

const char *gfla_train_solid_network(enum gfla_train_part part)
{
    static const char *const names[] = {[GFLA_TRAIN_WHOLE] = "view-solid",
                                        [GFLA_TRAIN_FLOW_NET] = "view-solid-flow",
                                        [GFLA_TRAIN_SHAPE_NET] = "view-solid-shape"};
    return names[part];
}

void gfla_train_solid_defaults(struct gfla_task_settings *s, enum gfla_train_part part)
{
    const struct gfla_network_config *config = &gfla_architecture_find("view-solid")->config;
    s->form = GFLA_FORM_SOLID;
    s->train.flow_rate = part == GFLA_TRAIN_SHAPE_NET ? 1 : EARLIER_RATE;
    s->network.shape_channels = config->shape_channels;
    s->network.surfaces = config->surfaces;
    s->network.mirror = config->mirror;
    s->looks = 1;
    if (part == GFLA_TRAIN_WHOLE)
        s->weights = (struct gfla_task_weights){.ssim = 1, .gradient = 1};
}

gfla_status gfla_train_solid_check(const struct gfla_task_settings *s)
{
    gfla_status status = GFLA_OK;
    const bool is_solid = s->form == GFLA_FORM_SOLID;
    REQUIRE(is_solid || s->flow_only != GFLA_TRAIN_SHAPE_NET, GFLA_ERROR_USAGE,
            "only form \"solid\" has a shape net. hint: form \"solid\", or stage \"flow\"");
    REQUIRE(is_solid || (!s->network.shape_channels && !s->network.surfaces && !s->network.mirror &&
                         !s->network.sampling && !s->looks),
            GFLA_ERROR_USAGE,
            "\"shape_width\", \"surfaces\", \"mirror\", \"looks\" and \"sampling\" are settings of form \"solid\". "
            "hint: leave them out");
    TRY(gfla_train_losses_check_compared(s, is_solid, "form \"solid\""));
    REQUIRE(is_solid || s->losses == GFLA_LOSSES_PAPER || !s->discriminator_width, GFLA_ERROR_USAGE,
            "discriminator width %d: these losses have no discriminator. hint: form \"solid\", losses \"paper\", or "
            "leave it out",
            s->discriminator_width);
    if (!is_solid)
        return GFLA_OK;
    REQUIRE(s->losses == GFLA_LOSSES_EXACT, GFLA_ERROR_USAGE,
            "form \"solid\" learns from surfaces and flow. hint: losses \"exact\"");
    REQUIRE(s->network.shape_channels >= 2, GFLA_ERROR_USAGE, "shape width %d is not within 2 .. 256",
            s->network.shape_channels);
    REQUIRE(s->network.surfaces >= 1, GFLA_ERROR_USAGE, "surfaces %d is not 1 or 2", s->network.surfaces);
fail:
    return status;
}

gfla_status gfla_train_solid_check_set(const struct gfla_task_settings *s, const gfla_views *views, const char *path)
{
    gfla_status status = GFLA_OK;
    REQUIRE(s->form != GFLA_FORM_SOLID || gfla_views_have_back(views), GFLA_ERROR_USAGE,
            "%s: the set has no back surfaces, which form \"solid\" learns. hint: render it with --back, or form "
            "\"view\"",
            path);
fail:
    return status;
}

/* A discriminator begins as the paper's do. */
static void init(void *config, const gfla_tensor *param, struct gfla_random *random, float *values)
{
    if (strncmp(param->name, GFLA_LOSS_PREFIX, sizeof GFLA_LOSS_PREFIX - 1) == 0)
        gfla_orthogonal_init(param, random, values);
    else
        gfla_solid_init(config, param, random, values);
}

gfla_status gfla_train_solid_losses(gfla_training *t, struct gfla_shapenet *net, struct gfla_view_truth *truth,
                                    struct gfla_loss_terms *terms)
{
    gfla_status status;
    struct gfla_view_loss loss;
    const enum gfla_train_part part = (enum gfla_train_part)gfla_task_settings(t)->flow_only;
    TRY(gfla_solid_loss_build(t->graph, net, &loss));
    *truth = loss.truth;
    *terms = loss.terms;
    TRY(gfla_train_losses_compare(t, net->image, truth->target, truth->band, terms));
    gfla_train_losses_set(t, terms);
    t->optimiser.slow_prefix = part == GFLA_TRAIN_SHAPE_NET ? NULL : "shape.";
    t->optimiser.other_slow_prefix = part == GFLA_TRAIN_WHOLE ? "flow_net." : NULL;
    t->init = init;
    t->init_context = &net->config;
fail:
    return status;
}

gfla_status gfla_train_solid_sheet(gfla_training *t, const struct gfla_shapenet *net,
                                   const struct gfla_view_truth *truth, uint64_t step)
{
    gfla_status status;
    const struct gfla_task_settings *s = gfla_task_settings(t);
    gfla_tensor *const columns[] = {
        net->source,       net->source_depth,       truth->front_radii,       net->source_back_depth,
        truth->back_radii, net->source_back_colour, truth->source_back_colour};
    gfla_tensor *const silhouettes[] = {truth->covered, truth->silhouette[0]};
    enum { N_COLUMNS = sizeof columns / sizeof *columns };
    struct gfla_train_sheet drawing = {.column = 0};
    TRY(gfla_train_sheet_create(&drawing, s->network.width, s->network.width, s->train.batch, N_COLUMNS + 2));
    for (int i = 0; i < N_COLUMNS; i++)
        TRY(gfla_train_sheet_add(&drawing, gfla_trainer_plan(t->trainer), columns[i], -1));
    for (int i = 0; i < 2; i++)
        TRY(gfla_train_sheet_add(&drawing, gfla_trainer_plan(t->trainer), silhouettes[i], 0));
    TRY(gfla_train_sheet_write(&drawing, t->run.folder, step));
fail:
    gfla_train_sheet_destroy(&drawing);
    return status;
}
