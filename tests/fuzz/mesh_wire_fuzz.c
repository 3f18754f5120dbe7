/* Any bytes as the mesh that an importer's helper sends. */
#include "tests/fuzz/fuzz.h"
#include "viewsynth/render/mesh_wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct gfla_wire_memory bytes = {(const char *)data, size, 0};
    struct gfla_mesh *mesh;
    if (gfla_mesh_wire_read(&mesh, &(struct gfla_wire_in){gfla_wire_memory_read, &bytes}) == GFLA_OK) {
        fuzz_accepted(0, 1);
        gfla_mesh_destroy(&mesh);
    }
    return 0;
}
