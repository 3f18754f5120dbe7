#include "cli/import_worker.h"

#include "cli/confine.h"
#include "tasks/render/render_import.h"

int cli_import_worker(int argc, char **argv)
{
    const int code = cli_confine(argc, argv, "read models", true);
    return code ? code : (int)gfla_import_serve(0, GFLA_HELPER_REPLIES);
}
