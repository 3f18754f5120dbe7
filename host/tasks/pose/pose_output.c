#include "tasks/pose/pose_output.h"

#include <math.h>
#include <string.h>
#include <strings.h>

#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "tasks/output_images.h"

#define MOST_ON_SHEET (GFLA_IMAGE_COLUMNS * GFLA_IMAGE_COLUMNS)

enum kind { KIND_IMAGE, KIND_SHEET, KIND_ANIMATION, KIND_FOLDER };

static enum kind kind_of(const struct gfla_pose_output *o)
{
    if (gfla_animation_can_write(o->path))
        return KIND_ANIMATION;
    if (!gfla_bitmap_can_write(o->path))
        return KIND_FOLDER;
    return o->n_poses == 1 ? KIND_IMAGE : KIND_SHEET;
}

gfla_status gfla_pose_output_allow(struct gfla_pose_output *o, const char *path, enum gfla_existing existing,
                                   const struct gfla_pose_source *source, double fps, bool *skip)
{
    gfla_status status;
    *o = (struct gfla_pose_output){.path = path, .n_poses = source->n, .fps = fps};
    TRY(gfla_output_allow_images(existing, path, skip));
    if (*skip)
        return GFLA_OK;
    REQUIRE(kind_of(o) != KIND_SHEET || o->n_poses <= MOST_ON_SHEET, GFLA_ERROR_USAGE,
            "%s: %zu poses do not fit on a sheet, the limit is %d. hint: a folder, or an animation (%s)", path,
            o->n_poses, MOST_ON_SHEET, gfla_animation_extensions());
    if (kind_of(o) == KIND_FOLDER) {
        TRY(gfla_output_folder_begin(path));
    }
fail:
    return status;
}

/* With the key points, where the format can hold them. */
static gfla_status write_image(const struct gfla_pose_output *o, const char *path, const struct gfla_keypoints *points,
                               const struct gfla_bitmap *image)
{
    gfla_status status;
    struct gfla_text json = {0};
    const char *dot = strrchr(path, '.');
    const bool is_png = strcmp(path, "-") == 0 || (dot && strcasecmp(dot, ".png") == 0);
    gfla_keypoints_add_json(&json, points);
    REQUIRE(!json.failed, GFLA_ERROR_MEMORY, "%s: no memory for key points", path);
    if (!is_png)
        gfla_log(GFLA_LOG_INFO, "%s: carries no key points. hint: a .png does", path);
    TRY(gfla_bitmap_write(path, image,
                          &(struct gfla_bitmap_write_params){
                              .note = is_png ? &(struct gfla_bitmap_note){GFLA_KEYPOINTS_NOTE, json.data} : NULL}));
fail:
    gfla_text_free(&json);
    return status;
}

static gfla_status add_to_folder(const struct gfla_pose_output *o, const char *name,
                                 const struct gfla_keypoints *points, const struct gfla_bitmap *image)
{
    gfla_status status;
    struct gfla_text path = {0};
    gfla_text_add(&path, "%s/%s.png", o->path, name);
    REQUIRE(!path.failed, GFLA_ERROR_MEMORY, "%s: no memory for a path", o->path);
    TRY(write_image(o, path.data, points, image));
fail:
    gfla_text_free(&path);
    return status;
}

static gfla_status add_to_animation(struct gfla_pose_output *o, const struct gfla_bitmap *image)
{
    gfla_status status;
    if (!o->animation)
        TRY(gfla_animation_open(
            &o->animation, o->path,
            &(struct gfla_animation_params){.width = image->width, .height = image->height, .fps = o->fps}));
    TRY(gfla_animation_add(o->animation, image));
fail:
    return status;
}

/* As many columns as rows, up to what a table holds. */
static gfla_status add_to_sheet(struct gfla_pose_output *o, const char *name, struct gfla_bitmap *image)
{
    gfla_status status;
    const int columns = (int)fmin(GFLA_IMAGE_COLUMNS, ceil(sqrt((double)o->n_poses)));
    const struct gfla_image_cell *next = o->table.n_rows ? &o->table.rows[o->table.n_rows - 1][columns - 1] : NULL;
    o->width = image->width;
    o->height = image->height;
    if (!next || next->image.pixels)
        TRY(gfla_image_table_add_row(&o->table));
    TRY(gfla_image_table_add(&o->table, name, image));
fail:
    return status;
}

gfla_status gfla_pose_output_add(struct gfla_pose_output *o, const char *name, const struct gfla_keypoints *points,
                                 struct gfla_bitmap *image)
{
    gfla_status status;
    switch (kind_of(o)) {
    case KIND_IMAGE:
        status = write_image(o, o->path, points, image);
        break;
    case KIND_SHEET:
        status = add_to_sheet(o, name, image);
        break;
    case KIND_ANIMATION:
        status = add_to_animation(o, image);
        break;
    default:
        status = add_to_folder(o, name, points, image);
    }
    gfla_bitmap_free(image);
    return status;
}

gfla_status gfla_pose_output_finish(struct gfla_pose_output *o)
{
    gfla_status status = GFLA_OK;
    struct gfla_bitmap sheet = {0};
    if (o->animation)
        return gfla_animation_finish(&o->animation);
    if (kind_of(o) == KIND_FOLDER)
        return gfla_output_folder_end(o->path);
    if (o->table.n_rows) {
        TRY(gfla_image_table_draw(&o->table, o->width, o->height, &sheet));
        TRY(gfla_bitmap_write(o->path, &sheet, NULL));
    }
fail:
    gfla_bitmap_free(&sheet);
    return status;
}

void gfla_pose_output_close(struct gfla_pose_output *o)
{
    gfla_animation_discard(&o->animation);
    gfla_image_table_free(&o->table);
}
