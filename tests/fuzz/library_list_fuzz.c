/* Any bytes as a list of models; "a.obj" alone is there, and no line leads out of the folder. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"
#include "viewsynth/render/library.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char file[340];
    const char *folder = fuzz_folder("library");
    gfla_library *library;
    char *text = fuzz_text(data, size);
    if (!file[0]) {
        snprintf(file, sizeof file, "%s/a.obj", folder);
        fuzz_put(file, "");
    }
    for (size_t i = 0; i < size; i++)
        text[i] = text[i] == '/' ? '_' : text[i];
    if (gfla_library_open_list(&library, &folder, 1, fuzz_file((const uint8_t *)text, size)) == GFLA_OK) {
        fuzz_accepted(0, 1);
        gfla_library_destroy(&library);
    }
    free(text);
    return 0;
}
