/* Labels and results of Ultralytics' pose networks: a person in each line, CLASS, the box (4), COCO's 17 joints as x,y or
 * x,y,visibility, and perhaps a confidence and a track. All are fractions of the image. */
#include <stdlib.h>

#include "base/memory.h"
#include "io/keypoints/joint_layouts.h"
#include "io/keypoints/keypoints_formats.h"
#include "io/keypoints/text_points.h"

#define BEFORE 5 /* numbers in front of the joints */
#define JOINTS 17
#define MOST_BEHIND 2
#define MOST_NUMBERS (BEFORE + 3 * JOINTS + MOST_BEHIND)

/* Numbers of a joint, by those of a line; 0: no line of YOLO's. */
static int numbers_per_joint(size_t n)
{
    for (int per = 2; per <= 3; per++)
        if (n >= (size_t)(BEFORE + per * JOINTS) && n <= (size_t)(BEFORE + per * JOINTS + MOST_BEHIND))
            return per;
    return 0;
}

bool gfla_keypoints_is_yolo(const char *text, size_t size)
{
    const char *at = text, *line;
    double values[MOST_NUMBERS];
    size_t length, number = 0, n;
    return gfla_next_full_line(&at, text + size, &line, &length, &number) &&
           gfla_line_numbers(line, length, values, MOST_NUMBERS, &n) && numbers_per_joint(n) > 0;
}

static gfla_status take_person(struct gfla_point_row *row, const char *line, size_t size, size_t number)
{
    gfla_status status = GFLA_OK;
    double v[MOST_NUMBERS];
    size_t n = 0;
    const bool is_line = gfla_line_numbers(line, size, v, MOST_NUMBERS, &n);
    const int per = numbers_per_joint(n);
    REQUIRE(is_line && per > 0, GFLA_ERROR_INPUT, "line %zu has %zu numbers, and a person has %d or %d (17 joints)",
            number, n, BEFORE + 2 * JOINTS, BEFORE + 3 * JOINTS);
    row->n = JOINTS;
    for (int i = 0; i < JOINTS; i++) {
        const double *joint = v + BEFORE + per * i;
        row->at[i] = (struct gfla_point){joint[0], joint[1], per == 3 ? joint[2] : 1};
    }
fail:
    return status;
}

gfla_status gfla_keypoints_read_yolo(const char *text, size_t size, const struct gfla_keypoints_select *params,
                                     struct gfla_keypoints *points, struct gfla_found_size *found)
{
    gfla_status status;
    struct gfla_point_row *row = NULL;
    struct gfla_person_choice choice = gfla_person_choose(params, points);
    struct gfla_keypoints person;
    const char *at = text, *line, *end = text + size;
    size_t length, number = 0;
    TRY(gfla_calloc(&row, 1, sizeof *row, "points"));
    row->family = GFLA_POINTS_LIST;
    row->key = "the line";
    row->fractions = true;
    while (gfla_next_full_line(&at, end, &line, &length, &number)) {
        TRY(take_person(row, line, length, number));
        status = gfla_points_arrange(row, params, 0, 0, &person);
        if (status != GFLA_OK) {
            gfla_fail_context(status, "line %zu", number);
            goto fail;
        }
        gfla_person_offer(&choice, &person);
    }
    TRY(gfla_person_check(&choice));
    *found = (struct gfla_found_size){0};
fail:
    free(row);
    return status;
}
