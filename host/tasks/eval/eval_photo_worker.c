#include "tasks/eval/eval_photo_worker.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/context.h"
#include "base/memory.h"
#include "base/random.h"
#include "tasks/view/photo_angle.h"
#include "train/weights.h"
#include "viewsynth/data/photo_batches.h"

#define BATCH GFLA_EVAL_PHOTO_BATCH
#define SEED 1
#define MIDDLE_ELEVATION 1 /* of a grid: where likeness is looked at */
#define NEAREST_TURN 3     /* from which views are compared: 60 degrees */

/* ---- networks ---- */

static gfla_status open_network(struct gfla_eval_photo_worker *w, gfla_device *device, const char *weights)
{
    static const char *const names[GFLA_EVAL_PHOTO_COUNT] = {"matte", "angle"};
    gfla_status status;
    struct gfla_eval_photo_net *net = &w->nets[w->n_nets++];
    struct gfla_net_model *base = &net->base;
    TRY(gfla_net_model_choose(base, &(struct gfla_net_options){.model = weights}));
    REQUIRE(strcmp(base->model->name, names[w->task]) == 0, GFLA_ERROR_USAGE,
            "%s: weights of the network %s, %s expected. hint: `gfla train %s` makes them", base->path,
            base->model->name, names[w->task], names[w->task]);
    gfla_net_model_resize(base, 0, 0, BATCH);
    TRY(gfla_net_model_build(base));
    TRY(gfla_plan_create(&net->plan, base->graph, device, NULL));
    TRY(gfla_weights_load_part(net->plan, base->graph, base->path, "", NULL));
    const size_t area = (size_t)base->config.width * (size_t)base->config.height;
    TRY(gfla_calloc(&net->image, 3 * BATCH * area, sizeof *net->image, "images"));
    TRY(gfla_calloc(&net->alpha, BATCH * area, sizeof *net->alpha, "images"));
    for (int i = 0; i < base->net.n_outputs; i++) {
        const size_t count = (size_t)gfla_shape_count(base->net.output[i].tensor->shape);
        TRY(gfla_calloc(&net->out[i], count, sizeof *net->out[i], "answers"));
        TRY(gfla_calloc(&net->mirrored[i], count, sizeof *net->mirrored[i], "answers"));
    }
fail:
    return status;
}

gfla_status gfla_eval_photo_worker_open(struct gfla_eval_photo_worker *w, enum gfla_eval_photo task,
                                        const struct gfla_eval_options *o, const gfla_views *views, gfla_device *device)
{
    gfla_status status = GFLA_OK;
    *w = (struct gfla_eval_photo_worker){.task = task, .views = views};
    w->n_models = gfla_views_split(views, o->split, &w->models);
    for (int i = 0; i < o->n_against; i++)
        TRY(open_network(w, device, o->against[i]));
    if (o->weights)
        TRY(open_network(w, device, o->weights));
fail:
    return status;
}

void gfla_eval_photo_worker_close(struct gfla_eval_photo_worker *w)
{
    for (int i = 0; i < w->n_nets; i++) {
        struct gfla_eval_photo_net *net = &w->nets[i];
        gfla_plan_destroy(&net->plan);
        gfla_net_model_close(&net->base);
        free(net->image);
        free(net->alpha);
        for (int k = 0; k < 2; k++) {
            free(net->out[k]);
            free(net->mirrored[k]);
        }
    }
    w->n_nets = 0;
}

static gfla_status run_network(struct gfla_eval_photo_net *net, float *const out[2])
{
    gfla_status status;
    const struct gfla_model_net *m = &net->base.net;
    TRY(gfla_tensor_write(net->plan, m->input[0], net->image));
    if (m->n_inputs > 1)
        TRY(gfla_tensor_write(net->plan, m->input[1], net->alpha));
    TRY(gfla_plan_run(net->plan));
    for (int i = 0; i < m->n_outputs; i++)
        TRY(gfla_tensor_read(net->plan, m->output[i].tensor, out[i]));
fail:
    return status;
}

/* ---- mattes ---- */

/* As large as an object of a photograph that is looked at closer, larger, and filling the image. */
int gfla_eval_matte_group(double covered)
{
    return covered < 0.1 ? 0 : covered < 0.3 ? 1 : 2;
}

