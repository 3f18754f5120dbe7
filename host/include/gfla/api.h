/* gfla/api.h - version and symbol visibility; included by every public header. */
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

#endif
