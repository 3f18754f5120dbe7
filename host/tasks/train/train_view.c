/* train_view.c - the view task: an object from another side, learned from rendered pairs. */

#include "tasks/train/task_settings.h"
#include "tasks/train/train_appearance.h"
#include "tasks/train/train_losses.h"
#include "tasks/train/view_scores.h"
#include "tasks/train/view_sets.h"
#include "tasks/train/train_solid.h"
#include "tasks/train/train_view.h"
#include "train/sheet.h"
#include "tasks/train/tasks.h"
#include "models/gfla/paper_made.h"

static const char *const form_words[] = {"published", "view", "appearance-flow", "solid", NULL},
                         *const losses_words[] = {"exact", "paper", "images", NULL};

static const char *const stage_words[] = {"full", "flow", "shape", NULL};

static const struct gfla_setting list[] = {
    {.key = "form", .name = "form", .kind = GFLA_SETTING_WORD, .offset = GFLA_TASK_FIELD(form), .words = form_words},
    {.name = "model", .kind = GFLA_SETTING_WORD, .offset = GFLA_TASK_FIELD(form), .words = form_words},
    {.key = "size",
     .name = "size",
     .kind = GFLA_SETTING_SIZE,
     .offset = GFLA_TASK_FIELD(network.height),
     .lo = 64,
     .hi = 1024},
    {.key = "fov", .kind = GFLA_SETTING_DOUBLE, .offset = GFLA_TASK_FIELD(network.fov), .hi = 150},
    GFLA_TASK_WIDTH_ROWS,
    {.key = "losses",
     .name = "losses",
     .kind = GFLA_SETTING_WORD,
     .offset = GFLA_TASK_FIELD(losses),
     .words = losses_words},
    GFLA_TASK_STAGE_ROWS(stage_words, GFLA_TRAIN_SHAPE_NET),
    GFLA_TRAIN_SOLID_ROWS,
    GFLA_TASK_COMPARE_ROWS,
    GFLA_SETTINGS_SIZES_ROW(struct gfla_task_settings),
    GFLA_SETTINGS_VALIDATE_ROW(struct gfla_task_settings),
};
static const struct gfla_settings_table table = GFLA_TASK_TABLE(list);

#define OUTLINE_BAND 3 /* pixels on each side of the target's outline that count three times */

static void defaults(const struct gfla_train_task *task, const char *data, const void *chosen, void *settings)
{
    const struct gfla_task_settings *c = chosen;
    const bool is_part = c->flow_only > 0;
    struct gfla_task_settings s = {
        .train = {.batch = 8,
                  .steps = 10000,
                  .learning_rate = is_part ? 1e-3 : 5e-4,
                  .flow_rate = is_part ? 1 : 0.2,
                  .schedule = GFLA_TRAIN_COSINE},
        .form = GFLA_FORM_VIEW,
        .network = {.width = 128, .height = 128, .channels = 32, .flow_channels = 16, .attention_channels = 64}};
    (void)task;
    (void)data;
    if (c->losses == GFLA_LOSSES_PAPER) {
        s.form = GFLA_FORM_PUBLISHED;
        s.network.attention_channels = 128;
        s.discriminator_width = 32;
        s.train.learning_rate = 1e-4;
        s.train.schedule = GFLA_TRAIN_CONSTANT;
        s.train.flow_rate = 1;
    }
    if (c->form == GFLA_FORM_APPEARANCE_FLOW)
        gfla_train_appearance_defaults(&s);
    if (c->form == GFLA_FORM_SOLID)
        gfla_train_solid_defaults(&s, c->flow_only > 0 ? (enum gfla_train_part)c->flow_only : GFLA_TRAIN_WHOLE);
    *(struct gfla_task_settings *)settings = s;
}

static gfla_status build_network(gfla_training *t)
{
    gfla_status status;
    static const char *const names[][2] = {
        [GFLA_FORM_PUBLISHED] = {"shapenet", "shapenet-flow"}, [GFLA_FORM_VIEW] = {"view", "view-flow"}};
    const struct gfla_task_settings *s = gfla_task_settings(t);
    struct gfla_view_training *view = t->state;
    const struct gfla_architecture *architecture =
        gfla_architecture_find(s->form == GFLA_FORM_SOLID ? gfla_train_solid_network((enum gfla_train_part)s->flow_only)
                                                          : names[s->form][s->flow_only]);
    const struct gfla_network_config config = gfla_task_network(s, architecture);
    TRY(gfla_view_poses_create(&view->poses, config.batch));
    TRY(gfla_shapenet_of_network(t->graph, architecture, &config, &view->net));
fail:
    return status;
}

