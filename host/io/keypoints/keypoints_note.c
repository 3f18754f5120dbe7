/* Key points that an image carries: as JSON, in the text of a PNG. */
#include <stdlib.h>
#include <string.h>

#include "io/image/bitmap.h"
#include "io/keypoints/keypoints_format.h"

static const char *const fields[GFLA_JOINTS_SETS] = {
    [GFLA_JOINTS_COCO_18] = "pose_keypoints_2d", [GFLA_JOINTS_BODY_25] = "pose_keypoints_2d",
    [GFLA_JOINTS_COCO_17] = "keypoints",         [GFLA_JOINTS_H36M_17] = "pose_keypoints_2d",
    [GFLA_JOINTS_FACE_68] = "face_keypoints_2d",
};

void gfla_keypoints_add_json(struct gfla_text *text, const struct gfla_keypoints *points)
{
    gfla_text_add(text, "{\"people\":[");
    if (points->n > 0)
        gfla_text_add(text, "{\"%s\":[", fields[points->set]);
    for (int i = 0; i < points->n; i++) {
        const struct gfla_joint joint = points->joint[i].confidence > 0 ? points->joint[i] : (struct gfla_joint){0};
        gfla_text_add(text, "%s%.10g,%.10g,%.6g", i ? "," : "", joint.x, joint.y, joint.confidence);
    }
    gfla_text_add(text, points->n > 0 ? "]}]}" : "]}");
}

static int read_big_endian(const unsigned char *bytes)
{
    return (int)((uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3]);
}

/* What the header of a PNG says, which is always at the same place. */
static struct gfla_found_size size_of_drawing(const char *png, size_t size)
{
    struct gfla_found_size s = {0};
    if (size >= 24)
        s = (struct gfla_found_size){read_big_endian((const unsigned char *)png + 16),
                                     read_big_endian((const unsigned char *)png + 20)};
    const bool is_right =
        s.width >= 1 && s.width <= GFLA_BITMAP_MAX_SIDE && s.height >= 1 && s.height <= GFLA_BITMAP_MAX_SIDE;
    return is_right ? s : (struct gfla_found_size){0};
}

gfla_status gfla_keypoints_read_note(const char *png, size_t size, const struct gfla_keypoints_select *params,
                                     struct gfla_keypoints *points, struct gfla_found_size *found)
{
    gfla_status status;
    char *text = NULL;
    struct gfla_keypoints_select written = *params; /* the orders that gfla_keypoints_add_json writes */
    written.h36m_17 = true;
    written.coco_17 = false;
    written.body_25 = GFLA_BODY_25_A;
    TRY(gfla_bitmap_note_read(png, size, GFLA_KEYPOINTS_NOTE, &text));
    REQUIRE(text, GFLA_ERROR_INPUT,
            "is a picture without key points. hint: drawings of `gfla pose` carry theirs; for a photograph, give "
            "what a pose detector as OpenPose found in it");
    TRY(gfla_keypoints_read_json(text, strlen(text), &written, points, found));
    *found = size_of_drawing(png, size);
fail:
    free(text);
    return status;
}
