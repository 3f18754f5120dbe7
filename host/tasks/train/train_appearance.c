#include "tasks/train/train_appearance.h"

#include "tasks/train/train_losses.h"

/* That no other value was chosen shows that nobody chose one; the network has neither. */
#define UNUSED_FLOW_WIDTH 16
#define UNUSED_ATTENTION_WIDTH 64
#define HIDDEN_OF_WIDTH 48 /* channels of the fully connected layers: 768 at width 16 */

void gfla_train_appearance_defaults(struct gfla_task_settings *s)
{
    s->losses = GFLA_LOSSES_IMAGES;
    s->network.flow_channels = UNUSED_FLOW_WIDTH;
    s->network.attention_channels = UNUSED_ATTENTION_WIDTH;
    s->network.channels = gfla_architecture_find("appearance-flow")->config.channels;
    s->train.learning_rate = 3e-4;
    s->train.flow_rate = 1;
}

gfla_status gfla_train_appearance_check(const struct gfla_task_settings *s)
{
    gfla_status status = GFLA_OK;
    const bool is_appearance_flow = s->form == GFLA_FORM_APPEARANCE_FLOW;
    REQUIRE(is_appearance_flow || s->losses != GFLA_LOSSES_IMAGES, GFLA_ERROR_USAGE,
            "losses \"images\" are those of the model appearance-flow. hint: losses exact, or paper");
    if (!is_appearance_flow)
        return GFLA_OK;
    REQUIRE(s->losses == GFLA_LOSSES_IMAGES, GFLA_ERROR_USAGE,
            "the model appearance-flow learns from images and masks alone. hint: leave \"losses\" out");
    REQUIRE(s->network.flow_channels == UNUSED_FLOW_WIDTH && s->network.attention_channels == UNUSED_ATTENTION_WIDTH,
            GFLA_ERROR_USAGE,
            "the model appearance-flow has one width. hint: leave \"flow_width\" and \"attention_width\" out");
    REQUIRE(!s->train.sizes[0], GFLA_ERROR_USAGE,
            "the model appearance-flow belongs to one size. hint: leave \"sizes\" out");
    REQUIRE(!s->flow_only, GFLA_ERROR_USAGE,
            "the model appearance-flow learns all at once. hint: leave \"stage\" out, and init too");
fail:
    return status;
}

static void init(void *context, const gfla_tensor *param, struct gfla_random *random, float *values)
{
    (void)context;
    gfla_appearance_flow_init(param, random, values);
}

gfla_status gfla_train_appearance_build(gfla_training *t, struct gfla_shapenet *net, struct gfla_view_truth *truth,
                                        struct gfla_loss_terms *terms)
{
    gfla_status status;
    const struct gfla_task_settings *s = gfla_task_settings(t);
    struct gfla_network_config config = {.batch = s->train.batch,
                                         .height = s->network.height,
                                         .width = s->network.width,
                                         .channels = s->network.channels,
                                         .most = HIDDEN_OF_WIDTH * s->network.channels,
                                         .fov = s->network.fov};
    struct gfla_appearance_flow_truth own;
    TRY(gfla_appearance_flow_build_views(t->graph, &config, net));
    TRY(gfla_appearance_flow_loss(t->graph, net, &own, terms));
    *truth = (struct gfla_view_truth){.target = own.target, .full_mask = own.mask};
    gfla_train_losses_set(t, terms);
    t->optimiser = (struct gfla_trainer_params){.adam.clip = 1};
    t->init = init;
fail:
    return status;
}
