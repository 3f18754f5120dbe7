#include "io/keypoints/keypoints_formats.h"

#include "io/image/bitmap.h"

static bool is_png(const char *text, size_t size)
{
    return gfla_bitmap_is_png(text, size);
}

static bool is_json(const char *text, size_t size)
{
    return size > 0 && (*text == '{' || *text == '[');
}

static const struct gfla_points_format formats[] = {
    {"a drawing", is_png, gfla_keypoints_read_note, NULL},
    {"JSON", is_json, gfla_keypoints_read_json, gfla_json_index},
    {"an annotation CSV", gfla_keypoints_is_csv, gfla_keypoints_read_csv, NULL},
    {".pts", gfla_keypoints_is_pts, gfla_keypoints_read_pts, NULL},
    {"OpenFace's CSV", gfla_keypoints_is_openface, gfla_keypoints_read_openface, gfla_openface_index},
    {"YOLO's labels", gfla_keypoints_is_yolo, gfla_keypoints_read_yolo, NULL},
    {"lines of points", gfla_keypoints_is_lines, gfla_keypoints_read_lines, NULL},
};

const struct gfla_points_format *gfla_points_format_of(const char *data, size_t size)
{
    const char *end = data + size, *text = gfla_skip_blanks(gfla_text_start(data, size), end);
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (formats[i].is(text, (size_t)(end - text)))
            return &formats[i];
    return NULL;
}
