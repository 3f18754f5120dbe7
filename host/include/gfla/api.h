/* gfla/api.h - version and symbol visibility; included by every public header.
 *
 * Versions are MAJOR.MINOR.PATCH. While MAJOR is 0, a program that was built with one MINOR runs with every PATCH of
 * it, and has to be built again for another MINOR, whose library has another name (libgfla.so.0.2); CHANGELOG.md says
 * what changed. From 1.0 on that holds for MAJOR. gfla/graph.h, which says so itself, is outside of the promise.
 *
 *     if (strcmp(gfla_version(), GFLA_VERSION) != 0)
 *         fprintf(stderr, "built for %s, running with %s\n", GFLA_VERSION, gfla_version());
 */
#ifndef GFLA_API_H
#define GFLA_API_H

#define GFLA_VERSION_MAJOR 0
#define GFLA_VERSION_MINOR 2
#define GFLA_VERSION_PATCH 0
#define GFLA_VERSION "0.2.0"

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
