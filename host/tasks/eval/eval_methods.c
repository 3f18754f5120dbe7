#include "tasks/eval/eval_methods.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "io/image/bitmap.h"
#include "tasks/eval/eval_points.h"
#include "viewsynth/data/test_pairs.h"

gfla_status gfla_eval_methods_add(struct gfla_eval_methods *m, enum gfla_eval_kind kind, const char *name,
                                  struct gfla_eval_origin origin)
{
    gfla_status status = GFLA_OK;
    REQUIRE(m->n < GFLA_MAX_METHODS, GFLA_ERROR_USAGE, "more than %d methods to compare", GFLA_MAX_METHODS);
    for (int i = 0; i < m->n; i++)
        REQUIRE(strcmp(m->names[i], name) != 0, GFLA_ERROR_USAGE,
                "two methods are called %s. hint: choose another name", name);
    m->kinds[m->n] = kind;
    m->names[m->n] = name;
    m->networks[m->n] = origin.network;
    m->folders[m->n++] = origin.folder;
fail:
    return status;
}

gfla_status gfla_eval_methods_prepare(struct gfla_eval_methods *m, int size)
{
    gfla_status status = GFLA_OK;
    size_t area = (size_t)GFLA_N_AZIMUTHS * size * size;
    m->size = size;
    for (int i = 0; i < m->n; i++) {
        TRY(gfla_calloc(&m->predicted[i], 3 * area, sizeof(float), "answers"));
        const bool is_points = m->kinds[i] == GFLA_EVAL_POINTS;
        if (m->networks[i] && m->networks[i]->net.full_flow && !is_points)
            TRY(gfla_calloc(&m->flow[i], 2 * area, sizeof(float), "answers"));
        if (is_points || (m->kinds[i] == GFLA_EVAL_FULL && m->networks[i]->net.alpha))
            TRY(gfla_calloc(&m->alpha[i], area, sizeof(float), "answers"));
    }
fail:
    return status;
}

void gfla_eval_methods_free(struct gfla_eval_methods *m)
{
    for (int i = 0; i < m->n; i++) {
        free(m->predicted[i]);
        free(m->flow[i]);
        free(m->alpha[i]);
    }
    *m = (struct gfla_eval_methods){0};
}

/* ---- answers ---- */

static gfla_status read_answer(const char *folder, const char *id, int index, int size, float *planes)
{
    gfla_status status = GFLA_OK;
    struct gfla_bitmap image = {0}, resized = {0};
    char path[4096];
    snprintf(path, sizeof path, "%s/%s/result_%04d.png", folder, id, index);
    TRY(gfla_bitmap_read(path, &(struct gfla_bitmap_read_params){.channels = 3}, &image));
    TRY(gfla_bitmap_resize(&image, size, size, GFLA_FILTER_BILINEAR, &resized));
    gfla_bitmap_to_planes(&resized, planes);
fail:
    gfla_bitmap_free(&image);
    gfla_bitmap_free(&resized);
    return status;
}

static gfla_status read_answers(const struct gfla_eval_methods *m, int method, const char *id)
{
    gfla_status status = GFLA_OK;
    size_t image_size = (size_t)3 * m->size * m->size;
    for (int a = 0; a < GFLA_N_AZIMUTHS; a++)
        TRY(read_answer(m->folders[method], id, a, m->size, m->predicted[method] + a * image_size));
fail:
    return status;
}

static gfla_status run_network(struct gfla_view_model *network, const struct gfla_pair_batch *b)
{
    struct gfla_view_angles targets[GFLA_N_AZIMUTHS];
    for (int a = 0; a < b->n; a++)
        targets[a] = gfla_view_angles_of(b->target_view[a]);
    gfla_status status =
        gfla_view_model_set_source(network, b->source, b->source_mask, gfla_view_angles_of(b->source_view[0]));
    if (status == GFLA_OK && b->source_camera)
        return gfla_view_model_run_batch(network, b);
    return status == GFLA_OK ? gfla_view_model_run(network, targets, b->n) : status;
}

/* Once for all methods of this network. */
static gfla_status run_network_of(struct gfla_eval_methods *m, int i, const struct gfla_pair_batch *b)
{
    gfla_status status = GFLA_OK;
    struct gfla_view_model *const network = m->networks[i];
    bool was_run = !network;
    for (int j = 0; j < i; j++)
        was_run = was_run || m->networks[j] == network;
    if (!was_run)
        TRY(run_network(network, b));
    if (m->flow[i])
        TRY(gfla_view_model_get(network, network->net.full_flow, m->flow[i]));
    if (m->alpha[i] && m->kinds[i] == GFLA_EVAL_FULL)
        TRY(gfla_view_model_get(network, network->net.alpha, m->alpha[i]));
fail:
    return status;
}

