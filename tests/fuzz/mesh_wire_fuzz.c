/* Any bytes as what an importer's helper sends: a mesh, and a skeleton. */
#include "viewsynth/render/mesh_wire.h"
#include "viewsynth/render/skeleton_wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct gfla_wire_memory bytes = {(const char *)data, size, 0};
    struct gfla_mesh *mesh;
    struct gfla_skeleton *skeleton;

    if (gfla_mesh_wire_read(&mesh, &(struct gfla_wire_in){gfla_wire_memory_read, &bytes}) == GFLA_OK)
        gfla_mesh_destroy(&mesh);
    bytes.at = 0;
    if (gfla_skeleton_wire_read(&skeleton, &(struct gfla_wire_in){gfla_wire_memory_read, &bytes}) == GFLA_OK)
        gfla_skeleton_destroy(&skeleton);
    return 0;
}
