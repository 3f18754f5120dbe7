/* tasks/train/flow_column.h - a column of a sample sheet that shows a flow. */
#ifndef GFLA_TASKS_TRAIN_FLOW_COLUMN_H
#define GFLA_TASKS_TRAIN_FLOW_COLUMN_H

#include "train/sheet.h"

/* The next column: the source [n, 3, height, width] in [-1, 1] as a flow [n, 2, h, w] samples it at its own size. */
gfla_status gfla_train_sheet_add_flow(struct gfla_train_sheet *sheet, gfla_plan *plan, gfla_tensor *source,
                                      gfla_tensor *flow);

#endif
