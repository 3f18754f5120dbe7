#include "tasks/train/train_losses.h"

#include <math.h>

#include "models/gfla/orthogonal.h"
#include "models/gfla/vgg.h"
#include "train/weights.h"

const char *gfla_train_losses_off(const struct gfla_train_settings *s)
{
    if (s->losses != GFLA_TRAIN_LOSSES_PAPER || s->vgg_width > 0)
        return NULL;
    return s->flow_only ? "[\"correctness\"]" : "[\"correctness\",\"content\",\"style\"]";
}

/* Channels of the first convolution of the file. */
static gfla_status read_vgg_width(const char *vgg, int *width)
{
    gfla_status status;
    struct gfla_shape shape;
    TRY(gfla_weights_shape(vgg, "features.0.weight", &shape));
    REQUIRE(shape.rank == 4 && shape.dim[0] <= 1024 && shape.dim[1] == 3, GFLA_ERROR_INPUT,
            "%s: its first layer is not that of VGG-19. hint: weights of torchvision's vgg19", vgg);
    *width = (int)shape.dim[0];
fail:
    return status;
}

gfla_status gfla_train_losses_check(struct cli *cli, struct gfla_train_settings *s, const char *vgg, bool resume)
{
    gfla_status status = GFLA_OK;
    int width = 0;
    REQUIRE(!vgg || s->losses == GFLA_TRAIN_LOSSES_PAPER, GFLA_ERROR_USAGE,
            "--vgg is for the losses of the paper on pictures");
    if (vgg)
        TRY(read_vgg_width(vgg, &width));
    REQUIRE(!resume || s->losses != GFLA_TRAIN_LOSSES_PAPER || width == s->vgg_width, GFLA_ERROR_USAGE,
            "the run has VGG-19 of width %d, %d was named. hint: name the same --vgg FILE again, or none where there "
            "was none",
            s->vgg_width, width);
    s->vgg_width = width;
    if (gfla_train_losses_off(s))
        cli_note(cli, "no VGG-19 weights: the losses %s are off. hint: --vgg FILE\n",
                 s->flow_only ? "correctness" : "correctness, content and style");
fail:
    return status;
}

gfla_status gfla_train_losses_paper(gfla_graph *graph, const struct gfla_paper_made *made,
                                    const struct gfla_train_settings *s, struct gfla_loss_terms *loss)
{
    gfla_status status;
    gfla_tensor *adversary;
    const struct gfla_paper_loss_config config = {.vgg_width = s->vgg_width,
                                                  .discriminator_width = s->discriminator_width};
    TRY(gfla_paper_adversary_build(graph, made, &config, loss, &adversary));
    if (adversary)
        TRY(gfla_trainer_adversary(graph, adversary));
    TRY(gfla_paper_loss_build(graph, made, &config, loss));
fail:
    return status;
}

struct gfla_trainer_params gfla_train_losses_optimiser(const struct gfla_train_settings *s)
{
    struct gfla_trainer_params params = {.slow_prefix = "flow_net.", .slow_factor = s->flow_rate};
    if (s->losses != GFLA_TRAIN_LOSSES_EXACT) {
        params.adam.beta1 = -1;
        params.adversary_factor = GFLA_DISCRIMINATOR_RATE;
        params.borrowed_prefix = GFLA_VGG_PREFIX;
    } else {
        params.adam.clip = 1;
    }
    return params;
}

void gfla_train_losses_init(void *context, const gfla_tensor *param, struct gfla_random *random, float *values)
{
    (void)context;
    gfla_orthogonal_init(param, random, values);
}

/* Rises over the first 200 steps, then falls along half a cosine to a fiftieth. */
float gfla_train_losses_rate(const struct gfla_train_settings *s, uint64_t step)
{
    if (s->losses != GFLA_TRAIN_LOSSES_EXACT)
        return (float)s->learning_rate;
    double part = fmin(1, (double)step / s->steps), warm = fmin(1, ((double)step + 1) / 200);
    return (float)(s->learning_rate * warm * (0.02 + 0.98 * 0.5 * (1 + cos(3.14159265358979 * part))));
}
