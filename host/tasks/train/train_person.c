/* train_person.c - the person task of `gfla train`: a person in another pose, learned from pairs of images with key
 * points. */
#include "base/log.h"
#include "tasks/train/flow_column.h"
#include "train/data_identity.h"
#include "base/random.h"
#include "tasks/pose/structure.h"
#include "tasks/train/train_losses.h"
#include "train/sheet.h"
#include "tasks/train/tasks.h"
#include "models/gfla/architectures.h"
#include "models/gfla/figure_loss.h"
#include "models/gfla/orthogonal.h"
#include "models/gfla/paper_made.h"
#include "people/attention_image.h"
#include "people/person_batches.h"
#include "people/person_surface.h"

#include <stdlib.h>
#include <string.h>

enum { MODEL_PERSON, MODEL_PERSON_MARKET, MODEL_FIGURE }; /* settings.form */
static const char *const model_words[] = {"person", "person-market", "figure", NULL};

static const struct gfla_setting list[] = {
    {.key = "network",
     .name = "model",
     .kind = GFLA_SETTING_WORD,
     .offset = GFLA_TASK_FIELD(form),
     .words = model_words},
    {.key = "size",
     .name = "size",
     .kind = GFLA_SETTING_SIZE,
     .offset = GFLA_TASK_FIELD(network.height),
     .lo = 1,
     .hi = 4096},
    GFLA_TASK_WIDTH_ROWS,
    GFLA_TASK_FLOW_ROWS,
    GFLA_TASK_COMPARE_ROWS,
    GFLA_SETTINGS_SIZES_ROW(struct gfla_task_settings),
    {.key = "losses", .kind = GFLA_SETTING_INT, .offset = GFLA_TASK_FIELD(losses), .hi = 2},
};
static const struct gfla_settings_table table = GFLA_TASK_TABLE(list);

struct person_training {
    struct gfla_network_config config;
    struct gfla_figure figure; /* of a published form figure.person alone */
    struct gfla_figure_truth truth;
    struct gfla_loss_terms loss;
    gfla_tensor *source_points, *target_points, *target; /* inputs: [n, 18, 2] and the true image */
    float *points;                                       /* [n, 18, 2] */
    gfla_person_data *data;
    gfla_person_batches *batches;
};

static const struct gfla_architecture *model_of(int form)
{
    return gfla_architecture_find(model_words[form]);
}

/* Our form is learned from exact flow, the published ones as the paper does. */
static void set_losses(struct gfla_task_settings *s, const struct gfla_task_settings *chosen)
{
    const bool flow_only = chosen->flow_only > 0;
    s->train = (struct gfla_train_settings){.batch = 8, .steps = 100000, .learning_rate = 1e-4, .flow_rate = 1};
    s->losses = GFLA_LOSSES_PAPER;
    s->discriminator_width = 32;
    if (s->form == MODEL_FIGURE) {
        s->train.learning_rate = flow_only ? 1e-3 : 5e-4;
        s->train.flow_rate = flow_only ? 1 : 0.2;
        s->losses = GFLA_LOSSES_EXACT;
        s->train.schedule = GFLA_TRAIN_COSINE;
        s->discriminator_width = 0;
        if (!flow_only)
            s->weights = (struct gfla_task_weights){.ssim = 1, .gradient = 1};
    }
}

/* The network goes with the data set, unless it is named; its sizes are those of its architecture. */
static void defaults(const struct gfla_train_task *task, const char *data, const void *chosen, void *settings)
{
    const int named = ((const struct gfla_task_settings *)chosen)->form;
    enum gfla_person_set set = GFLA_PERSON_SET_ANY;
    char path[1024];
    const bool found = gfla_person_list_path(data, &set, GFLA_PERSON_PAIRS, "train", path, sizeof path) == GFLA_OK,
               is_market = found && set == GFLA_PERSON_SET_MARKET;
    const int fitting = gfla_person_set_has_surfaces(data, "train") ? MODEL_FIGURE
                        : is_market                                 ? MODEL_PERSON_MARKET
                                                                    : MODEL_PERSON;
    const int form = named >= 0 ? named : fitting;
    struct gfla_task_settings s = {.form = form, .network = model_of(form)->config};
    (void)task;
    set_losses(&s, chosen);
    *(struct gfla_task_settings *)settings = s;
}

