/* Annotations of DeepFashion and Market-1501, as PATN and GFLA have them: a line per image, name: [y, ...]: [x, ...],
 * the 18 joints of COCO-18 in whole pixels, -1 where one is missing. */
#include <string.h>

#include "io/keypoints/keypoints_csv.h"

bool gfla_annotation_header(const char *line, size_t size, struct gfla_csv_form *form)
{
    static const char *const columns[] = {"name", "keypoints_y", "keypoints_x"};
    return gfla_csv_header(line, size, columns, 3, ":,;\t", form);
}

bool gfla_keypoints_is_csv(const char *text, size_t size)
{
    const char *at = text, *line;
    size_t length;
    struct gfla_csv_form form;
    return gfla_next_line(&at, text + size, &line, &length) && gfla_annotation_header(line, length, &form);
}

/* ---- a line ---- */

static const char *last_of(char c, const char *text, const char *end)
{
    while (end > text && end[-1] != c)
        end--;
    return end > text ? end - 1 : NULL;
}

/* Where a column of lists begins: as published, behind the last colon, for names may hold some; else at its bracket,
 * for the lists hold separators. */
static const char *list_before(const struct gfla_csv_form *form, const char *line, const char *end)
{
    const char *at = last_of(form->separator == ':' ? ':' : '[', line, end);
    if (form->separator == ':' || !at)
        return at;
    while (at > line && *at != form->separator)
        at--;
    return at > line ? at : NULL;
}

/* The name behind the number of the line, without quotes. */
static struct gfla_csv_field name_of(const struct gfla_csv_form *form, const char *line, const char *end)
{
    struct gfla_csv_field index;
    const char *at = line;
    if (form->is_indexed)
        gfla_csv_next(&at, end, form->separator, &index);
    return at ? gfla_csv_bare(at, (size_t)(end - at)) : (struct gfla_csv_field){line, 0};
}

gfla_status gfla_annotation_split(const struct gfla_csv_form *form, const char *line, size_t size,
                                  struct gfla_annotation_line *parts)
{
    char shown[48];
    const char *end = line + size, *x = list_before(form, line, end), *y = x ? list_before(form, line, x) : NULL;
    const struct gfla_csv_field name = y ? name_of(form, line, y) : (struct gfla_csv_field){line, 0};
    if (name.size == 0)
        return gfla_fail(GFLA_ERROR_INPUT, "'%s' is not name:keypoints_y:keypoints_x", gfla_excerpt(line, size, shown));
    const struct gfla_csv_field first = gfla_csv_bare(y + 1, (size_t)(x - y - 1)),
                                second = gfla_csv_bare(x + 1, (size_t)(end - x - 1));
    const struct gfla_csv_field *ys = form->is_swapped ? &second : &first, *xs = form->is_swapped ? &first : &second;
    *parts = (struct gfla_annotation_line){name.text, name.size, ys->text, ys->size, xs->text, xs->size};
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
    struct gfla_csv_form form;
    const char *at = text, *line;
    size_t length;
    *s = (struct search){.number = 1};
    gfla_next_line(&at, text + size, &line, &length);
    gfla_annotation_header(line, length, &form);
    while (gfla_next_line(&at, text + size, &line, &length)) {
        s->number++;
        if (length == 0)
            continue;
        TRY(gfla_annotation_split(&form, line, length, &parts));
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