static gfla_status answer(struct gfla_eval_methods *m, int i, const struct gfla_pair_batch *b, const char *id)
{
    struct gfla_view_model *const network = m->networks[i];
    size_t bytes = (size_t)b->n * 3 * b->size * b->size * sizeof(float);
    switch (m->kinds[i]) {
    case GFLA_EVAL_COPY:
        memcpy(m->predicted[i], b->source, bytes);
        return GFLA_OK;
    case GFLA_EVAL_EXACT:
        gfla_test_warp(b, b->flow[GFLA_SCALE_1], b->mask[GFLA_SCALE_1], GFLA_SCALE_1, m->predicted[i]);
        return GFLA_OK;
    case GFLA_EVAL_FOLDER:
        return read_answers(m, i, id);
    case GFLA_EVAL_POINTS:
        return gfla_eval_points_get(network, m->predicted[i], m->alpha[i]);
    case GFLA_EVAL_FLOW:
        return gfla_view_model_get(network, network->net.warped, m->predicted[i]);
    case GFLA_EVAL_FULL:
        return gfla_view_model_get(network, network->net.image, m->predicted[i]);
    }
    return GFLA_OK;
}

gfla_status gfla_eval_methods_run(struct gfla_eval_methods *m, const struct gfla_pair_batch *b, const char *id)
{
    gfla_status status = GFLA_OK;
    for (int i = 0; i < m->n; i++) {
        TRY(run_network_of(m, i, b));
        TRY(answer(m, i, b, id));
    }
fail:
    return status;
}

static void to_unit(const float *planes, size_t n, float *unit)
{
    for (size_t i = 0; i < n; i++) {
        const float v = 0.5f * planes[i] + 0.5f;
        unit[i] = v > 0 ? v < 1 ? v : 1 : 0;
    }
}

static gfla_status score_perceptual(const struct gfla_eval_methods *m, gfla_evaluation *evaluation,
                                    struct gfla_eval_perceptual *p, int item, const struct gfla_pair_batch *b)
{
    gfla_status status = GFLA_OK;
    const size_t image_size = (size_t)3 * m->size * m->size;
    float *unit = NULL;
    double lpips = 0;
    TRY(gfla_calloc(&unit, image_size, sizeof *unit, "an image"));
    for (int a = 0; a < b->n; a++) {
        struct gfla_pose source, target;
        gfla_evaluation_poses(b, a, &source, &target);
        if (gfla_pose_distance(source, target) == 0)
            continue;
        to_unit(b->target + a * image_size, image_size, unit);
        TRY(gfla_eval_perceptual_set_truth(p, unit, false));
        for (int i = 0; i < m->n; i++) {
            to_unit(m->predicted[i] + a * image_size, image_size, unit);
            TRY(gfla_eval_perceptual_add(p, i, unit, &lpips));
            if (p->has_lpips)
                gfla_evaluation_add_score(evaluation, i, item, source, target, GFLA_SCORE_LPIPS, lpips);
        }
    }
fail:
    free(unit);
    return status;
}

gfla_status gfla_eval_methods_score(const struct gfla_eval_methods *m, gfla_evaluation *evaluation,
                                    struct gfla_eval_perceptual *perceptual, int item, const struct gfla_pair_batch *b)
{
    gfla_status status = GFLA_OK;
    for (int i = 0; i < m->n; i++)
        TRY(gfla_evaluation_add_alpha_batch(evaluation, i, item, b, m->predicted[i], m->alpha[i], m->flow[i],
                                            GFLA_SCALE_1));
    for (int i = 0; i < m->n; i++)
        if (m->kinds[i] == GFLA_EVAL_POINTS)
            TRY(gfla_eval_points_score(m->networks[i], evaluation, i, item, b, m->alpha[i]));
    if (perceptual->has_lpips || perceptual->has_fid)
        TRY(score_perceptual(m, evaluation, perceptual, item, b));
fail:
    return status;
}

/* ---- images of the answers ---- */

static gfla_status write_image(const char *folder, const char *name, const float *planes, int size)
{
    gfla_status status = GFLA_OK;
    struct gfla_bitmap image = {0};
    char path[4096];
    snprintf(path, sizeof path, "%s/%s.png", folder, name);
    TRY(gfla_bitmap_from_planes(planes, size, size, 3, &image));
    status = gfla_bitmap_write(path, &image, &(struct gfla_bitmap_write_params){.fast = true});
fail:
    gfla_bitmap_free(&image);
    return status;
}

gfla_status gfla_eval_methods_write(const struct gfla_eval_methods *m, const char *root, const char *id,
                                    const struct gfla_pair_batch *b)
{
    gfla_status status = GFLA_OK;
    char folder[2048], name[32];
    size_t image_size = (size_t)3 * b->size * b->size;
    snprintf(folder, sizeof folder, "%s/%s", root, id);
    TRY(gfla_folder_create(folder));
    TRY(write_image(folder, "source", b->source, b->size));
    for (int a = 0; a < b->n; a++) {
        snprintf(name, sizeof name, "gt_%04d", a);
        TRY(write_image(folder, name, b->target + a * image_size, b->size));
        snprintf(name, sizeof name, "result_%04d", a);
        TRY(write_image(folder, name, m->predicted[m->n - 1] + a * image_size, b->size));
    }
fail:
    return status;
}
