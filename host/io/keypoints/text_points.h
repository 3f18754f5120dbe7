/* io/keypoints/text_points.h - numbers in the lines of a text. Private to host/io. */
#ifndef GFLA_IO_KEYPOINTS_TEXT_POINTS_H
#define GFLA_IO_KEYPOINTS_TEXT_POINTS_H

#include "io/keypoints/keypoints_format.h"

/* The numbers of a line, with blanks, commas or semicolons between them; "nan" is NaN. Up to `most` are written to
 * values. *n: how many there are; false: something else is in the line, or two separators. */
bool gfla_line_numbers(const char *line, size_t size, double *values, size_t most, size_t *n);
/* Lines with nothing but blanks, or a comment behind '#'. */
bool gfla_line_is_blank(const char *line, size_t size);
/* The next line that is not blank; *number counts all. */
bool gfla_next_full_line(const char **at, const char *end, const char **line, size_t *size, size_t *number);

#endif
