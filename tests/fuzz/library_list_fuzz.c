/* Any bytes as a list of models; none of them is there, and no line leads out of the folder. */
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"
#include "viewsynth/render/library.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *folder = fuzz_folder("library");
    gfla_library *library;
    char *text = fuzz_text(data, size);
    for (size_t i = 0; i < size; i++)
        text[i] = text[i] == '/' ? '_' : text[i];
    if (gfla_library_open_list(&library, &folder, 1, fuzz_file((const uint8_t *)text, size)) == GFLA_OK)
        gfla_library_destroy(&library);
    free(text);
    return 0;
}
