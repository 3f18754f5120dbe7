#include "tasks/render/render_people.h"
#include "base/context.h"
#include "base/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"

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

/* A failure that the next person would meet too. */
static bool is_fatal(gfla_status status)
{
    return status == GFLA_ERROR_INTERRUPTED || status == GFLA_ERROR_DEVICE || status == GFLA_ERROR_OUTPUT;
}

static gfla_status draw_all(struct gfla_people_work *w, size_t images)
{
    gfla_status status = GFLA_OK;
    struct gfla_progress_count progress;
    size_t mine = 0, done = 0;
    for (size_t i = 0; i < (size_t)w->people->n; i++)
        mine += gfla_batch_has(w->job->batch, i);
    gfla_progress_begin(&progress, "images", mine * images);
    for (size_t i = 0; i < (size_t)w->people->n && !gfla_is_cancelled(); i++) {
        bool skip = false;
        char name[16];
        if (!gfla_batch_has(w->job->batch, i))
            continue;
        status = draw_one(w, i, &skip);
        if (is_fatal(status))
            break;
        if (status != GFLA_OK)
            gfla_batch_failed(w->job->batch, gfla_people_name(i, name), status);
        else
            skip ? gfla_batch_skipped(w->job->batch) : gfla_batch_done(w->job->batch);
        if (skip)
            gfla_progress_skip(&progress, images);
        gfla_progress_set(&progress, ++done * images);
    }
    gfla_progress_end(&progress);
    return is_fatal(status) && status != GFLA_ERROR_INTERRUPTED ? status : gfla_batch_status(w->job->batch);
}

gfla_status gfla_people_run(const struct gfla_people *given, const struct gfla_render_job *job)
{
    gfla_status status, batch;
    const struct gfla_people people = *given;
    const size_t images = gfla_people_images(given);
    struct gfla_people_work *work = NULL;
    char message[512] = "";
    REQUIRE(people.data || strcmp(people.figures, "cc0") != 0, GFLA_ERROR_USAGE,
            "the data of --figures cc0 was not named. hint: viewsynth/data/fetch-people FOLDER, then --people-data "
            "FOLDER; --figures blocks needs none");
    REQUIRE(!people.clip || (!people.flow && !people.show), GFLA_ERROR_USAGE,
            "--clips: --flows and --show are of pictures");
    TRY(gfla_calloc(&work, 1, sizeof *work, "pictures of people"));
    TRY(gfla_people_work_open(work, &people, job));
    TRY(create_folders(&people, job->output));
    batch = draw_all(work, images);
    snprintf(message, sizeof message, "%s", batch == GFLA_OK ? "" : gfla_error_message());
    if (people.clip == 0) { /* what is done is kept, whatever stopped the rest */
        TRY(gfla_people_write_lists(&people, job->output));
        TRY(gfla_people_show_sheets(&people, job->output));
    }
    status = batch == GFLA_OK ? GFLA_OK : gfla_fail(batch, "%s", message);
fail:
    if (work)
        gfla_people_work_close(work);
    free(work);
    return status;
}