static void init_for_exact_flow(void *config, const gfla_tensor *param, struct gfla_random *random, float *values)
{
    gfla_view_init(config, param, random, values);
}

static gfla_status build_exact_losses(gfla_training *t)
{
    gfla_status status;
    struct gfla_view_training *view = t->state;
    struct gfla_view_loss loss;
    TRY(gfla_view_loss_build(t->graph, &view->net, &loss));
    view->truth = loss.truth;
    view->loss = loss.terms;
    TRY(gfla_train_losses_compare(t, view->net.image, loss.truth.target, NULL, &view->loss));
    gfla_train_losses_set(t, &view->loss);
    t->init = init_for_exact_flow;
    t->init_context = &view->net.config;
fail:
    return status;
}

/* Of one size, and of those that are still to come. */
static gfla_status check_size(const gfla_training *t)
{
    gfla_status status = GFLA_OK;
    const struct gfla_view_training *view = t->state;
    const int size = gfla_task_settings(t)->network.width;
    for (int i = 0; i < (int)t->params.n_sets; i++)
        REQUIRE(gfla_views_size(view->views[i]) % size == 0, GFLA_ERROR_USAGE,
                "%s: its images of %d pixels cannot be had in %d. hint: a size of which theirs is a multiple",
                t->params.sets[i].path, gfla_views_size(view->views[i]), size);
fail:
    return status;
}

static gfla_status build(gfla_training *t)
{
    gfla_status status;
    const struct gfla_task_settings *s = gfla_task_settings(t);
    struct gfla_view_training *view = t->state;
    struct gfla_paper_made made;
    if (s->form == GFLA_FORM_APPEARANCE_FLOW) {
        TRY(gfla_view_poses_create(&view->poses, s->train.batch));
        TRY(check_size(t));
        return gfla_train_appearance_build(t, &view->net, &view->truth, &view->loss);
    }
    TRY(build_network(t));
    TRY(check_size(t));
    if (s->form == GFLA_FORM_SOLID)
        return gfla_train_solid_losses(t, &view->net, &view->truth, &view->loss);
    if (s->losses == GFLA_LOSSES_EXACT)
        return build_exact_losses(t);
    gfla_paper_made_shapenet(t->graph, &view->net, &made);
    view->truth.target = made.frame[0].target;
    TRY(gfla_train_losses_build(t, &made, &view->loss));
fail:
    return status;
}

/* Neither mirrored nor in other colours. */
#define VALIDATION_PAIRS 64
static gfla_status open_validation(gfla_training *t, const struct gfla_pairs_params *learned_from)
{
    struct gfla_view_training *view = t->state;
    struct gfla_pairs_params params = *learned_from;
    struct gfla_pairs_set sets[GFLA_PAIRS_MAX_SETS];
    const int *models;
    int n = 0;
    params.split = GFLA_SPLIT_VALIDATION;
    params.seed = 1;
    params.flip = params.permute_colours = false;
    params.cache_bytes = (uint64_t)1 << 29;
    for (int i = 0; i < (int)t->params.n_sets; i++)
        if (gfla_views_split(view->views[i], GFLA_SPLIT_VALIDATION, &models) > 0)
            sets[n++] = view->sets[i];
    return gfla_pairs_open_sets(&view->validation, sets, n, &params);
}

static gfla_status validate(gfla_training *t, int number, bool *is_there)
{
    gfla_status status;
    struct gfla_view_training *view = t->state;
    const struct gfla_pair_batch *batch;
    const int n = VALIDATION_PAIRS / t->whole_batch;
    *is_there = view->validation && number < (n > 0 ? n : 1) * (int)gfla_share_ours(t->share);
    if (!*is_there)
        return GFLA_OK;
    if (number == 0 || number != view->n_validated)
        TRY(gfla_pairs_seek(view->validation, (uint64_t)number));
    view->n_validated = number + 1;
    TRY(gfla_pairs_next(view->validation, &batch));
    view->validated = batch;
    TRY(gfla_view_feed(gfla_trainer_plan(t->trainer), &view->net, &view->truth, batch, &view->poses));
fail:
    return status;
}

static gfla_status score(gfla_training *t, struct gfla_train_scores *scores)
{
    const struct gfla_view_training *view = t->state;
    return gfla_view_scores_add(scores, gfla_trainer_plan(t->trainer), &view->net, view->validated);
}

