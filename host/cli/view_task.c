#include "cli/view_task.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "io/checkpoint.h"

enum setting_kind { SETTING_INT, SETTING_WORD, SETTING_DOUBLE, SETTING_LONG };

static const char *const form_names[] = {"published", "view", NULL}, *const losses_names[] = {"exact", "paper", NULL};

/* Every setting with its key; the one list for writing and reading. */
static const struct setting {
    const char *key;
    enum setting_kind kind;
    size_t offset;
    double lo, hi;
    const char *const *words; /* SETTING_WORD: by value */
} settings_table[] = {
    {"form", SETTING_WORD, offsetof(struct view_settings, form), 0, 0, form_names},
    {"size", SETTING_INT, offsetof(struct view_settings, size), 64, 1024, NULL},
    {"width", SETTING_INT, offsetof(struct view_settings, width), 1, 512, NULL},
    {"flow_width", SETTING_INT, offsetof(struct view_settings, flow_width), 1, 512, NULL},
    {"attention_width", SETTING_INT, offsetof(struct view_settings, attention_width), 1, 1024, NULL},
    {"flow_only", SETTING_INT, offsetof(struct view_settings, flow_only), 0, 1, NULL},
    {"batch", SETTING_INT, offsetof(struct view_settings, batch), 1, 1024, NULL},
    {"steps_planned", SETTING_INT, offsetof(struct view_settings, steps), 1, 1e9, NULL},
    {"learning_rate", SETTING_DOUBLE, offsetof(struct view_settings, learning_rate), 0, 1, NULL},
    {"flow_rate", SETTING_DOUBLE, offsetof(struct view_settings, flow_rate), 0, 1, NULL},
    {"losses", SETTING_WORD, offsetof(struct view_settings, losses), 0, 0, losses_names},
    {"vgg_width", SETTING_INT, offsetof(struct view_settings, vgg_width), 0, 1024, NULL},
    {"discriminator_width", SETTING_INT, offsetof(struct view_settings, discriminator_width), 0, 512, NULL},
    {"seed", SETTING_LONG, offsetof(struct view_settings, seed), 0, 9e18, NULL},
};
enum { N_SETTINGS = sizeof settings_table / sizeof *settings_table };

void view_metadata_add(struct view_metadata *metadata, const char *key, const char *value)
{
    if (metadata->n_pairs == VIEW_SETTINGS_MAX_PAIRS)
        return;
    metadata->pairs[2 * metadata->n_pairs] = key;
    metadata->pairs[2 * metadata->n_pairs + 1] = value;
    metadata->pairs[2 * ++metadata->n_pairs] = NULL;
}

static void format_setting(const struct setting *setting, const struct view_settings *settings, char *text, size_t size)
{
    const void *field = (const char *)settings + setting->offset;
    if (setting->kind == SETTING_WORD)
        snprintf(text, size, "%s", setting->words[*(const int *)field]);
    else if (setting->kind == SETTING_INT)
        snprintf(text, size, "%d", *(const int *)field);
    else if (setting->kind == SETTING_LONG)
        snprintf(text, size, "%lld", *(const long long *)field);
    else
        snprintf(text, size, "%.9g", *(const double *)field);
}

void view_settings_describe(const struct view_settings *settings, struct view_metadata *metadata)
{
    for (int i = 0; i < N_SETTINGS; i++) {
        char *text = metadata->storage[metadata->n_pairs];
        format_setting(&settings_table[i], settings, text, sizeof metadata->storage[0]);
        view_metadata_add(metadata, settings_table[i].key, text);
    }
}

