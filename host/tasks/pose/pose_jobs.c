#include "tasks/pose/pose_jobs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/output_names.h"
#include "tasks/pose/pose_beside.h"
#include "io/keypoints/keypoints_list.h"

static bool is_folder(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

/* Appends a job without a name; the strings live as long as the jobs. */
static gfla_status append(struct gfla_pose_jobs *jobs, struct gfla_pose_job job)
{
    gfla_status status;
    TRY(gfla_grow(&jobs->items, &jobs->capacity, jobs->n + 1, sizeof *jobs->items, "poses"));
    REQUIRE(job.image && job.target_pose, GFLA_ERROR_MEMORY, "poses: out of memory");
    jobs->items[jobs->n++] = job;
fail:
    return status;
}

/* ---- names ---- */

/* Of one image, files of poses are told apart; of a data set, all of its images. */
static gfla_status name_halves(const struct gfla_pose_jobs *jobs, bool is_data, const char **paths, const char **names)
{
    const size_t n = jobs->n;
    for (size_t i = 0; i < n; i++) {
        paths[i] = is_data ? jobs->items[i].source_pose : jobs->items[i].image;
        paths[n + i] = jobs->items[i].target_pose;
    }
    if (is_data)
        return gfla_keypoints_output_names(paths, 2 * n, jobs->texts, names);
    const gfla_status status = gfla_keypoints_output_names(paths, n, jobs->texts, names);
    return status == GFLA_OK ? gfla_keypoints_output_names(paths + n, n, jobs->texts, names + n) : status;
}

/* No two jobs have one name, so that none writes over another's image or takes it for that of an earlier run. */
static gfla_status name_all(struct gfla_pose_jobs *jobs, bool is_data)
{
    gfla_status status;
    const size_t n = jobs->n;
    const char **paths = NULL, **names = NULL;
    TRY(gfla_calloc(&paths, 2 * n + 1, sizeof *paths, "names of outputs"));
    TRY(gfla_calloc(&names, 2 * n + 1, sizeof *names, "names of outputs"));
    TRY(name_halves(jobs, is_data, paths, names));
    for (size_t i = 0; i < n; i++) {
        names[i] = gfla_arena_printf(jobs->texts, "%s_2_%s_vis", names[i], names[n + i]);
        REQUIRE(names[i], GFLA_ERROR_MEMORY, "poses: out of memory");
    }
    TRY(gfla_output_names_number(names, n, jobs->texts));
    for (size_t i = 0; i < n; i++)
        jobs->items[i].name = names[i];
fail:
    free(paths);
    free(names);
    return status;
}

/* ---- one image, several poses ---- */

static gfla_status add(struct gfla_pose_jobs *jobs, const struct gfla_pose_jobs_options *options,
                       const char *source_pose, const char *target_pose)
{
    return append(jobs, (struct gfla_pose_job){.image = options->image,
                                               .source_pose = source_pose,
                                               .target_pose = gfla_arena_strdup(jobs->texts, target_pose),
                                               .truth = options->truth});
}

static gfla_status add_files(struct gfla_pose_jobs *jobs, const struct gfla_pose_jobs_options *options,
                             const char *source_pose, const char *folder, const char *extension)
{
    gfla_status status;
    char **names = NULL, path[2048];
    size_t n;
    TRY(gfla_folder_files(folder, (const char *const[]){extension, NULL}, &names, &n));
    for (size_t i = 0; i < n; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        TRY(add(jobs, options, source_pose, path));
    }
fail:
    free(names);
    return status;
}

/* Its JSON files; images of `gfla pose` where there are none. */
static gfla_status add_folder(struct gfla_pose_jobs *jobs, const struct gfla_pose_jobs_options *options,
                              const char *source_pose, const char *folder)
{
    gfla_status status;
    size_t before = jobs->n;
    TRY(add_files(jobs, options, source_pose, folder, ".json"));
    if (jobs->n == before)
        TRY(add_files(jobs, options, source_pose, folder, ".png"));
    REQUIRE(jobs->n > before, GFLA_ERROR_INPUT,
            "%s: no file of key points (.json, or .png of `gfla pose`) in this folder", folder);
fail:
    return status;
}

static gfla_status list_poses(struct gfla_pose_jobs *jobs, const struct gfla_pose_jobs_options *options)
{
    gfla_status status;
    const char *source_pose;
    char found[2048];
    TRY(gfla_pose_beside(options->image, options->source_pose, false, found, sizeof found, &source_pose));
    source_pose = gfla_arena_strdup(jobs->texts, source_pose);
    REQUIRE(source_pose, GFLA_ERROR_MEMORY, "poses: out of memory");
    for (int i = 0; i < options->n_poses; i++)
        if (is_folder(options->poses[i]))
            TRY(add_folder(jobs, options, source_pose, options->poses[i]));
        else
            TRY(add(jobs, options, source_pose, options->poses[i]));
fail:
    return status;
}

/* ---- pairs of a data set ---- */

static const char *image_path(struct gfla_pose_jobs *jobs, const char *root, const char *name)
{
    return gfla_arena_printf(jobs->texts, "%s/test/%s", root, name);
}

static gfla_status list_pairs(struct gfla_pose_jobs *jobs, const struct gfla_pose_jobs_options *options)
{
    gfla_status status;
    enum gfla_person_set set = GFLA_PERSON_SET_ANY;
    char pairs[1024], path[1024];
    const char *annotation = options->annotation;
    if (!options->pairs)
        TRY(gfla_person_list_path(options->data, &set, GFLA_PERSON_PAIRS, "test", pairs, sizeof pairs));
    if (!annotation) {
        TRY(gfla_person_list_path(options->data, &set, GFLA_PERSON_ANNOTATION, "test", path, sizeof path));
        annotation = gfla_arena_printf(jobs->texts, "%s", path);
        REQUIRE(annotation, GFLA_ERROR_MEMORY, "no memory for the path of a list");
    }
    TRY(gfla_pair_list_read(options->pairs ? options->pairs : pairs, &jobs->pairs));
    TRY(gfla_annotations_open(&jobs->annotations, annotation));
    for (size_t i = 0; i < jobs->pairs.n; i++) {
        const struct gfla_name_pair *pair = &jobs->pairs.pairs[i];
        TRY(append(jobs, (struct gfla_pose_job){.image = image_path(jobs, options->data, pair->from),
                                                .source_pose = pair->from,
                                                .target_pose = pair->to,
                                                .annotations = jobs->annotations,
                                                .annotation = annotation,
                                                .truth = image_path(jobs, options->data, pair->to)}));
    }
fail:
    return status;
}

gfla_status gfla_pose_jobs_list(struct gfla_pose_jobs *jobs, const struct gfla_pose_jobs_options *options)
{
    gfla_status status;
    *jobs = (struct gfla_pose_jobs){.n = 0};
    TRY(gfla_arena_create(&jobs->texts));
    TRY(options->data ? list_pairs(jobs, options) : list_poses(jobs, options));
    TRY(name_all(jobs, options->data != NULL));
    return GFLA_OK;
fail:
    gfla_pose_jobs_free(jobs);
    return status;
}

void gfla_pose_jobs_free(struct gfla_pose_jobs *jobs)
{
    gfla_annotations_destroy(&jobs->annotations);
    gfla_pair_list_free(&jobs->pairs);
    gfla_arena_destroy(&jobs->texts);
    free(jobs->items);
    *jobs = (struct gfla_pose_jobs){.n = 0};
}
