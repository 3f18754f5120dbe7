/* Pairs of images, and where the lists of a data set lie. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/file.h"
#include "base/folder_near.h"
#include "base/memory.h"
#include "io/keypoints/annotations.h"
#include "io/keypoints/csv_form.h"
#include "io/keypoints/keypoints_format.h"
#include "io/keypoints/list_text.h"

/* ---- pairs ---- */

/* Names end where quotes, separators and the end of the line are, which become zeros; the line lies in list->text. */
static gfla_status add_pair(struct gfla_pair_list *list, size_t *capacity, const struct gfla_csv_form *form,
                            const char *line, size_t size, size_t number)
{
    gfla_status status;
    char shown[48], *text = list->text;
    const char *at = line, *end = line + size;
    struct gfla_csv_field index, names[2] = {{0}};
    bool is_pair = !form->is_indexed || gfla_csv_next(&at, end, form->separator, &index);
    for (int i = 0; i < 2; i++)
        is_pair = is_pair && gfla_csv_next(&at, end, form->separator, &names[i]) && names[i].size > 0;
    REQUIRE(is_pair && !at, GFLA_ERROR_INPUT, "line %zu: '%s' is not two names with a comma between them", number,
            gfla_excerpt(line, size, shown));
    TRY(gfla_grow(&list->pairs, capacity, list->n + 1, sizeof *list->pairs, "pairs"));
    for (int i = 0; i < 2; i++)
        text[names[i].text + names[i].size - text] = 0;
    list->pairs[list->n++] = (struct gfla_name_pair){names[0].text, names[1].text};
    return GFLA_OK;
fail:
    return status;
}

static gfla_status add_pairs(struct gfla_pair_list *list, size_t size)
{
    gfla_status status;
    const char *at = list->text, *end = at + size, *line = NULL;
    size_t length = 0, number = 1, capacity = 0;
    static const char *const columns[] = {"from", "to"};
    struct gfla_csv_form form;
    const bool has_header =
        gfla_next_line(&at, end, &line, &length) && gfla_csv_header(line, length, columns, 2, ",;\t:", &form);
    REQUIRE(has_header, GFLA_ERROR_INPUT, "does not begin with the line from,to");
    while (gfla_next_line(&at, end, &line, &length)) {
        number++;
        if (length > 0)
            TRY(add_pair(list, &capacity, &form, line, length, number));
    }
    REQUIRE(list->n > 0, GFLA_ERROR_INPUT, "has no pair after its header");
    return GFLA_OK;
fail:
    return status;
}

gfla_status gfla_pair_list_read(const char *path, struct gfla_pair_list *list)
{
    size_t size;
    *list = (struct gfla_pair_list){0};
    gfla_status status = gfla_file_read_text(path, GFLA_KEYPOINTS_MAX_BYTES, &list->text, &size);
    if (status != GFLA_OK)
        return status;
    gfla_list_text_settle(list->text, &size, (const char *const[]){"from", "to", NULL}, ',');
    status = add_pairs(list, size);
    if (status == GFLA_OK)
        return GFLA_OK;
    gfla_pair_list_free(list);
    return gfla_fail_context(status, "%s", path);
}

void gfla_pair_list_free(struct gfla_pair_list *list)
{
    free(list->pairs);
    free(list->text);
    *list = (struct gfla_pair_list){0};
}

/* ---- where lists lie ---- */

static const struct {
    enum gfla_person_set set;
    const char *spelling;
} spellings[] = {{GFLA_PERSON_SET_FASHION, "fasion"},
                 {GFLA_PERSON_SET_FASHION, "fashion"},
                 {GFLA_PERSON_SET_FASHION, "fasion-resize"},
                 {GFLA_PERSON_SET_FASHION, "fashion-resize"},
                 {GFLA_PERSON_SET_MARKET, "market"}};

static const char *const set_names[GFLA_PERSON_SETS] = {"fashion, fasion or market", "fashion or fasion", "market"};

void gfla_person_set_frame(enum gfla_person_set set, int *width, int *height)
{
    const bool is_market = set == GFLA_PERSON_SET_MARKET;
    *width = is_market ? 64 : 176;
    *height = is_market ? 128 : 256;
}

enum gfla_person_set gfla_person_list_set(const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    for (size_t i = 0; i < sizeof spellings / sizeof spellings[0]; i++)
        if (strncasecmp(name, spellings[i].spelling, strlen(spellings[i].spelling)) == 0)
            return spellings[i].set;
    return GFLA_PERSON_SET_ANY;
}

/* Writes where a list lies, and what set it is of; false: there is none. The path must fit. */
static bool find_list(const char *root, enum gfla_person_set *set, enum gfla_person_list list, const char *phase,
                      char *path, size_t size)
{
    const char *kind = list == GFLA_PERSON_PAIRS ? "pairs" : "annotation";
    for (size_t i = 0; i < sizeof spellings / sizeof spellings[0]; i++) {
        if (*set != GFLA_PERSON_SET_ANY && *set != spellings[i].set)
            continue;
        snprintf(path, size, "%s/%s-%s-%s.csv", root, spellings[i].spelling, kind, phase);
        if (!gfla_file_exists(path))
            continue;
        *set = spellings[i].set;
        return true;
    }
    return false;
}

static bool has_lists(const char *folder, const void *context)
{
    const char *const *phase = context;
    enum gfla_person_set set = GFLA_PERSON_SET_ANY;
    char path[4096];
    return find_list(folder, &set, GFLA_PERSON_PAIRS, *phase, path, sizeof path);
}

gfla_status gfla_person_list_path(const char *root, enum gfla_person_set *set, enum gfla_person_list list,
                                  const char *phase, char *path, size_t size)
{
    char hint[4400];
    if (strlen(root) + strlen(phase) + 40 > size)
        return gfla_fail(GFLA_ERROR_USAGE, "%s: the path is longer than %zu bytes", root, size - 1);
    if (find_list(root, set, list, phase, path, size))
        return GFLA_OK;
    return gfla_fail(GFLA_ERROR_INPUT, "%s: no SET-%s-%s.csv there, SET being %s. %s", root,
                     list == GFLA_PERSON_PAIRS ? "pairs" : "annotation", phase, set_names[*set],
                     gfla_folder_hint(root, has_lists, &phase, "docs/formats.md says how the data set is laid out",
                                      hint, sizeof hint));
}