static gfla_status open_data(gfla_training *t)
{
    gfla_status status;
    struct person_training *person = t->state;
    TRY(gfla_person_data_open(&person->data, t->params.sets[0].path,
                              &(struct gfla_person_data_params){.phase = "train"}));
    gfla_log(GFLA_LOG_INFO, "%s: %zu pair%s, %zu left out", t->params.sets[0].path,
             gfla_person_data_count(person->data), gfla_person_data_count(person->data) == 1 ? "" : "s",
             gfla_person_data_skipped(person->data));
    REQUIRE(gfla_task_settings(t)->losses != GFLA_LOSSES_EXACT || gfla_person_data_has_surfaces(person->data),
            GFLA_ERROR_USAGE,
            "%s: the network figure learns from exact flow, and the set has no train_surface. hint: a set of `gfla "
            "render --people`, or --model person with VGG-19 weights",
            t->params.sets[0].path);
    TRY(gfla_train_losses_check_compared(gfla_task_settings(t), gfla_task_settings(t)->form == MODEL_FIGURE,
                                         "the network \"figure\""));
    t->data[0].items = "pairs";
    for (size_t i = 0; i < gfla_person_data_count(person->data); i++) {
        const struct gfla_name_pair pair = gfla_person_data_pair(person->data, i);
        gfla_train_data_add(&t->data[0], pair.from, gfla_hash_text(pair.to));
    }
    TRY(gfla_train_losses_open(t));
fail:
    return status;
}

/* Heat maps are drawn where the network runs. */
static gfla_tensor *pose_input(gfla_graph *g, const struct gfla_network_config *config, const char *name,
                               gfla_tensor **points)
{
    const struct gfla_shape shape = {3, {config->batch, config->structure, 2}};
    *points = gfla_graph_input(g, name, shape, GFLA_LAYOUT_PLAIN);
    return gfla_structure_build(g, GFLA_STRUCTURE_PERSON, *points, config->height, config->width);
}

/* A discriminator begins as the paper's do. */
static void init_figure(void *context, const gfla_tensor *param, struct gfla_random *random, float *values)
{
    (void)context;
    if (strncmp(param->name, GFLA_LOSS_PREFIX, sizeof GFLA_LOSS_PREFIX - 1) == 0)
        gfla_orthogonal_init(param, random, values);
    else
        gfla_figure_init(param, random, values);
}

static gfla_status build_figure(gfla_training *t)
{
    gfla_status status;
    struct person_training *person = t->state;
    struct gfla_figure_loss loss;
    TRY(gfla_figure_apply(t->graph, &person->config, gfla_task_settings(t)->flow_only != 0, &person->figure));
    TRY(gfla_figure_loss_build(t->graph, &person->figure, &loss));
    person->truth = loss.truth;
    person->target = loss.truth.target;
    person->loss = loss.terms;
    TRY(gfla_train_losses_compare(t, person->figure.person.image, person->target, NULL, &person->loss));
    gfla_train_losses_set(t, &person->loss);
    t->init = init_figure;
fail:
    return status;
}

static gfla_status build_published(gfla_training *t)
{
    gfla_status status;
    struct person_training *person = t->state;
    struct gfla_paper_made made;
    TRY(gfla_person_apply(t->graph, &person->config, gfla_task_settings(t)->flow_only != 0, &person->figure.person));
    gfla_paper_made_person(t->graph, &person->figure.person, &person->config, &made);
    person->target = made.frame[0].target;
    TRY(gfla_train_losses_build(t, &made, &person->loss));
fail:
    return status;
}

static gfla_status build(gfla_training *t)
{
    gfla_status status;
    const struct gfla_task_settings *s = gfla_task_settings(t);
    struct person_training *person = t->state;
    struct gfla_network_config *config = &person->config;
    *config = gfla_task_network(s, model_of(s->form));
    TRY(gfla_network_config_check(config, 32));
    TRY(gfla_calloc(&person->points, (size_t)config->batch * config->structure * 2, sizeof *person->points,
                    "key points"));
    person->figure.person.source = gfla_model_map_input(t->graph, config, "source", 3);
    person->figure.person.source_pose = pose_input(t->graph, config, "source_points", &person->source_points);
    person->figure.person.target_pose =
        gfla_graph_keep(pose_input(t->graph, config, "target_points", &person->target_points));
    status = s->form == MODEL_FIGURE ? build_figure(t) : build_published(t);
fail:
    return status;
}

static gfla_status start(gfla_training *t)
{
    gfla_status status;
    const struct gfla_task_settings *s = gfla_task_settings(t);
    struct person_training *person = t->state;
    const bool is_market = gfla_person_data_set(person->data) == GFLA_PERSON_SET_MARKET;
    const struct gfla_person_batches_params params = {
        .batch = s->train.batch,
        .width = s->network.width,
        .height = s->network.height,
        .seed = (uint64_t)s->train.seed,
        .share = t->share,
        .exact = s->losses == GFLA_LOSSES_EXACT,
        .augment = is_market && s->losses != GFLA_LOSSES_EXACT ? &gfla_augment_market : NULL};
    TRY(gfla_person_batches_open(&person->batches, person->data, &params));
    gfla_person_batches_seek(person->batches, gfla_training_next_number(t));
fail:
    return status;
}

