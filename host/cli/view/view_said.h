/* cli/view/view_said.h - what `gfla view` says of a picture: how its object was found, and what was made. */
#ifndef GFLA_CLI_VIEW_VIEW_SAID_H
#define GFLA_CLI_VIEW_VIEW_SAID_H

#include "cli/view/view_work.h"

/* Remarks on work->info, whose words for a page are left in work->assumed. */
void view_say_source(struct view_work *work, const char *image);
/* Scores, a remark, and with --json the object of a picture whose views are made. */
gfla_status view_say_results(const struct view_work *work, const char *image, const char *output);
/* With --json: the object of a picture that failed. */
gfla_status view_say_failure(const struct view_work *work, const char *image, gfla_status failure);
/* Says what was kept, and frees it. */
gfla_status view_say_kept(const struct cli *cli, struct view_said *said);
void view_said_free(struct view_said *said);

#endif
