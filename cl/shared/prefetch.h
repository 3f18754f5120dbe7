/* shared/prefetch.h - asks the cache of a CPU for what will be read soon (device side only).
 *
 * PoCL's prefetch() does nothing, so the compiler's own is called where the target is known to be a CPU. Elsewhere
 * nothing is asked for: the work-items of a GPU hide each other's waiting. Nor by clang before version 11, which takes
 * the built-in for a call with variable arguments and refuses it. The address may lie past the end of a buffer.
 * PREFETCH_LATER leaves the first-level cache to what is read before. */
#ifndef GFLA_SHARED_PREFETCH_H
#define GFLA_SHARED_PREFETCH_H

#if (defined(__x86_64__) || defined(__aarch64__)) && (!defined(__clang_major__) || __clang_major__ >= 11)
#define PREFETCH(pointer) __builtin_prefetch((const void *)(size_t)(pointer))
#define PREFETCH_LATER(pointer) __builtin_prefetch((const void *)(size_t)(pointer), 0, 2)
#define PREFETCH_TO_WRITE(pointer) __builtin_prefetch((const void *)(size_t)(pointer), 1)
#else
#define PREFETCH(pointer) ((void)0)
#define PREFETCH_LATER(pointer) ((void)0)
#define PREFETCH_TO_WRITE(pointer) ((void)0)
#endif

#endif
