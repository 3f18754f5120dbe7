/* Any bytes as the skeleton that an importer's helper sends, of a BVH or another file; what is accepted is posed. */
#include <math.h>

#include "tests/fuzz/fuzz.h"
#include "viewsynth/render/motion_rig.h"
#include "viewsynth/render/skeleton_wire.h"

static void pose(const struct gfla_skeleton *skeleton)
{
    struct gfla_rig rig;
    struct gfla_rig_pose at;
    char word[64];
    for (size_t i = 0; i < skeleton->n_nodes; i++)
        gfla_rig_side(gfla_skeleton_name(skeleton, i), word);
    if (gfla_rig_find(&rig, skeleton) != GFLA_OK)
        return;
    for (int i = 0; i < 4; i++)
        if (gfla_rig_take(&rig, skeleton->duration * i / 3, &at) == GFLA_OK)
            fuzz_require(isfinite(at.joints[GFLA_RIG_R_KNEE][0]), "joints are at finite places");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct gfla_wire_memory bytes = {(const char *)data, size, 0};
    struct gfla_skeleton *skeleton;
    if (gfla_skeleton_wire_read(&skeleton, &(struct gfla_wire_in){gfla_wire_memory_read, &bytes}) == GFLA_OK) {
        pose(skeleton);
        fuzz_accepted(0, 1);
        gfla_skeleton_destroy(&skeleton);
    }
    return 0;
}