static gfla_status start(gfla_training *t)
{
    gfla_status status;
    const struct gfla_task_settings *s = gfla_task_settings(t);
    struct gfla_view_training *view = t->state;
    const struct gfla_pairs_params params = {.batch = s->train.batch,
                                             .size = s->network.width,
                                             .split = gfla_train_view_learned(t),
                                             .seed = (uint64_t)s->train.seed,
                                             .other_elevation = 0.3f,
                                             .flip = true,
                                             .permute_colours = true,
                                             .full_truth = s->form == GFLA_FORM_VIEW || s->form == GFLA_FORM_SOLID,
                                             .band = view->truth.band ? OUTLINE_BAND : 0,
                                             .share = t->share,
                                             .look = s->looks ? gfla_look_default : (struct gfla_look_strengths){0}};
    TRY(gfla_view_sets_attribution(t, view->views, (int)t->params.n_sets));
    TRY(gfla_pairs_open_sets(&view->pairs, view->sets, (int)t->params.n_sets, &params));
    TRY(gfla_pairs_seek(view->pairs, gfla_training_next_number(t)));
    if (gfla_train_view_validates(t))
        TRY(open_validation(t, &params));
fail:
    return status;
}

/* Steps are asked for in their order, as the pairs are prepared. */
static gfla_status feed(gfla_training *t, uint64_t number)
{
    gfla_status status;
    struct gfla_view_training *view = t->state;
    const struct gfla_pair_batch *batch;
    (void)number;
    TRY(gfla_pairs_next(view->pairs, &batch));
    TRY(gfla_view_feed(gfla_trainer_plan(t->trainer), &view->net, &view->truth, batch, &view->poses));
fail:
    return status;
}

/* Columns: source, truth, source drawn, and through the mirror, source warped, and through the mirror, foreground,
 * result. */
static gfla_status sheet(gfla_training *t, uint64_t step)
{
    gfla_status status;
    const struct gfla_task_settings *s = gfla_task_settings(t);
    const struct gfla_view_training *view = t->state;
    const struct gfla_shapenet *net = &view->net;
    if (s->flow_only == GFLA_TRAIN_SHAPE_NET)
        return gfla_train_solid_sheet(t, net, &view->truth, step);
    const struct {
        gfla_tensor *tensor;
        float lo;
    } columns[] = {{net->source, -1},       {view->truth.target, -1}, {net->drawn, -1},
                   {net->mirror_drawn, -1}, {net->warped, -1},        {net->mirrored, -1},
                   {net->full_mask, 0},     {net->alpha, 0},          {net->image, -1}};
    enum { N_COLUMNS = sizeof columns / sizeof *columns };
    struct gfla_train_sheet drawing = {.column = 0};
    int n = 0;
    for (int i = 0; i < N_COLUMNS; i++)
        n += columns[i].tensor != NULL;
    TRY(gfla_train_sheet_create(&drawing, s->network.width, s->network.width, s->train.batch, n));
    for (int i = 0; i < N_COLUMNS; i++)
        TRY(gfla_train_sheet_add(&drawing, gfla_trainer_plan(t->trainer), columns[i].tensor, columns[i].lo));
    TRY(gfla_train_sheet_write(&drawing, t->run.folder, step));
fail:
    gfla_train_sheet_destroy(&drawing);
    return status;
}

static void stop(gfla_training *t)
{
    struct gfla_view_training *view = t->state;
    gfla_view_poses_destroy(&view->poses);
    gfla_pairs_destroy(&view->pairs);
    gfla_pairs_destroy(&view->validation);
    view->net = (struct gfla_shapenet){0};
    view->truth = (struct gfla_view_truth){0};
    view->loss = (struct gfla_loss_terms){0};
}

static void close_all(gfla_training *t)
{
    struct gfla_view_training *view = t->state;
    stop(t);
    for (int i = 0; i < (int)t->params.n_sets; i++)
        gfla_views_destroy(&view->views[i]);
}

const struct gfla_train_task gfla_train_task_view = {
    .name = "view",
    .data = "a set made by `gfla render`, a file data_NAME.hdf5, or a set of SRN, NMR or NeRF",
    .settings = &table,
    .state_size = sizeof(struct gfla_view_training),
    .defaults = defaults,
    .many_sets = true,
    .open = gfla_train_view_open,
    .build = build,
    .start = start,
    .feed = feed,
    .sheet = sheet,
    .validate = validate,
    .score = score,
    .stop = stop,
    .close = close_all,
};