static gfla_status parse_setting(const struct setting *setting, const char *text, struct view_settings *settings)
{
    gfla_status status;
    void *field = (char *)settings + setting->offset;
    long long whole;
    if (setting->kind == SETTING_WORD) {
        for (int i = 0; setting->words[i]; i++)
            if (strcmp(text, setting->words[i]) == 0) {
                *(int *)field = i;
                return GFLA_OK;
            }
        return gfla_fail(GFLA_ERROR_INPUT, "%s \"%s\" is neither %s nor %s", setting->key, text, setting->words[0],
                         setting->words[1]);
    }
    if (setting->kind == SETTING_DOUBLE)
        return gfla_parse_double(text, setting->lo, setting->hi, setting->key, field);
    TRY(gfla_parse_int(text, (long long)setting->lo, (long long)setting->hi, setting->key, &whole));
    if (setting->kind == SETTING_INT)
        *(int *)field = (int)whole;
    else
        *(long long *)field = whole;
    return GFLA_OK;
fail:
    return status;
}

gfla_status view_settings_read(struct view_settings *settings, const char *path)
{
    gfla_status status;
    gfla_checkpoint *file = NULL;
    TRY(gfla_checkpoint_open(&file, path));
    for (int i = 0; i < N_SETTINGS; i++) {
        const char *text = gfla_checkpoint_get(file, settings_table[i].key);
        if (text && parse_setting(&settings_table[i], text, settings) != GFLA_OK) {
            status = gfla_fail_context(GFLA_ERROR_INPUT, "%s: metadata", path);
            goto fail;
        }
    }
    REQUIRE(settings->size % 32 == 0, GFLA_ERROR_INPUT, "%s: metadata: size: %d is not a multiple of 32", path, settings->size);
    status = GFLA_OK;
fail:
    gfla_checkpoint_close(&file);
    return status;
}

struct view_settings view_settings_unasked(void)
{
    return (struct view_settings){-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1};
}

static bool is_asked(const struct setting *setting, const struct view_settings *settings)
{
    const void *field = (const char *)settings + setting->offset;
    if (setting->kind == SETTING_DOUBLE)
        return *(const double *)field >= 0;
    return setting->kind == SETTING_LONG ? *(const long long *)field >= 0 : *(const int *)field >= 0;
}

static size_t setting_size(const struct setting *setting)
{
    if (setting->kind == SETTING_DOUBLE)
        return sizeof(double);
    return setting->kind == SETTING_LONG ? sizeof(long long) : sizeof(int);
}

struct view_settings view_settings_or(const struct view_settings *asked, const struct view_settings *others)
{
    struct view_settings settings = *others;
    for (int i = 0; i < N_SETTINGS; i++) {
        const struct setting *setting = &settings_table[i];
        if (is_asked(setting, asked))
            memcpy((char *)&settings + setting->offset, (const char *)asked + setting->offset, setting_size(setting));
    }
    return settings;
}

gfla_status view_settings_agree(const struct view_settings *asked, const struct view_settings *have)
{
    for (int i = 0; i < N_SETTINGS; i++) {
        char mine[64], theirs[64];
        format_setting(&settings_table[i], have, theirs, sizeof theirs);
        if (!is_asked(&settings_table[i], asked))
            continue;
        format_setting(&settings_table[i], asked, mine, sizeof mine);
        if (strcmp(mine, theirs) != 0)
            return gfla_fail(GFLA_ERROR_USAGE, "%s: %s was asked for, the run has %s. hint: leave it out", settings_table[i].key, mine, theirs);
    }
    return GFLA_OK;
}

struct gfla_shapenet_config view_settings_config(const struct view_settings *settings)
{
    return (struct gfla_shapenet_config){.form = settings->form,
                                         .batch = settings->batch,
                                         .size = settings->size,
                                         .width = settings->width,
                                         .flow_width = settings->flow_width,
                                         .attention_width = settings->attention_width,
                                         .flow_only = settings->flow_only != 0};
}

gfla_status view_poses_create(struct view_poses *poses, int batch)
{
    gfla_status status;
    float *all = NULL;
    *poses = (struct view_poses){0};
    TRY(gfla_calloc(&all, (size_t)batch * (2 * 21 + 18 + 2 * 12), sizeof *all, "poses"));
    poses->source = all;
    poses->target = all + batch * 21;
    poses->turn = all + batch * 42;
    poses->camera = all + batch * 60;
    poses->mirror_camera = all + batch * 72;
    return GFLA_OK;
fail:
    return status;
}

