/* train/report.h - RUN/report.html: one page that shows a run, for a browser, without a network. */
#ifndef GFLA_TRAIN_REPORT_H
#define GFLA_TRAIN_REPORT_H

#include "base/error.h"

struct gfla_training;

/* Writes the page as the run is now: curves of log.jsonl, thinned to GFLA_REPORT_LINES lines of losses and as many of
 * validations; the first sample sheet and the last ones, GFLA_REPORT_SHEETS in all, as JPEG; settings, data, device,
 * and attribution.txt. Everything is inside the page; what users named is escaped. The file appears whole. Blocks. */
#define GFLA_REPORT_LINES 1500
#define GFLA_REPORT_SHEETS 5
gfla_status gfla_report_write(const struct gfla_training *training);

#endif
