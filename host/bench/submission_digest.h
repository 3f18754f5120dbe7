/* bench/submission_digest.h - the sum over what a JSON object says, however it is laid out. */
#ifndef GFLA_BENCH_SUBMISSION_DIGEST_H
#define GFLA_BENCH_SUBMISSION_DIGEST_H

#include "base/text.h"

struct cJSON;

#define GFLA_SUBMISSION_DIGEST 72 /* "sha256:", 64 digits and a zero */

/* Appends the canonical text of a value: no blanks, the members of objects in the order of their names' bytes, numbers
 * as printf's %.17g, texts with no more escapes than JSON asks for. GFLA_ERROR_INPUT: an object names a member
 * twice. */
gfla_status gfla_submission_canonical(const struct cJSON *value, struct gfla_text *text);

/* SHA-256 of the canonical text of the object without its member "digest". Anybody can compute it: it finds slips and
 * casual edits, and proves nothing about who wrote the file. Fails as gfla_submission_canonical. */
gfla_status gfla_submission_digest(const struct cJSON *object, char digest[GFLA_SUBMISSION_DIGEST]);

#endif
