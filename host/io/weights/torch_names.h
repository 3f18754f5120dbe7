/* io/weights/torch_names.h - the names that a checkpoint's pickle may mention; every other is refused. Private to
 * host/io. */
#ifndef GFLA_IO_WEIGHTS_TORCH_NAMES_H
#define GFLA_IO_WEIGHTS_TORCH_NAMES_H

#include "io/weights/dtype.h"

enum gfla_torch_role {
    GFLA_TORCH_DICT,         /* collections.OrderedDict */
    GFLA_TORCH_SIZE,         /* torch.Size */
    GFLA_TORCH_TENSOR,       /* torch._utils._rebuild_tensor */
    GFLA_TORCH_TENSOR_V2,    /* torch._utils._rebuild_tensor_v2 */
    GFLA_TORCH_TENSOR_V3,    /* torch._utils._rebuild_tensor_v3 */
    GFLA_TORCH_PARAMETER,    /* torch._utils._rebuild_parameter */
    GFLA_TORCH_STORAGE_TYPE, /* torch.FloatStorage ... */
    GFLA_TORCH_DTYPE,        /* torch.float32 ... */
};

struct gfla_torch_name {
    const char *module, *name;
    enum gfla_torch_role role;
    enum gfla_dtype dtype; /* of STORAGE_TYPE and DTYPE */
};

/* NULL when it is not in the list. */
const struct gfla_torch_name *gfla_torch_name_find(const char *module, const char *name);

#endif
