/* cli/hdf5_worker.h - `gfla hdf5-worker`: the process that reads a set in HDF5, which may crash it. */
#ifndef GFLA_CLI_HDF5_WORKER_H
#define GFLA_CLI_HDF5_WORKER_H

#define CLI_HDF5_WORD "hdf5-worker"

/* argv is "hdf5-worker", MiB of memory, the parent's number. Returns its exit code. */
int cli_hdf5_worker(int argc, char **argv);

#endif
