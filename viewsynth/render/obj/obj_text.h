/* render/obj/obj_text.h - the lines, words and numbers that OBJ and MTL are made of. Private to viewsynth/render. */
#ifndef VIEWSYNTH_RENDER_OBJ_OBJ_TEXT_H
#define VIEWSYNTH_RENDER_OBJ_OBJ_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* A text that is read line by line and changed on the way; a zero byte follows its end. */
struct obj_text {
    char *at, *end;
    size_t line; /* number of the line given last, from 1 */
};
/* Begins behind a byte order mark. */
struct obj_text gfla_obj_text(void *data, size_t size);
/* Replaces *data, which is freed with free(), when it begins with a byte order mark of UTF-16: by the same text in
 * UTF-8, with a zero byte behind it. Halves of pairs that stand alone become '?'. GFLA_ERROR_MEMORY leaves *data as it
 * was. */
gfla_status gfla_obj_decode(void **data, size_t *size);
/* The next line, zero-ended, without blanks around it; those that end in a backslash go on in the next. NULL at the
 * end. */
char *gfla_obj_line(struct obj_text *text);

/* Whether the line begins with this word in any case, which a blank or the end follows; *at is then moved to what comes
 * next. */
bool gfla_obj_word(char **at, const char *word);
/* The next word, zero-ended in place; NULL when there is none. */
char *gfla_obj_next(char **at);
/* A finite number in front of a blank or the end. False when there is none: *at stays where it is. */
bool gfla_obj_float(char **at, float *value);
/* Up to n numbers; the count. */
int gfla_obj_floats(char **at, int n, float *values);
/* A whole number that anything may follow, from -2^31 to 2^31 - 1. False when there is none. */
bool gfla_obj_int(char **at, long *value);
/* What is left as a file name: without blanks and a pair of quotes around it. */
char *gfla_obj_name(char *at);

#endif
