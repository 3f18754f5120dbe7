/* shared/heat_maps.h - how ops/heat_maps.cl is shared out; included by host and device. */
#ifndef GFLA_SHARED_HEAT_MAPS_H
#define GFLA_SHARED_HEAT_MAPS_H

#define GFLA_HEAT_RUN 16 /* pixels of a work-item */

#endif
