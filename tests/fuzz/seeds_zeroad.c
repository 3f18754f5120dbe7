/* Meshes, clips and actors of 0 A.D. to begin fuzzing with. */
#include "tests/fuzz/seeds.h"
#include "tests/tools/zeroad_files.h"

void write_zeroad_seeds(void)
{
    static struct zeroad_bytes file;
    zeroad_write_mesh(&file, false);
    write_seeds("zeroad", "body", file.data, file.size);
    zeroad_write_mesh(&file, true);
    write_seeds("zeroad", "prop", file.data, file.size);
    zeroad_write_clip(&file, 2);
    write_seeds("zeroad", "clip", file.data, file.size);
    file.size = 0;
    zeroad_raw(&file, zeroad_unit, strlen(zeroad_unit));
    write_seeds("zeroad", "unit", file.data, file.size);
    file.size = 0;
    zeroad_raw(&file, zeroad_head, strlen(zeroad_head));
    write_seeds("zeroad", "head", file.data, file.size);
}
