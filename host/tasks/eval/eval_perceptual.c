#include "tasks/eval/eval_perceptual.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "io/weights/checkpoint.h"
#include "io/image/bitmap.h"
#include "train/branch.h"
#include "train/weights.h"

static void close_network(struct gfla_eval_network *n)
{
    gfla_plan_destroy(&n->plan);
    gfla_graph_destroy(&n->graph);
}

void gfla_eval_perceptual_close(struct gfla_eval_perceptual *p)
{
    close_network(&p->alexnet);
    close_network(&p->inception);
    for (int i = 0; i < GFLA_ALEXNET_LAYERS; i++) {
        free(p->weights[i]);
        free(p->truth[i]);
        free(p->answer[i]);
    }
    free(p->scaled);
    free(p->features);
    gfla_eval_fid_free(&p->fid);
    *p = (struct gfla_eval_perceptual){0};
}

static gfla_status start_network(struct gfla_eval_network *n, int height, int width)
{
    gfla_status status = GFLA_OK;
    TRY(gfla_graph_create(&n->graph));
    n->image = gfla_graph_input(n->graph, "image", gfla_shape_4d(1, 3, height, width), GFLA_LAYOUT_BLOCKED);
    status = gfla_graph_status(n->graph);
fail:
    return status;
}

static gfla_status plan_network(struct gfla_eval_network *n, gfla_device *device, const char *weights)
{
    gfla_status status = GFLA_OK;
    TRY(gfla_plan_create(&n->plan, n->graph, device, &(struct gfla_plan_params){.build_aside = true}));
    TRY(gfla_weights_load(n->plan, n->graph, weights, GFLA_WEIGHTS_ALL, NULL));
fail:
    return status;
}

static size_t count(const gfla_tensor *tensor)
{
    return (size_t)gfla_shape_count(tensor->shape);
}

/* ---- LPIPS ---- */

/* "A,B" as A and B; "A" as A twice. Commas may be parts of names: the first that has a file in front of it counts. */
static gfla_status split(const char *files, char first[1024], char second[1024])
{
    gfla_status status = GFLA_OK;
    const char *comma = gfla_file_exists(files) ? NULL : strchr(files, ',');
    const char *at = comma;
    for (; at; at = strchr(at + 1, ',')) {
        snprintf(first, 1024, "%.*s", (int)(at - files), files);
        if (gfla_file_exists(first))
            break;
    }
    comma = at ? at : comma;
    const size_t n = comma ? (size_t)(comma - files) : strlen(files);
    const char *rest = comma ? comma + 1 : files;
    REQUIRE(n < 1024 && strlen(rest) < 1024 && n > 0 && rest[0], GFLA_ERROR_USAGE,
            "--lpips %s: ALEXNET,LAYERS expected, two files of weights", files);
    snprintf(first, 1024, "%.*s", (int)n, files);
    snprintf(second, 1024, "%s", rest);
fail:
    return status;
}

static gfla_status read_layers(struct gfla_eval_perceptual *p, const char *path)
{
    gfla_status status;
    gfla_checkpoint *file = NULL;
    const char *const first = "lin0.model.1.weight";
    TRY(gfla_checkpoint_open(&file, path));
    TRY(gfla_branch_find(file, path, &first, 1));
    for (int i = 0; i < GFLA_ALEXNET_LAYERS; i++) {
        char name[32];
        const int64_t channels = p->relu[i]->shape.dim[1];
        snprintf(name, sizeof name, "lin%d.model.1.weight", i);
        const struct gfla_checkpoint_tensor *t = gfla_checkpoint_find(file, name);
        REQUIRE(t && gfla_shape_count(t->shape) == channels, GFLA_ERROR_INPUT,
                "%s: no tensor \"%s\" of %lld numbers: these are no weights of LPIPS 0.1's layers for AlexNet", path,
                name, (long long)channels);
        TRY(gfla_calloc(&p->weights[i], (size_t)channels, sizeof(float), "weights of layers"));
        TRY(gfla_calloc(&p->truth[i], count(p->relu[i]), sizeof(float), "features"));
        TRY(gfla_calloc(&p->answer[i], count(p->relu[i]), sizeof(float), "features"));
        TRY(gfla_checkpoint_fetch(file, t, p->weights[i]));
    }
    status = GFLA_OK;
fail:
    gfla_checkpoint_close(&file);
    return status;
}

