/* render/import_wire.h - what is said between an importer and its helper. Private to viewsynth/render. */
#ifndef VIEWSYNTH_RENDER_IMPORT_WIRE_H
#define VIEWSYNTH_RENDER_IMPORT_WIRE_H

#include <stdint.h>

#include "viewsynth/render/mesh.h"

#define GFLA_IMPORT_MAX_PATH 65536
#define GFLA_IMPORT_MAX_MESSAGE 4096
#define GFLA_IMPORT_REQUEST 0x71726c67u
#define GFLA_IMPORT_REPLY 0x70726c67u

enum gfla_import_kind { GFLA_IMPORT_MESH, GFLA_IMPORT_SKELETON };

/* Then the path and the member, each with its ending zero. */
struct gfla_import_request {
    uint32_t magic, kind;
    struct gfla_mesh_params params;
    int32_t animation;
    uint32_t path_size, member_size; /* with the zero; member_size 0: no member */
};

/* Then a text of wire.h: the message; and with GFLA_OK what was asked for (mesh_wire.h, skeleton_wire.h). */
struct gfla_import_reply {
    uint32_t magic;
    int32_t status;
};

#endif
