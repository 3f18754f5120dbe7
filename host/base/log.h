/* base/log.h - messages go to one callback; the library itself never prints. Thread-safe if the callback is. */
#ifndef GFLA_BASE_LOG_H
#define GFLA_BASE_LOG_H

enum gfla_log_level {
    GFLA_LOG_ERROR,
    GFLA_LOG_WARNING,
    GFLA_LOG_INFO,
    GFLA_LOG_VERBOSE,
    GFLA_LOG_DEBUG,
    GFLA_LOG_COUNT
};

typedef void (*gfla_log_callback)(void *context, enum gfla_log_level level, const char *message);

/* Sets the receiver (NULL: nobody) and the most talkative level that reaches it. Call before other threads start. */
void gfla_log_set(gfla_log_callback callback, void *context, enum gfla_log_level most);
void gfla_log(enum gfla_log_level level, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