static gfla_status open_lpips(struct gfla_eval_perceptual *p, gfla_device *device, const char *files)
{
    gfla_status status = GFLA_OK;
    char alexnet[1024], layers[1024];
    struct gfla_shape shape;
    REQUIRE(p->height >= GFLA_ALEXNET_MIN_SIDE && p->width >= GFLA_ALEXNET_MIN_SIDE, GFLA_ERROR_USAGE,
            "--lpips: images of %d x %d pixels; AlexNet needs %d at least", p->width, p->height, GFLA_ALEXNET_MIN_SIDE);
    TRY(split(files, alexnet, layers));
    TRY(gfla_weights_shape(alexnet, "features.0.weight", &shape));
    TRY(start_network(&p->alexnet, p->height, p->width));
    TRY(gfla_alexnet_build(p->alexnet.graph, p->alexnet.image, (int)shape.dim[0], p->relu));
    TRY(plan_network(&p->alexnet, device, alexnet));
    TRY(read_layers(p, layers));
    p->has_lpips = true;
fail:
    return status;
}

static gfla_status look(struct gfla_eval_perceptual *p, const float *planes, float *const features[GFLA_ALEXNET_LAYERS])
{
    gfla_status status;
    gfla_lpips_scale(planes, (size_t)p->height * p->width, p->scaled);
    TRY(gfla_tensor_write(p->alexnet.plan, p->alexnet.image, p->scaled));
    TRY(gfla_plan_run(p->alexnet.plan));
    for (int i = 0; i < GFLA_ALEXNET_LAYERS; i++)
        TRY(gfla_tensor_read(p->alexnet.plan, p->relu[i], features[i]));
fail:
    return status;
}

/* ---- FID ---- */

static gfla_status find_convention(const char *path, enum gfla_fid_convention *convention)
{
    gfla_status status = GFLA_OK;
    struct gfla_shape shape;
    if (*convention != GFLA_FID_CONVENTIONS)
        return GFLA_OK;
    TRY(gfla_weights_shape(path, "fc.weight", &shape));
    *convention = gfla_fid_convention_of(shape.dim[0]);
    REQUIRE(*convention != GFLA_FID_CONVENTIONS, GFLA_ERROR_INPUT,
            "%s: weights of %lld classes; 1008 are those of pytorch-fid, 1000 those of ImageNet. hint: "
            "--fid-convention says which",
            path, (long long)shape.dim[0]);
fail:
    return status;
}

static gfla_status add_features(struct gfla_eval_perceptual *p, const float *planes, struct gfla_fid_set *set)
{
    gfla_status status;
    gfla_fid_scale(p->convention, planes, (size_t)p->height * p->width, p->scaled);
    TRY(gfla_tensor_write(p->inception.plan, p->inception.image, p->scaled));
    TRY(gfla_plan_run(p->inception.plan));
    TRY(gfla_tensor_read(p->inception.plan, p->pooled, p->features));
    set->dims = (int)count(p->pooled);
    TRY(gfla_fid_add(set, p->features));
fail:
    return status;
}

/* Images of the size of the test; others are stretched to it, as the answers are. */
static gfla_status add_folder(struct gfla_eval_perceptual *p, const char *folder)
{
    gfla_status status;
    char **names = NULL, path[4096];
    size_t n = 0;
    float *planes = NULL;
    struct gfla_bitmap image = {0}, resized = {0};
    TRY(gfla_bitmap_files(folder, false, &names, &n));
    TRY(gfla_calloc(&planes, 3 * (size_t)p->height * p->width, sizeof *planes, "an image"));
    for (size_t i = 0; i < n; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        TRY(gfla_bitmap_read(path, &(struct gfla_bitmap_read_params){.channels = 3}, &image));
        TRY(gfla_bitmap_resize(&image, p->width, p->height, GFLA_FILTER_BILINEAR, &resized));
        gfla_bitmap_to_unit_planes(&resized, planes);
        TRY(add_features(p, planes, &p->fid.truth));
        gfla_bitmap_free(&image);
        gfla_bitmap_free(&resized);
    }
    REQUIRE(p->fid.truth.n > 1, GFLA_ERROR_INPUT, "%s: %zu images in this folder; FID needs 2 at the least", folder,
            p->fid.truth.n);
fail:
    gfla_bitmap_free(&image);
    gfla_bitmap_free(&resized);
    free(planes);
    free(names);
    return status;
}

