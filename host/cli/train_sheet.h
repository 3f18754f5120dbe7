/* cli/train_sheet.h - a picture of what a network makes of its last training batch. */
#ifndef GFLA_CLI_TRAIN_SHEET_H
#define GFLA_CLI_TRAIN_SHEET_H

#include "models/gfla/shapenet.h"
#include "ops/plan.h"
#include "viewsynth/data/pairs.h"

/* Writes FOLDER/samples/STEP.png: a row per pair (at most 8) of source, truth, source warped, and through the mirror, foreground, result. */
gfla_status train_sheet_write(const char *folder, unsigned long long step, gfla_plan *plan, const struct gfla_shapenet *net,
                              const struct gfla_pair_batch *batch);

#endif