void gfla_eval_matte_add(gfla_score_board *board, int method, size_t item, const float *made, const float *truth,
                         int size)
{
    const int area = size * size;
    long both = 0, either = 0, n = 0;
    double sum = 0;
    for (int i = 0; i < area; i++) {
        const bool a = made[i] >= 0.5f, b = truth[i] >= 0.5f;
        both += a && b;
        either += a || b;
        n += b;
        sum += (double)fabsf(made[i] - truth[i]);
    }
    const double iou = either ? (double)both / (double)either : 1;
    const int group = gfla_eval_matte_group((double)n / area);
    gfla_score_board_add(board, method, item, group, GFLA_SCORE_IOU, iou);
    gfla_score_board_add(board, method, item, group, GFLA_SCORE_MISSED, iou < GFLA_EVAL_MISSED);
    gfla_score_board_add(board, method, item, group, GFLA_SCORE_ALPHA, sum / area);
}

static struct gfla_photo_item draw_view(const struct gfla_eval_photo_worker *w, int model, struct gfla_random *random)
{
    struct gfla_photo_item item = {.model = model};
    item.view = (int)gfla_random_below(random, (uint32_t)gfla_views_model(w->views, model)->n_views);
    item.flip = gfla_random_below(random, 2);
    return item;
}

static gfla_status draw_scene(const struct gfla_eval_photo_worker *w, size_t item, int number,
                              struct gfla_eval_photo_net *net)
{
    const int model = w->models[item], size = net->base.config.width;
    const size_t area = (size_t)size * (size_t)size, at = (size_t)number * area;
    const uint64_t key[3] = {SEED, gfla_hash_text(gfla_views_model(w->views, model)->id), (uint64_t)number};
    struct gfla_random random = gfla_random_seed(gfla_hash_bytes(key, sizeof key), SEED);
    const struct gfla_photo_item object = draw_view(w, model, &random);
    const struct gfla_photo_item other =
        draw_view(w, w->models[gfla_random_below(&random, (uint32_t)w->n_models)], &random);
    return gfla_photo_scene(w->views, &object, &other, gfla_hash_bytes(key, sizeof key), size, net->image + 3 * at,
                            net->alpha + at);
}

static gfla_status run_matte(struct gfla_eval_photo_worker *w, int method, size_t item, gfla_score_board *board)
{
    gfla_status status = GFLA_OK;
    struct gfla_eval_photo_net *net = &w->nets[method];
    const int size = net->base.config.width;
    const size_t area = (size_t)size * (size_t)size;
    for (int i = 0; i < GFLA_EVAL_SCENES; i++)
        TRY(draw_scene(w, item, i, net));
    TRY(run_network(net, net->out));
    for (size_t i = 0; i < GFLA_EVAL_SCENES; i++)
        gfla_eval_matte_add(board, method, item, net->out[0] + i * area, net->alpha + i * area, size);
fail:
    return status;
}

/* ---- angles ---- */

int gfla_eval_angle_group(double elevation, double confidence)
{
    const int e = (int)lround((elevation - GFLA_ANGLE_LOWEST) / GFLA_ANGLE_STEP);
    const int c = (int)(confidence * GFLA_EVAL_CONFIDENCES);
    const int row = e < 0 ? 0 : e >= GFLA_ANGLE_ELEVATIONS ? GFLA_ANGLE_ELEVATIONS - 1 : e;
    return row * GFLA_EVAL_CONFIDENCES + (c < GFLA_EVAL_CONFIDENCES ? c : GFLA_EVAL_CONFIDENCES - 1);
}

void gfla_eval_angle_add(gfla_score_board *board, int method, size_t item, const struct gfla_photo_angle *made,
                         double azimuth, double elevation)
{
    const double near = GFLA_EVAL_NEAR + 1e-6, off = fabs(remainder(made->peak_azimuth - azimuth, 360));
    const struct {
        enum gfla_score score;
        double value;
    } scores[] = {{GFLA_SCORE_WITHIN_20, off <= near},
                  {GFLA_SCORE_OPPOSITE, off >= 180 - near},
                  {GFLA_SCORE_QUARTER, fabs(off - 90) <= near},
                  {GFLA_SCORE_AZIMUTH, off},
                  {GFLA_SCORE_ELEVATION, fabs(made->elevation - elevation)},
                  {GFLA_SCORE_CONFIDENCE, made->peak_confidence},
                  {GFLA_SCORE_SYMMETRIC, made->symmetry != GFLA_PHOTO_SYMMETRY_NONE}};
    const int group = gfla_eval_angle_group(elevation, made->peak_confidence);
    if (azimuth <= 180)
        gfla_score_board_add(board, method, item, group, GFLA_SCORE_FRONT,
                             fabs(remainder(made->azimuth - azimuth, 360)) <= near);
    for (size_t i = 0; i < sizeof scores / sizeof *scores; i++)
        gfla_score_board_add(board, method, item, group, scores[i].score, scores[i].value);
}

