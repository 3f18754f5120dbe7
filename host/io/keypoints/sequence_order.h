/* io/keypoints/sequence_order.h - one order of joints for all poses of a sequence: where it is told from where joints lie,
 * poses that are hard to tell follow the others. Private to host/io. */
#ifndef GFLA_IO_KEYPOINTS_SEQUENCE_ORDER_H
#define GFLA_IO_KEYPOINTS_SEQUENCE_ORDER_H

#include "io/keypoints/keypoints.h"

/* Reads a pose of a sequence for its vote (select->vote); what cannot be read does not count. */
typedef void gfla_order_asker(const void *sequence, size_t index, const struct gfla_keypoints_select *select);

/* Asks up to 16 of n poses, and fills in the orders that select leaves open. */
void gfla_joint_order_settle(const void *sequence, size_t n, gfla_order_asker *ask,
                             struct gfla_keypoints_select *select);

#endif
