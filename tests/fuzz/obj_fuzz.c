/* Any bytes as an OBJ, and as a material library for it. */
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"
#include "viewsynth/render/obj/obj_mtl.h"

/* As readers of files get it: with a zero byte behind it. */
static char *copy(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);
    if (!text)
        abort();
    memcpy(text, data, size);
    text[size] = 0;
    return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *library = copy(data, size), a[] = "a", b[] = "b";
    void *model = copy(data, size);
    size_t model_size = size;
    struct obj obj = {0};
    struct obj_names names = {0};
    struct mtl_material materials[2] = {0};
    int32_t number;

    if (gfla_obj_decode(&model, &model_size) == GFLA_OK && gfla_obj_parse(&obj, model, model_size) == GFLA_OK) {
        fuzz_require(obj.n_triangles > 0, "a model has triangles");
        fuzz_accepted(0, 2);
    }
    if (gfla_obj_names_add(&names, a, &number) == GFLA_OK && gfla_obj_names_add(&names, b, &number) == GFLA_OK)
        gfla_mtl_parse(library, size, "fuzz", &names, materials);
    if (materials[0].library || materials[1].library)
        fuzz_accepted(1, 2);
    gfla_obj_names_free(&names);
    gfla_obj_free(&obj);
    free(library);
    free(model);
    return 0;
}
