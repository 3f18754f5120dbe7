/* runtime/embedded.h - the kernel sources that the build embedded; the last entry has a NULL path. */
#ifndef GFLA_RUNTIME_EMBEDDED_H
#define GFLA_RUNTIME_EMBEDDED_H

/* One file below cl/, as it was when the library was built; kernels and the headers that they include. */
struct gfla_embedded_source {
    const char *path; /* below cl/: "ops/conv2d.cl" */
    const char *text;
};

extern const struct gfla_embedded_source gfla_embedded_sources[];

#endif
