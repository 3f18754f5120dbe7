/* The lists of a set: annotations and pairs of all people that are complete, whoever drew them. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/file.h"
#include "tasks/render/render_people.h"

#define MAX_LIST ((uint64_t)64 << 20)
#define MAX_IMAGES 1000 /* of a person */

struct lists {
    struct gfla_text annotations, pairs;
};

/* Name of the image that a line is about, which ends at its colon. */
static size_t name_length(const char *line)
{
    return strcspn(line, ":\n");
}

static void add_pairs(struct gfla_text *pairs, const char *lines)
{
    const char *names[MAX_IMAGES];
    int n = 0;
    for (const char *line = lines; *line && n < MAX_IMAGES; line += strcspn(line, "\n"), line += *line == '\n')
        names[n++] = line;
    for (int i = 0; i < n * n; i++) {
        const char *from = names[i / n], *to = names[i % n];
        if (from != to)
            gfla_text_add(pairs, "%.*s,%.*s\n", (int)name_length(from), from, (int)name_length(to), to);
    }
}

static gfla_status add_person(const char *root, size_t index, struct lists *lists)
{
    gfla_status status;
    struct gfla_text path = {0};
    void *lines = NULL;
    size_t size;
    TRY(gfla_people_marker_path(root, index, "json", &path));
    if (!gfla_file_exists(path.data))
        goto fail; /* another shard's, or not yet drawn */
    TRY(gfla_people_marker_path(root, index, "csv", &path));
    TRY(gfla_file_read(path.data, MAX_LIST, &lines, &size));
    gfla_text_add(&lists->annotations, "%s", (const char *)lines);
    add_pairs(&lists->pairs, lines);
fail:
    free(lines);
    gfla_text_free(&path);
    return status;
}

static gfla_status write_list(const struct gfla_people *people, const char *root, const char *list, const char *phase,
                              const struct gfla_text *text)
{
    gfla_status status;
    struct gfla_text path = {0};
    gfla_text_add(&path, "%s/%s-%s-%s.csv", root, people->height == 2 * people->width ? "market" : "fasion", list,
                  phase);
    REQUIRE(!path.failed && !text->failed, GFLA_ERROR_MEMORY, "a list: host memory ran out");
    TRY(gfla_file_write(path.data, text->data, text->size));
fail:
    gfla_text_free(&path);
    return status;
}

static gfla_status write_phase(const struct gfla_people *people, const char *root, const char *phase)
{
    gfla_status status = GFLA_OK;
    struct lists lists = {0};
    bool any = false;
    gfla_text_add(&lists.annotations, "name:keypoints_y:keypoints_x\n");
    gfla_text_add(&lists.pairs, "from,to\n");
    for (size_t i = 0; i < (size_t)people->n; i++)
        if (strcmp(gfla_people_phase(i), phase) == 0) {
            const size_t before = lists.annotations.size;
            TRY(add_person(root, i, &lists));
            any = any || lists.annotations.size > before;
        }
    if (any)
        TRY(write_list(people, root, "annotation", phase, &lists.annotations));
    if (lists.pairs.size > strlen("from,to\n")) /* people have more than one image each */
        TRY(write_list(people, root, "pairs", phase, &lists.pairs));
fail:
    gfla_text_free(&lists.annotations);
    gfla_text_free(&lists.pairs);
    return status;
}

gfla_status gfla_people_write_lists(const struct gfla_people *people, const char *root)
{
    gfla_status status;
    struct gfla_text path = {0};
    int lock = -1;
    gfla_text_add(&path, "%s/people", root);
    REQUIRE(!path.failed, GFLA_ERROR_MEMORY, "a path: host memory ran out");
    /* two shards that end together: whoever writes last has seen all that the other drew */
    lock = open(path.data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    REQUIRE(lock >= 0 && flock(lock, LOCK_EX) == 0, GFLA_ERROR_OUTPUT, "%s: cannot be locked: %s", path.data,
            strerror(errno));
    TRY(write_phase(people, root, "train"));
    TRY(write_phase(people, root, "test"));
fail:
    if (lock >= 0)
        close(lock);
    gfla_text_free(&path);
    return status;
}
