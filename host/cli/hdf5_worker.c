#include "cli/hdf5_worker.h"

#include "cli/confine.h"
#include "tasks/render/render_import.h"

/* A set is often opened by one thread and read by others, which the helper outlives. */
int cli_hdf5_worker(int argc, char **argv)
{
    const int code = cli_confine(argc, argv, "read sets in HDF5", false);
    return code ? code : (int)gfla_hdf5_serve(0, GFLA_HELPER_REPLIES);
}