static gfla_status write_points(gfla_training *t, gfla_tensor *input, const struct gfla_keypoints *points)
{
    gfla_status status = GFLA_OK;
    struct person_training *person = t->state;
    for (int i = 0; i < person->config.batch; i++)
        TRY(gfla_structure_points(GFLA_STRUCTURE_PERSON, &points[i],
                                  person->points + (size_t)i * person->config.structure * 2));
    TRY(gfla_tensor_write(gfla_trainer_plan(t->trainer), input, person->points));
fail:
    return status;
}

static gfla_status write_truth(gfla_training *t, const struct gfla_person_batch *batch)
{
    gfla_status status = GFLA_OK;
    const struct person_training *person = t->state;
    gfla_plan *plan = gfla_trainer_plan(t->trainer);
    for (int i = 0; i < GFLA_FIGURE_SCALES; i++) {
        TRY(gfla_tensor_write(plan, person->truth.flow[i], batch->truth.flow[i]));
        TRY(gfla_tensor_write(plan, person->truth.weight[i], batch->truth.weight[i]));
        TRY(gfla_tensor_write(plan, person->truth.mask[i], batch->truth.mask[i]));
    }
fail:
    return status;
}

/* Steps are asked for in their order, as the batches are prepared. */
static gfla_status feed(gfla_training *t, uint64_t number)
{
    gfla_status status;
    struct person_training *person = t->state;
    gfla_plan *plan = gfla_trainer_plan(t->trainer);
    const struct gfla_person_batch *batch;
    (void)number;
    TRY(gfla_person_batches_next(person->batches, &batch));
    TRY(gfla_tensor_write(plan, person->figure.person.source, batch->source));
    TRY(gfla_tensor_write(plan, person->target, batch->target));
    TRY(write_points(t, person->source_points, batch->source_points));
    TRY(write_points(t, person->target_points, batch->target_points));
    if (gfla_task_settings(t)->losses == GFLA_LOSSES_EXACT)
        TRY(write_truth(t, batch));
fail:
    return status;
}

/* Columns: source, pose, truth, source as the finest flow samples it (of our form as limbs move, as the flow says, then
 * foreground and visibility), result. */
static gfla_status sheet(gfla_training *t, uint64_t step)
{
    gfla_status status;
    const struct gfla_task_settings *s = gfla_task_settings(t);
    const struct person_training *person = t->state;
    const struct gfla_person *net = &person->figure.person;
    gfla_plan *plan = gfla_trainer_plan(t->trainer);
    struct gfla_train_sheet drawing = {.column = 0};
    int finest = GFLA_DECODER_STEPS - 1;
    while (finest > 0 && !net->maps.flow[finest])
        finest--;
    const bool is_figure = s->form == MODEL_FIGURE;
    const int n_columns = (net->image ? 5 : 4) + (is_figure ? 3 : 0);
    TRY(gfla_train_sheet_create(&drawing, s->network.width, s->network.height, s->train.batch, n_columns));
    TRY(gfla_train_sheet_add(&drawing, plan, net->source, -1));
    TRY(gfla_train_sheet_add_most(&drawing, plan, net->target_pose));
    TRY(gfla_train_sheet_add(&drawing, plan, person->target, -1));
    if (is_figure) {
        TRY(gfla_train_sheet_add(&drawing, plan, person->figure.moved, -1));
        TRY(gfla_train_sheet_add(&drawing, plan, person->figure.warped, -1));
        TRY(gfla_train_sheet_add(&drawing, plan, person->figure.full_mask, 0));
        TRY(gfla_train_sheet_add(&drawing, plan, person->figure.visible, 0));
    } else {
        TRY(gfla_train_sheet_add_flow(&drawing, plan, net->source, net->maps.flow[finest]));
    }
    TRY(gfla_train_sheet_add(&drawing, plan, net->image, -1));
    TRY(gfla_train_sheet_write(&drawing, t->run.folder, step));
fail:
    gfla_train_sheet_destroy(&drawing);
    return status;
}

static void stop(gfla_training *t)
{
    struct person_training *person = t->state;
    gfla_person_batches_destroy(&person->batches);
    free(person->points);
    *person = (struct person_training){.data = person->data};
}

static void close_all(gfla_training *t)
{
    struct person_training *person = t->state;
    stop(t);
    gfla_person_data_destroy(&person->data);
}

const struct gfla_train_task gfla_train_task_person = {
    .name = "person",
    .data = "a data set in the layout of DeepFashion or Market-1501",
    .settings = &table,
    .state_size = sizeof(struct person_training),
    .defaults = defaults,
    .open = open_data,
    .build = build,
    .start = start,
    .feed = feed,
    .sheet = sheet,
    .stop = stop,
    .close = close_all,
};