static gfla_status open_fid(struct gfla_eval_perceptual *p, gfla_device *device,
                            const struct gfla_eval_perceptual_options *o)
{
    gfla_status status = GFLA_OK;
    struct gfla_shape shape;
    p->convention = o->convention;
    TRY(find_convention(o->fid, &p->convention));
    TRY(gfla_weights_shape(o->fid, "Conv2d_1a_3x3.conv.weight", &shape));
    REQUIRE(shape.dim[0] >= 2 && 32 % shape.dim[0] == 0, GFLA_ERROR_INPUT,
            "%s: %lld channels in the first layer of Inception, 32 expected", o->fid, (long long)shape.dim[0]);
    TRY(start_network(&p->inception, p->height, p->width));
    TRY(gfla_inception_build(p->inception.graph, p->inception.image, p->convention, (int)(32 / shape.dim[0]),
                             &p->pooled));
    TRY(plan_network(&p->inception, device, o->fid));
    TRY(gfla_calloc(&p->features, count(p->pooled), sizeof *p->features, "features"));
    p->has_fid = true;
    p->keeps_truth = !o->truth;
fail:
    return status;
}

gfla_status gfla_eval_perceptual_open(struct gfla_eval_perceptual *p, gfla_device *device,
                                      const struct gfla_eval_perceptual_options *o, int height, int width)
{
    gfla_status status = GFLA_OK;
    *p = (struct gfla_eval_perceptual){.height = height, .width = width};
    if (!o->lpips && !o->fid)
        return GFLA_OK;
    TRY(gfla_calloc(&p->scaled, 3 * (size_t)height * width, sizeof *p->scaled, "an image"));
    if (o->lpips)
        TRY(open_lpips(p, device, o->lpips));
    if (o->fid)
        TRY(open_fid(p, device, o));
    return GFLA_OK;
fail:
    gfla_eval_perceptual_close(p);
    return status;
}

gfla_status gfla_eval_perceptual_read_truth(struct gfla_eval_perceptual *p,
                                            const struct gfla_eval_perceptual_options *o)
{
    return p->has_fid && o->truth ? add_folder(p, o->truth) : GFLA_OK;
}

gfla_status gfla_eval_perceptual_set_truth(struct gfla_eval_perceptual *p, const float *planes, bool once)
{
    gfla_status status = GFLA_OK;
    if (p->has_lpips)
        TRY(look(p, planes, p->truth));
    if (p->has_fid && p->keeps_truth && !once)
        TRY(add_features(p, planes, &p->fid.truth));
fail:
    return status;
}

gfla_status gfla_eval_perceptual_add(struct gfla_eval_perceptual *p, int method, const float *planes, double *lpips)
{
    gfla_status status = GFLA_OK;
    if (p->has_lpips) {
        TRY(look(p, planes, p->answer));
        *lpips = 0;
        for (int i = 0; i < GFLA_ALEXNET_LAYERS; i++) {
            const int64_t *d = p->relu[i]->shape.dim;
            *lpips += gfla_lpips_layer(p->truth[i], p->answer[i], p->weights[i], (int)d[1], (size_t)(d[2] * d[3]));
        }
    }
    if (p->has_fid)
        TRY(add_features(p, planes, &p->fid.answers[method]));
fail:
    return status;
}

void gfla_eval_perceptual_take(struct gfla_eval_perceptual *p, struct gfla_eval_fid *fid)
{
    *fid = p->fid;
    p->fid = (struct gfla_eval_fid){.truth.n = 0};
}