/* Mean difference of two views, in 0 .. 1, where either shows the object. */
static double difference(const float *image, const float *alpha, int a, int b, size_t area)
{
    const float *x = image + 3 * area * (size_t)a, *y = image + 3 * area * (size_t)b;
    const float *u = alpha + area * (size_t)a, *v = alpha + area * (size_t)b;
    double sum = 0, n = 1e-9;
    for (size_t i = 0; i < area; i++)
        if (u[i] >= 0.5f || v[i] >= 0.5f) {
            n += 6;
            for (size_t k = 0; k < 3; k++)
                sum += (double)fabsf(x[k * area + i] - y[k * area + i]);
        }
    return sum / n;
}

double gfla_eval_likeness(const float *image, const float *alpha, int size)
{
    double least = 1;
    for (int turn = NEAREST_TURN; turn <= GFLA_N_AZIMUTHS / 2; turn++) {
        double sum = 0;
        for (int a = 0; a < GFLA_N_AZIMUTHS; a++)
            sum += difference(image, alpha, a, (a + turn) % GFLA_N_AZIMUTHS, (size_t)size * (size_t)size);
        least = fmin(least, sum / GFLA_N_AZIMUTHS);
    }
    return least;
}

/* As gfla_photo_networks_angle does it, of a whole batch. */
static gfla_status see_angles(struct gfla_eval_photo_net *net)
{
    gfla_status status;
    const int size = net->base.config.width;
    TRY(run_network(net, net->out));
    gfla_photo_angle_mirror(net->image, 3 * BATCH * (size_t)size, size);
    gfla_photo_angle_mirror(net->alpha, BATCH * (size_t)size, size);
    TRY(run_network(net, net->mirrored));
    for (ptrdiff_t i = 0; i < BATCH; i++)
        gfla_photo_angle_join(net->out[0] + i * GFLA_ANGLE_AZIMUTHS, net->out[1] + i * GFLA_ANGLE_ELEVATIONS,
                              net->mirrored[0] + i * GFLA_ANGLE_AZIMUTHS, net->mirrored[1] + i * GFLA_ANGLE_ELEVATIONS);
fail:
    return status;
}

static gfla_status run_angle(struct gfla_eval_photo_worker *w, int method, size_t item, gfla_score_board *board)
{
    gfla_status status = GFLA_OK;
    struct gfla_eval_photo_net *net = &w->nets[method];
    const int model = w->models[item], n_views = gfla_views_model(w->views, model)->n_views,
              size = net->base.config.width;
    const size_t area = (size_t)size * (size_t)size;
    for (int first = 0; first < n_views; first += BATCH) {
        const int n = n_views - first < BATCH ? n_views - first : BATCH;
        for (int i = 0; i < n; i++)
            TRY(gfla_photo_cut_out(w->views, model, first + i, size, net->image + 3 * area * (size_t)i,
                                   net->alpha + area * (size_t)i));
        TRY(see_angles(net));
        for (int i = 0; i < n; i++) {
            const struct gfla_camera camera = gfla_views_camera(w->views, model, first + i);
            const struct gfla_photo_angle made = gfla_photo_angle_of(
                net->out[0] + (ptrdiff_t)i * GFLA_ANGLE_AZIMUTHS, net->out[1] + (ptrdiff_t)i * GFLA_ANGLE_ELEVATIONS);
            gfla_eval_angle_add(board, method, item, &made, camera.azimuth, camera.elevation);
        }
        if (gfla_views_are_grid(w->views) && first == MIDDLE_ELEVATION * GFLA_N_AZIMUTHS)
            gfla_score_board_add(board, method, item, 0, GFLA_SCORE_LIKENESS,
                                 gfla_eval_likeness(net->image, net->alpha, size));
    }
fail:
    return status;
}

gfla_status gfla_eval_photo_worker_run(struct gfla_eval_photo_worker *w, size_t item, gfla_score_board *board)
{
    gfla_status status;
    TRY(gfla_check_cancelled());
    for (int i = 0; i < w->n_nets; i++)
        TRY(w->task == GFLA_EVAL_MATTE ? run_matte(w, i, item, board) : run_angle(w, i, item, board));
fail:
    return status;
}
