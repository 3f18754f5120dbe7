/* gfla/api.h - version and symbol visibility; included by every public header.
 *
 *     if (strcmp(gfla_version(), GFLA_VERSION) != 0)
 *         fprintf(stderr, "built for %s, running with %s\n", GFLA_VERSION, gfla_version());
 */
#ifndef GFLA_API_H
#define GFLA_API_H

#define GFLA_VERSION_MAJOR 0
#define GFLA_VERSION_MINOR 1
#define GFLA_VERSION_PATCH 0
#define GFLA_VERSION "0.1.0"

#if defined(__GNUC__)
#define GFLA_API __attribute__((visibility("default")))
#else
#define GFLA_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* GFLA_VERSION of the library that runs, which a program may have been built before. Static storage; any thread. */
GFLA_API const char *gfla_version(void);

/* Frees memory that a function of the library says is freed with this. NULL is fine; any thread. */
GFLA_API void gfla_free(void *memory);

#ifdef __cplusplus
}
#endif
#endif
