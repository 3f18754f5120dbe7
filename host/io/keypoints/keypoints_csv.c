/* Annotations of DeepFashion and Market-1501, as PATN and GFLA have them: a line per image, name: [y, ...]: [x, ...],
 * the 18 joints of COCO-18 in whole pixels, -1 where one is missing. */
#include <string.h>

#include "io/keypoints/keypoints_csv.h"

bool gfla_keypoints_is_csv(const char *text, size_t size)
{
    static const char header[] = "name:keypoints_y:keypoints_x";
    return size >= sizeof header - 1 && memcmp(text, header, sizeof header - 1) == 0;
}

static const char *last_colon(const char *text, const char *end)
{
    while (end > text && end[-1] != ':')
        end--;
    return end > text ? end - 1 : NULL;
}

gfla_status gfla_annotation_split(const char *line, size_t size, struct gfla_annotation_line *parts)
{
    char shown[48];
    const char *end = line + size, *x = last_colon(line, end), *y = x ? last_colon(line, x) : NULL;
    if (!y || y == line)
        return gfla_fail(GFLA_ERROR_INPUT, "'%s' is not name:keypoints_y:keypoints_x", gfla_excerpt(line, size, shown));
    *parts = (struct gfla_annotation_line){line,  (size_t)(y - line),   y + 1, (size_t)(x - y - 1),
                                           x + 1, (size_t)(end - x - 1)};
    return GFLA_OK;
}

static gfla_status read_list(const char *text, size_t size, const char *what, double *values, int n)
{
    const char *at = text, *end = text + size;
    char shown[48];
    int found = 0;
    double extra;
    bool closed = false;
    if (gfla_next_is(&at, end, '['))
        while (gfla_next_number(&at, end, found < n ? &values[found] : &extra)) {
            found++;
            closed = gfla_next_is(&at, end, ']');
            if (closed || !gfla_next_is(&at, end, ','))
                break;
        }
    at = gfla_skip_blanks(at, end);
    if (!closed || at != end)
        return gfla_fail(GFLA_ERROR_INPUT, "%s, which must be a list of numbers, has '%s' after number %d", what,
                         gfla_excerpt(at, (size_t)(end - at), shown), found);
    if (found != n)
        return gfla_fail(GFLA_ERROR_INPUT, "%s has %d numbers, and the joints of COCO-18 are %d", what, found, n);
    return GFLA_OK;
}

gfla_status gfla_annotation_points(const struct gfla_annotation_line *parts, struct gfla_keypoints *points)
{
    gfla_status status;
    double y[GFLA_MAX_JOINTS], x[GFLA_MAX_JOINTS];
    const int n = gfla_joint_set_size(GFLA_JOINTS_COCO_18);
    *points = (struct gfla_keypoints){.set = GFLA_JOINTS_COCO_18, .n = n};
    TRY(read_list(parts->y, parts->y_size, "keypoints_y", y, n));
    TRY(read_list(parts->x, parts->x_size, "keypoints_x", x, n));
    for (int i = 0; i < n; i++)
        TRY(gfla_keypoints_put(points, i, x[i], y[i], y[i] == -1 || x[i] == -1 ? 0 : 1));
    return GFLA_OK;
fail:
    *points = (struct gfla_keypoints){0};
    return status;
}

static bool is_name(const struct gfla_annotation_line *parts, const char *name, bool whole)
{
    const char *end = parts->name + parts->name_size, *own = whole ? parts->name : end;
    const size_t length = strlen(name);
    while (own > parts->name && own[-1] != '/')
        own--;
    return length == (size_t)(parts->name + parts->name_size - own) && memcmp(own, name, length) == 0;
}

/* Nothing that was asked for has been found. */
static gfla_status refuse(const char *name, size_t n, const struct gfla_annotation_line *first)
{
    char shown[48];
    if (n == 0)
        return gfla_fail(GFLA_ERROR_INPUT, "has no line after its header");
    gfla_excerpt(first->name, first->name_size, shown);
    if (name)
        return gfla_fail(GFLA_ERROR_INPUT, "no picture '%s' among %zu; the first is '%s'", name, n, shown);
    return gfla_fail(GFLA_ERROR_INPUT, "shows %zu pictures. hint: name one, as FILE.csv:%s", n, shown);
}

struct search {
    struct gfla_annotation_line chosen, first;
    size_t n, number, n_chosen; /* lines of images, the line, those that have the name */
};

/* Looks for the name as a whole, or behind the folders of names. */
static gfla_status look_for(struct search *s, const char *text, size_t size, const char *name, bool whole)
{
    gfla_status status = GFLA_OK;
    struct gfla_annotation_line parts;
    const char *at = text, *line;
    size_t length;
    *s = (struct search){.number = 1};
    gfla_next_line(&at, text + size, &line, &length); /* the header */
    while (gfla_next_line(&at, text + size, &line, &length)) {
        s->number++;
        if (length == 0)
            continue;
        TRY(gfla_annotation_split(line, length, &parts));
        if (s->n++ == 0)
            s->first = parts;
        if (!name || !is_name(&parts, name, whole))
            continue;
        s->n_chosen++;
        s->chosen = parts;
        if (whole)
            break;
    }
fail:
    return status;
}

gfla_status gfla_keypoints_read_csv(const char *text, size_t size, const struct gfla_keypoints_select *params,
                                    struct gfla_keypoints *points, struct gfla_found_size *found)
{
    gfla_status status;
    struct search s;
    *found = (struct gfla_found_size){0};
    TRY(look_for(&s, text, size, params->name, true));
    if (params->name && !s.chosen.name)
        TRY(look_for(&s, text, size, params->name, false));
    if (s.n_chosen > 1)
        return gfla_fail(GFLA_ERROR_INPUT, "%zu pictures are called '%s'. hint: with the folder", s.n_chosen,
                         params->name);
    if (!params->name && s.n == 1)
        s.chosen = s.first;
    if (!s.chosen.name)
        return refuse(params->name, s.n, &s.first);
    TRY(gfla_annotation_points(&s.chosen, points));
    return GFLA_OK;
fail:
    return gfla_fail_context(status, "line %zu", s.number);
}
