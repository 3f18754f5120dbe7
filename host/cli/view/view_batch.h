/* cli/view/view_batch.h - the pictures of `gfla view` shared among devices. */
#ifndef GFLA_CLI_VIEW_VIEW_BATCH_H
#define GFLA_CLI_VIEW_VIEW_BATCH_H

#include "cli/view/view_item.h"

/* Several pictures, each by one of the devices, into the folder of -o; those that fail are named. Said in their order.
 * As gfla_batch_status says; GFLA_ERROR_DEVICE: a device was lost (base/crew.h). */
gfla_status view_batch_run(struct cli *cli, const struct view_options *options, gfla_device *const *devices,
                           int n_devices);
/* One picture, whose views the devices share, to the output of -o. */
gfla_status view_batch_run_one(struct cli *cli, const struct view_options *options, gfla_device *const *devices,
                               int n_devices);

#endif
