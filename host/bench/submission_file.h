/* bench/submission_file.h - submissions as files: JSON with a digest, and lines of Markdown to paste. */
#ifndef GFLA_BENCH_SUBMISSION_FILE_H
#define GFLA_BENCH_SUBMISSION_FILE_H

#include "bench/submission.h"

/* Appends the file's text, a result a line, with its digest. GFLA_ERROR_MEMORY: host memory ran out. */
gfla_status gfla_submission_json(const struct gfla_submission *s, struct gfla_text *json);

/* Reads it back; how it is laid out does not matter. GFLA_ERROR_INPUT names the file: it is no submission, of a version
 * or profile that this program does not know, its numbers make no sense, or it was changed after it was written: the
 * digest is that of other content. Fields that it does not know are in the digest and otherwise left alone. */
gfla_status gfla_submission_read(struct gfla_submission *s, const char *path);
/* The same of text in memory, text[size] being 0; `path` is for messages. */
gfla_status gfla_submission_parse(struct gfla_submission *s, const char *text, size_t size, const char *path);

#define GFLA_SUBMISSION_MOST_LINES 12
/* Appends at most so many lines: the score, the device, and what was measured beside the reference machine. */
void gfla_submission_markdown(const struct gfla_submission *s, struct gfla_text *page);

/* Appends a text of a driver's or a stranger's so that neither Markdown nor HTML takes it for more. */
void gfla_submission_add_plain(struct gfla_text *page, const char *text);

#endif
