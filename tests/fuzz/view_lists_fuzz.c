/* Any bytes as the lists beside a set of views in HDF5. */
#include <stdio.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"
#include "viewsynth/data/split.h"
#include "viewsynth/data/view_lists.h"

static char set[160];

static void make_lists(void)
{
    snprintf(set, sizeof set, "%s/data_a.hdf5", fuzz_folder("lists"));
    for (enum gfla_view_list list = 0; list < GFLA_LIST_COUNT; list++) {
        char path[200];
        fuzz_require(gfla_view_list_path(set, list, path, sizeof path) == GFLA_OK, "lists have paths");
        fuzz_link(path);
    }
}

static void look_at(const char *name)
{
    char key[32];
    size_t length;
    struct gfla_pose pose;
    if (gfla_view_group_parse(name, &length, &pose))
        fuzz_require(pose.azimuth >= -1 && pose.azimuth < GFLA_N_AZIMUTHS && pose.elevation >= 0 &&
                         pose.elevation < GFLA_N_ELEVATIONS,
                     "poses are of the grid");
    gfla_split_family(name, key, sizeof key);
    gfla_split_excluded_word(name, NULL, name);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct gfla_string_list names = {0};
    bool found;
    if (!set[0])
        make_lists();
    fuzz_file(data, size);
    if (gfla_view_list_read(set, (enum gfla_view_list)(size % GFLA_LIST_COUNT), &names, &found) == GFLA_OK) {
        const char *name = names.bytes;
        if (names.count)
            fuzz_accepted(0, 1);
        for (size_t i = 0; i < names.count; i++) {
            look_at(name);
            name += strlen(name) + 1;
        }
    }
    gfla_string_list_free(&names);
    return 0;
}