void view_poses_destroy(struct view_poses *poses)
{
    free(poses->source);
    *poses = (struct view_poses){0};
}

void view_poses_set(struct view_poses *poses, int n, struct gfla_view_angles source, struct gfla_view_angles target)
{
    gfla_view_pose(source, poses->source + 21 * n);
    gfla_view_pose(target, poses->target + 21 * n);
    gfla_view_turn(source, target, poses->turn + 18 * n);
    gfla_view_camera(source, target, poses->camera + 12 * n);
    gfla_view_mirror_camera(source, target, poses->mirror_camera + 12 * n);
}

gfla_status view_poses_write(const struct view_poses *poses, gfla_plan *plan, const struct gfla_shapenet *net)
{
    gfla_status status;
    TRY(gfla_tensor_write(plan, net->source_pose, poses->source));
    TRY(gfla_tensor_write(plan, net->target_pose, poses->target));
    if (net->turn)
        TRY(gfla_tensor_write(plan, net->turn, poses->turn));
    if (net->camera)
        TRY(gfla_tensor_write(plan, net->camera, poses->camera));
    if (net->mirror_camera)
        TRY(gfla_tensor_write(plan, net->mirror_camera, poses->mirror_camera));
    return GFLA_OK;
fail:
    return status;
}

struct gfla_view_angles view_angles(struct gfla_pose pose)
{
    return (struct gfla_view_angles){20.0 * pose.azimuth, 10.0 * pose.elevation};
}

/* Truth of the VIEW form alone. */
static gfla_status feed_full(gfla_plan *plan, const struct gfla_view_truth *truth, const struct gfla_pair_batch *batch)
{
    gfla_status status;
    TRY(gfla_tensor_write(plan, truth->full_flow, batch->flow[GFLA_SCALE_1]));
    TRY(gfla_tensor_write(plan, truth->full_weight, batch->weight[GFLA_SCALE_1]));
    TRY(gfla_tensor_write(plan, truth->full_mask, batch->mask[GFLA_SCALE_1]));
    TRY(gfla_tensor_write(plan, truth->source_mask, batch->source_mask));
    TRY(gfla_tensor_write(plan, truth->source_surface, batch->source_surface));
    TRY(gfla_tensor_write(plan, truth->target_surface, batch->target_surface));
    return GFLA_OK;
fail:
    return status;
}

gfla_status view_feed(gfla_plan *plan, const struct gfla_shapenet *net, const struct gfla_view_truth *truth,
                      const struct gfla_pair_batch *batch, struct view_poses *poses)
{
    gfla_status status;
    static const enum gfla_scale scales[GFLA_SHAPENET_FLOWS] = {GFLA_SCALE_8, GFLA_SCALE_4};
    for (int n = 0; n < batch->n; n++)
        view_poses_set(poses, n, view_angles(batch->source_view[n]), view_angles(batch->target_view[n]));
    TRY(view_poses_write(poses, plan, net));
    TRY(gfla_tensor_write(plan, net->source, batch->source));
    if (!truth)
        return GFLA_OK;
    TRY(gfla_tensor_write(plan, truth->target, batch->target));
    if (!truth->flow[0]) /* losses that know no flow */
        return GFLA_OK;
    for (int i = 0; i < net->n_flows; i++) {
        TRY(gfla_tensor_write(plan, truth->flow[i], batch->flow[scales[i]]));
        TRY(gfla_tensor_write(plan, truth->weight[i], batch->weight[scales[i]]));
        TRY(gfla_tensor_write(plan, truth->mask[i], batch->mask[scales[i]]));
    }
    return truth->full_flow ? feed_full(plan, truth, batch) : GFLA_OK;
fail:
    return status;
}
