/* cli/person_jobs.h - what `gfla person` has to make: a list of source pictures with their poses and of poses to bring them into. */
#ifndef GFLA_CLI_PERSON_JOBS_H
#define GFLA_CLI_PERSON_JOBS_H

#include "base/memory.h"
#include "cli/cli.h"

struct person_job {
    const char *picture;     /* of the source */
    const char *source_pose; /* files of key points, as gfla_keypoints_read takes them */
    const char *target_pose;
    const char *truth;       /* a picture of the person in the target pose; NULL: none is known */
    const char *name;        /* of the output, without extension: SOURCE_2_TARGET_vis, as published */
};

struct person_jobs {
    struct person_job *items;
    size_t n, capacity;
    gfla_arena *texts; /* owns every string that is not the caller's */
};

/* What the command line names. */
struct person_asked {
    const char *picture, *source_pose, *truth;
    const char **poses;
    int n_poses;
    const char *pairs, *annotation, *data; /* a list of pairs, with the key points and the folder of pictures that it is about */
};

/* Pictures and poses of the command line: every pose with the one picture; a folder of pose files is all of them, in their order. Without
 * a source pose, PICTURE's own is looked for beside it: STEM_keypoints.json, STEM.json. GFLA_ERROR_INPUT says where. Or all pairs of the
 * list, whose truth is the target's picture. */
gfla_status person_jobs_list(struct person_jobs *jobs, const struct person_asked *asked);
void person_jobs_free(struct person_jobs *jobs);

#endif
