/* Any bytes as a mesh, a clip or an actor of 0 A.D.; XML begins with '<'. */
#include "tests/fuzz/fuzz.h"
#include "viewsynth/render/zeroad/zeroad_actor.h"
#include "viewsynth/render/zeroad/zeroad_model.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct zeroad_model model;
    struct zeroad_clip clip;
    struct zeroad_actor actor;
    struct gfla_random random = gfla_random_seed(size, 1);

    if (size > 0 && data[0] == '<')
        if (zeroad_actor_parse((const char *)data, size, NULL, &random, &actor) == GFLA_OK)
            fuzz_accepted(0, 3);
    if (zeroad_model_read(data, size, &model) == GFLA_OK) {
        fuzz_accepted(1, 3);
        zeroad_model_free(&model);
    }
    if (zeroad_clip_read(data, size, &clip) == GFLA_OK) {
        fuzz_accepted(2, 3);
        zeroad_clip_free(&clip);
    }
    return 0;
}
