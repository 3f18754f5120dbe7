/* seeds.h - what the parts of `seeds` share. */
#ifndef GFLA_TESTS_FUZZ_SEEDS_H
#define GFLA_TESTS_FUZZ_SEEDS_H

#include <stddef.h>

#include "base/error.h"

/* Ends the program when a step failed. */
void must(gfla_status status);
/* The bytes, a half of them, and some with one byte changed, as FOLDER/READER/NAME-N. */
void write_seeds(const char *reader, const char *name, unsigned char *data, size_t size);

/* The same of a text. */
void write_text_seeds(const char *reader, const char *name, const char *text);
/* A new folder for files that are turned into seeds. */
void make_seed_folder(char *path, size_t size);
/* Removes a file of such a folder, and the folder. */
void remove_seed(char *path);

void write_image_seeds(void);
void write_obj_seeds(void);
void write_gltf_seeds(void);
void write_zeroad_seeds(void);
void write_body_seeds(void);
void write_view_seeds(void);
void write_wire_seeds(void);
void write_run_seeds(void);
void write_list_seeds(void);
void write_point_seeds(void);

#endif
