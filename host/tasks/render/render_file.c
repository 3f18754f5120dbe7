#include "tasks/render/render_file.h"

#include "viewsynth/data/view_lists.h"

#define MAX_PATH 4096

gfla_status gfla_render_file_allow(enum gfla_existing existing, const char *path, bool *skip)
{
    gfla_status status;
    char list[MAX_PATH];
    *skip = false;
    TRY(gfla_view_list_check_name(path));
    TRY(gfla_output_allow_file(existing, path, skip));
    if (existing == GFLA_EXISTING_SKIP) /* lists without the file, which comes last, are of a run that was stopped */
        return GFLA_OK;
    for (int i = 0; i < GFLA_LIST_COUNT; i++) {
        TRY(gfla_view_list_path(path, (enum gfla_view_list)i, list, sizeof list));
        TRY(gfla_output_allow_file(existing, list, skip));
    }
fail:
    return status;
}
