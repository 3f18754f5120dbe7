/* io/keypoints/csv_form.h - the forms that the lists of the person data sets come in: as published, and as pandas and
 * spreadsheets write them again, with quotes, another separator, or a column of numbers in front. Private to host/io. */
#ifndef GFLA_IO_KEYPOINTS_CSV_FORM_H
#define GFLA_IO_KEYPOINTS_CSV_FORM_H

#include <stdbool.h>
#include <stddef.h>

struct gfla_csv_form {
    char separator;  /* ':', ',', ';' or a tab */
    bool is_indexed; /* the first column is a number of the line */
    bool is_swapped; /* of three columns, the last two in the other order */
};

/* A part of a line. */
struct gfla_csv_field {
    const char *text;
    size_t size;
};

/* Whether the line is a header of these columns (2 or 3), with or without quotes and an unnamed column, "index" or
 * "Unnamed: 0" in front. The separators that are tried: the text's. */
bool gfla_csv_header(const char *line, size_t size, const char *const *columns, int n, const char *separators,
                     struct gfla_csv_form *form);
/* Without blanks and quotes around it. */
struct gfla_csv_field gfla_csv_bare(const char *text, size_t size);
/* The next field up to a separator outside of quotes; *at is NULL behind the last. false: there is none. */
bool gfla_csv_next(const char **at, const char *end, char separator, struct gfla_csv_field *field);

#endif
