/* io/keypoints/joint_order.h - which of two orders of joints a list of points is in, told from where they lie: in the
 * true order limbs are as long as limbs are, in another they are drawn across the body. Private to host/io. */
#ifndef GFLA_IO_KEYPOINTS_JOINT_ORDER_H
#define GFLA_IO_KEYPOINTS_JOINT_ORDER_H

#include "io/keypoints/keypoints.h"

/* How much longer limbs are than usual: the mean over them, at most 6 each. extent: the longer side of the rectangle
 * around all points. 0 where fewer than three limbs are known. */
double gfla_joint_order_cost(const struct gfla_keypoints *points, double extent);

/* Above 0: the first of two readings of the same points is right; below: the second. 0 where it cannot be told. Adds up
 * over the poses of a sequence. */
double gfla_joint_order_compare(const struct gfla_keypoints *first, const struct gfla_keypoints *second);

#endif
