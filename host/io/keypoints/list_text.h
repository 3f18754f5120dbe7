/* io/keypoints/list_text.h - lists of the person data sets as other programs save them again: fields in quotes, another
 * separator, or with the number of the row in front, as pandas does. Private to host/io. */
#ifndef GFLA_IO_KEYPOINTS_LIST_TEXT_H
#define GFLA_IO_KEYPOINTS_LIST_TEXT_H

#include <stddef.h>

/* Rewrites the text, which only gets shorter, as it is published: the names of its columns and the fields of each line
 * with `separator` between them, without quotes and without a first column that numbers rows. What does not begin with
 * these columns is left as it is, for the reader to refuse. columns: their names, ended by NULL. text[*size] is 0. */
void gfla_list_text_settle(char *text, size_t *size, const char *const *columns, char separator);

#endif
