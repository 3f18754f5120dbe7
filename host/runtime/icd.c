/* icd.c - why the OpenCL loader offers no platform. It says nothing of drivers that it cannot load, so its list of them
 * is read here once more. */
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "runtime/internal.h"

#define FOLDER "/etc/OpenCL/vendors"
#define MAX_FILE 4096

static bool has_ending(const char *name, const char *ending)
{
    const size_t n = strlen(name), m = strlen(ending);
    return n >= m && strcmp(name + n - m, ending) == 0;
}

/* What the system says of a driver's library: nothing where it can be loaded. */
static void add_library(struct gfla_text *faults, const char *source, const char *library)
{
    void *handle = dlopen(library, RTLD_LAZY | RTLD_LOCAL);
    const char *error = handle ? NULL : dlerror();
    if (handle)
        dlclose(handle);
    else
        gfla_text_add(faults, "%s%s names %s, which cannot be loaded: %s", faults->size ? "; " : "", source, library,
                      error ? error : "no reason given");
}

/* A file of the list holds the name of a library, in its first line. */
static void add_file(struct gfla_text *faults, const char *path)
{
    void *text = NULL;
    size_t size = 0;
    if (gfla_file_read_regular(path, MAX_FILE, &text, &size) == GFLA_OK) {
        char *line = text;
        line[strcspn(line, " \t\r\n")] = 0;
        if (*line)
            add_library(faults, path, line);
    } else {
        gfla_text_add(faults, "%s%s", faults->size ? "; " : "", gfla_error_message());
    }
    free(text);
}

/* False: it is no folder. */
static bool add_folder(struct gfla_text *faults, const char *folder)
{
    char **names = NULL;
    size_t count = 0;
    if (gfla_folder_list(folder, &names, &count) != GFLA_OK)
        return false;
    for (size_t i = 0; i < count; i++) {
        struct gfla_text path = {0};
        gfla_text_add(&path, "%s/%s", folder, names[i]);
        if (!path.failed && has_ending(names[i], ".icd"))
            add_file(faults, path.data);
        gfla_text_free(&path);
    }
    free(names);
    return true;
}

/* OCL_ICD_VENDORS names a folder, one file of such a folder, or a library. */
char *gfla_icd_faults(void)
{
    struct gfla_text faults = {0};
    const char *vendors = getenv("OCL_ICD_VENDORS");
    if (!vendors || !*vendors)
        add_folder(&faults, FOLDER);
    else if (!add_folder(&faults, vendors)) {
        if (has_ending(vendors, ".icd"))
            add_file(&faults, vendors);
        else
            add_library(&faults, "OCL_ICD_VENDORS", vendors);
    }
    if (faults.failed)
        gfla_text_free(&faults);
    return faults.data;
}
