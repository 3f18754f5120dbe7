#include "viewsynth/data/layout_hdf5.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "io/hdf5/hdf5.h"
#include "viewsynth/data/view_lists.h"

#define MAX_PATH 4096

struct state {
    gfla_hdf5 *file;
    const char **models; /* ids of those that are complete, and whether each is held out */
    bool *held_out;
    size_t n, models_capacity, held_out_capacity;
};

static const struct gfla_camera_set grid[] = {{.kind = GFLA_CAMERAS_GRID, .n_azimuths = 18, .n_elevations = 3}};

/* Azimuth in steps of 10 degrees, elevation in degrees. False where a view is no such pose. */
static bool pose_of(const struct gfla_camera *c, int64_t pose[2])
{
    pose[0] = lround(c->azimuth / 10) % 36;
    pose[1] = lround(c->elevation);
    return c->azimuth == 10 * (double)pose[0] && c->elevation == (double)pose[1] && pose[1] % 10 == 0 && pose[1] >= 0 &&
           pose[1] <= 20 && c->distance == GFLA_CAMERA_DISTANCE && c->fov == GFLA_CAMERA_FOV;
}

static gfla_status check(const gfla_layout_set *set, const struct gfla_layout_model *model)
{
    gfla_status status = GFLA_OK;
    int n_listed = 0;
    bool other = false;
    for (int i = 0; i < model->n_views; i++) {
        int64_t pose[2];
        other = !pose_of(&model->cameras[i], pose) || other;
        n_listed += pose[0] % 2 == 0;
    }
    REQUIRE(
        !other && n_listed == GFLA_N_VIEWS && (model->n_views == 54 || model->n_views == 108), GFLA_ERROR_USAGE,
        "--layout %s: these %d views are others; the layout has 18x3 or 36x3, seen from %g with a field of view of %g "
        "degrees",
        set->layout->name, model->n_views, GFLA_CAMERA_DISTANCE, GFLA_CAMERA_FOV);
fail:
    return status;
}

static gfla_status begin_set(gfla_layout_set *set)
{
    gfla_status status;
    struct state *s = NULL;
    TRY(gfla_view_list_check_name(set->path));
    TRY(gfla_calloc(&s, 1, sizeof *s, "a set of views"));
    set->state = s;
    TRY(gfla_hdf5_create(&s->file, set->path));
fail:
    return status;
}

static gfla_status add_views(gfla_layout_set *set, const struct gfla_layout_model *model, int first, int n,
                             const struct gfla_render_out *drawn)
{
    gfla_status status = GFLA_OK;
    struct state *s = set->state;
    struct gfla_bitmap white = {0};
    const int size = set->params.size;
    const size_t view_bytes = (size_t)size * (size_t)size * 4;
    char name[MAX_PATH];
    for (int i = 0; i < n; i++) {
        const struct gfla_bitmap image = {size, size, 4, 8, drawn->rgba + view_bytes * (size_t)i};
        int64_t pose[2];
        pose_of(&model->cameras[first + i], pose);
        snprintf(name, sizeof name, "%s_%d_%d", model->entry->id, (int)pose[0], (int)pose[1]);
        TRY(gfla_bitmap_composite_white(&image, &white));
        TRY(gfla_hdf5_write_view(s->file, name, &white, pose));
        gfla_bitmap_free(&white);
    }
fail:
    gfla_bitmap_free(&white);
    return status;
}

static gfla_status end_model(gfla_layout_set *set, const struct gfla_layout_model *model)
{
    gfla_status status;
    struct state *s = set->state;
    TRY(gfla_grow(&s->models, &s->models_capacity, s->n + 1, sizeof *s->models, "list of models"));
    TRY(gfla_grow(&s->held_out, &s->held_out_capacity, s->n + 1, sizeof *s->held_out, "list of models"));
    s->models[s->n] = model->entry->id;
    s->held_out[s->n++] = model->purpose == GFLA_FOR_TEST;
fail:
    return status;
}

/* The file comes last, since it says with -n that all is done; an older one goes first, so that it never lies beside
 * lists of another set. */
static gfla_status end_set(gfla_layout_set *set)
{
    gfla_status status;
    struct state *s = set->state;
    REQUIRE(remove(set->path) == 0 || errno == ENOENT, GFLA_ERROR_OUTPUT, "%s: cannot be removed: %s", set->path,
            strerror(errno));
    TRY(gfla_view_lists_write(set->path, s->models, s->held_out, s->n));
    TRY(gfla_hdf5_commit(&s->file));
fail:
    return status;
}

static void close_set(gfla_layout_set *set)
{
    struct state *s = set->state;
    if (!s)
        return;
    gfla_hdf5_destroy(&s->file);
    free(s->models);
    free(s->held_out);
    free(s);
    set->state = NULL;
}

const struct gfla_layout gfla_layout_hdf5 = {
    .name = "hdf5",
    .about = "ShapeNet sets of novel-view work: all in one file data_NAME.hdf5, with lists beside it",
    .size = 256,
    .white = true,
    .one_file = true,
    .unit = GFLA_UNIT_DIAGONAL_2,
    .distance = GFLA_CAMERA_DISTANCE,
    .fov = GFLA_CAMERA_FOV,
    .sets = grid,
    .n_sets = 1,
    .images = 1 << GFLA_LAYOUT_COLOUR,
    .check = check,
    .begin_set = begin_set,
    .add_views = add_views,
    .end_model = end_model,
    .end_set = end_set,
    .close_set = close_set,
};

const struct gfla_layout *gfla_layout_of(const char *name)
{
    for (int i = 0; gfla_layouts[i]; i++)
        if (strcmp(gfla_layouts[i]->name, name) == 0)
            return gfla_layouts[i];
    return strcmp(gfla_layout_hdf5.name, name) == 0 ? &gfla_layout_hdf5 : NULL;
}

void gfla_layout_names(const char *names[GFLA_LAYOUT_NAMES_MAX])
{
    int n = 0;
    for (; gfla_layouts[n] && n < GFLA_LAYOUT_NAMES_MAX - 2; n++)
        names[n] = gfla_layouts[n]->name;
    names[n++] = gfla_layout_hdf5.name;
    names[n] = NULL;
}
