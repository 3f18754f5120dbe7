#include "viewsynth/render/mesh_notes.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define MAX_NOTES 65536

void gfla_mesh_note(struct gfla_mesh *mesh, const char *fmt, ...)
{
    char line[1200];
    va_list args;
    va_start(args, fmt);
    vsnprintf(line, sizeof line - 1, fmt, args);
    va_end(args);
    memcpy(line + strlen(line), "\n", 2);
    if (mesh->notes.size < MAX_NOTES && (!mesh->notes.data || !strstr(mesh->notes.data, line)))
        gfla_text_add(&mesh->notes, "%s", line);
}
