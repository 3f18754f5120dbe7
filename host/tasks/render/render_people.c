#include "tasks/render/render_people.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/progress.h"
#include "tasks/device_crew.h"

struct gfla_people gfla_people_defaults(const struct gfla_people *given)
{
    struct gfla_people p = *given;
    p.per_person = p.per_person ? p.per_person : 4;
    p.figures = p.figures ? p.figures : "cc0";
    p.background = p.background ? p.background : "plain";
    p.samples = p.samples ? p.samples : 2;
    if (!p.width) {
        p.width = p.clip ? 256 : 176;
        p.height = 256;
    }
    return p;
}

size_t gfla_people_images(const struct gfla_people *people)
{
    return (size_t)(people->clip ? people->clip : people->per_person);
}

static gfla_status create_folders(const struct gfla_people *p, const char *root)
{
    gfla_status status = GFLA_OK;
    static const char *const kinds[] = {"", "_keypoints", "_parts", "_surface", "_flows"};
    struct gfla_text path = {0};
    gfla_text_add(&path, "%s/people", root);
    REQUIRE(!path.failed, GFLA_ERROR_MEMORY, "a path: host memory ran out");
    TRY(gfla_folder_create(path.data));
    for (int i = 0; i < 10 && p->clip == 0; i++) {
        path.size = 0;
        gfla_text_add(&path, "%s/%s%s", root, i % 2 ? "test" : "train", kinds[i / 2]);
        if (i / 2 < 4 || p->flow)
            TRY(gfla_folder_create(path.data));
    }
fail:
    gfla_text_free(&path);
    return status;
}

static gfla_status draw_one(struct gfla_people_work *w, size_t index, bool *skip)
{
    gfla_status status;
    struct gfla_text marker = {0};
    TRY(gfla_people_marker_path(w->job->output, index, "json", &marker));
    TRY(gfla_output_allow(w->job->existing, marker.data, skip));
    if (*skip)
        goto fail;
    remove(marker.data); /* while its files are rewritten the person is not complete */
    TRY(w->people->clip ? gfla_people_draw_clip(w, index) : gfla_people_draw_person(w, index));
fail:
    gfla_text_free(&marker);
    return status;
}

/* People shared among devices. */
struct shared {
    const struct gfla_people *people;
    const struct gfla_render_job *job;
    gfla_device **devices; /* [n_devices], each with a work */
    struct gfla_people_work *works;
    size_t n_devices;
    size_t *mine, n_mine; /* numbers of the people of this shard */
    bool *are_skipped;    /* [gfla_crew_places] */
    struct gfla_progress_count progress;
    size_t n_taken;
};

static gfla_status open_shared(struct shared *s)
{
    gfla_status status;
    TRY(gfla_device_open_all(&s->devices, &s->n_devices, NULL, s->job->device));
    TRY(gfla_calloc(&s->works, s->n_devices, sizeof *s->works, "pictures of people"));
    TRY(gfla_calloc(&s->are_skipped, gfla_crew_places((int)s->n_devices), sizeof *s->are_skipped, "people"));
    TRY(gfla_batch_list(s->job->batch, (size_t)s->people->n, &s->mine, &s->n_mine));
fail:
    return status;
}

static void close_shared(struct shared *s)
{
    for (size_t i = 0; s->works && i < s->n_devices; i++)
        gfla_people_work_close(&s->works[i]);
    gfla_device_destroy_all(&s->devices, &s->n_devices);
    free(s->works);
    free(s->mine);
    free(s->are_skipped);
}

static gfla_status start(void *context, int worker)
{
    gfla_status status;
    const struct shared *s = context;
    const int n_threads = gfla_render_n_threads() / (int)s->n_devices;
    TRY(gfla_people_work_open(&s->works[worker], s->people, s->job, s->devices[worker], n_threads > 1 ? n_threads : 1));
    if (worker == 0) /* what people are made of can be had: now their folders appear */
        TRY(create_folders(s->people, s->job->output));
fail:
    return status;
}

static void ready(void *context)
{
    struct shared *s = context;
    gfla_progress_begin(&s->progress, "images", s->n_mine * gfla_people_images(s->people));
}

static bool *place(const struct shared *s, size_t number)
{
    return &s->are_skipped[number % gfla_crew_places((int)s->n_devices)];
}

static gfla_status work(void *context, int worker, size_t number)
{
    const struct shared *s = context;
    bool *skip = place(s, number);
    *skip = false;
    return draw_one(&s->works[worker], s->mine[number], skip);
}

static gfla_status take(void *context, size_t number, gfla_status status)
{
    struct shared *s = context;
    char person[16];
    const bool skip = *place(s, number);
    const size_t images = gfla_people_images(s->people);
    if (gfla_render_ends(status))
        return status;
    gfla_batch_take(s->job->batch, gfla_people_name(s->mine[number], person), status, skip);
    if (skip)
        gfla_progress_skip(&s->progress, images);
    gfla_progress_set(&s->progress, ++s->n_taken * images);
    return GFLA_OK;
}

static gfla_status draw_all(struct shared *s)
{
    const struct gfla_crew crew = {
        .n_items = s->n_mine, .context = s, .start = start, .ready = ready, .work = work, .take = take};
    const gfla_status status = gfla_device_crew_run(s->devices, (int)s->n_devices, &crew);
    if (s->progress.report.what)
        gfla_progress_end(&s->progress);
    return gfla_batch_end(s->job->batch, status);
}

gfla_status gfla_people_run(const struct gfla_people *given, const struct gfla_render_job *job)
{
    gfla_status status, batch;
    const struct gfla_people people = *given;
    struct shared shared = {.people = &people, .job = job};
    char message[1024] = "";
    REQUIRE(people.data || strcmp(people.figures, "cc0") != 0, GFLA_ERROR_USAGE,
            "the data of --figures cc0 was not named. hint: viewsynth/data/fetch-people FOLDER, then --people-data "
            "FOLDER; --figures blocks needs none");
    REQUIRE(!people.clip || (!people.flow && !people.show), GFLA_ERROR_USAGE,
            "--clips: --flows and --show are of pictures");
    TRY(open_shared(&shared));
    batch = draw_all(&shared);
    snprintf(message, sizeof message, "%s", batch == GFLA_OK ? "" : gfla_error_message());
    if (people.clip == 0 && shared.progress.report.what) { /* what is done is kept, whatever stopped the rest */
        TRY(gfla_people_write_lists(&people, job->output));
        TRY(gfla_people_show_sheets(&people, job->output));
    }
    status = batch == GFLA_OK ? GFLA_OK : gfla_fail(batch, "%s", message);
fail:
    close_shared(&shared);
    return status;
}
