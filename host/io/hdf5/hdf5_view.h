/* io/hdf5/hdf5_view.h - how a view is asked for, and limits: what hdf5.h and the process that reads for it share. */
#ifndef GFLA_IO_HDF5_HDF5_VIEW_H
#define GFLA_IO_HDF5_HDF5_VIEW_H

#define GFLA_HDF5_MAX_SIDE 4096 /* pixels of a view */
/* Of another process that reads. */
#define GFLA_HDF5_SECONDS 60  /* that a view may take; opening and listing, one more for each MiB, up to 600 */
#define GFLA_HDF5_MOST_ENDS 8 /* of the process, before the file is given up */

/* Names that a view may have, 1 to 16: the first counts that the root has a group of; where there is none, the first. */
struct gfla_hdf5_choice {
    const char *const *names;
    int n;
};

#endif
