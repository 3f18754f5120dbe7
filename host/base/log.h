/* base/log.h - messages to the log callback of the context that this thread works for (base/context.h). */
#ifndef GFLA_BASE_LOG_H
#define GFLA_BASE_LOG_H

#include <gfla/log.h>

void gfla_log(gfla_log_level level, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
