/* cli/view/view_item.h - what `gfla view` does with each picture. */
#ifndef GFLA_CLI_VIEW_VIEW_ITEM_H
#define GFLA_CLI_VIEW_VIEW_ITEM_H

#include "cli/view/view_work.h"

/* Reads a picture, makes its views and writes them to output, which may be written; says what came of it. */
gfla_status view_item_run(struct view_work *work, const char *image, const char *output);

#endif
