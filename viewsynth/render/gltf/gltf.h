/* render/gltf/gltf.h - what the parts of the glTF 2.0 reader share. Private to viewsynth/render.
 *
 * Nothing of a file is believed: every index, offset, count and size is checked where it is read, and whatever is wrong
 * is GFLA_ERROR_INPUT with the object's place in the file ("mesh 3, primitive 0: ..."). All that is made while reading
 * lives in the arena of struct gltf, but for the bytes of buffers. Only what the scene shows is looked at. */
#ifndef VIEWSYNTH_RENDER_GLTF_GLTF_H
#define VIEWSYNTH_RENDER_GLTF_GLTF_H

#include <stdbool.h>
#include <stdint.h>

#include "base/memory.h"
#include "viewsynth/render/mesh_textures.h"

#define GLTF_NONE SIZE_MAX   /* an index that the file does not give */
#define GLTF_MAX_SETS 8      /* JOINTS_n and WEIGHTS_n that are read */
#define GLTF_MAX_TARGETS 256 /* morph targets with a weight, of one primitive */

struct cJSON;
struct aiMesh;

/* The lists at the top of a file, in the order of the table in gltf_json.c. */
enum gltf_list_name {
    GLTF_ACCESSORS,
    GLTF_BUFFER_VIEWS,
    GLTF_BUFFERS,
    GLTF_IMAGES,
    GLTF_MATERIALS,
    GLTF_MESHES,
    GLTF_NODES,
    GLTF_SAMPLERS,
    GLTF_SCENES,
    GLTF_SKINS,
    GLTF_TEXTURES,
    GLTF_LIST_COUNT
};

struct gltf_list {
    const struct cJSON **items;
    size_t n;
};

struct gltf_bytes {
    const uint8_t *data;
    size_t size, stride; /* stride: of a bufferView that says one, else 0 */
};

struct gltf {
    struct gfla_mesh *mesh; /* that is filled in */
    const struct gfla_mesh_source *source;
    gfla_arena *arena;
    struct cJSON *json;
    const uint8_t *chunk; /* binary chunk of a .glb, or NULL */
    size_t chunk_size;
    struct gltf_list lists[GLTF_LIST_COUNT];
    /* one of each for each item of the list, read when first asked for */
    struct gltf_buffer *buffers;
    const uint8_t **decoded_views; /* of compressed buffer views; NULL: not yet */
    struct gltf_accessor *accessors;
    struct gltf_image *images;
    struct gltf_material *materials; /* and one more: of what has none */
    struct gltf_mesh *meshes;
    struct gltf_node *nodes;
    struct gltf_skin *skins;
    struct gltf_draco *draco; /* or NULL */
    struct gfla_mesh_textures textures;
    size_t buffer_bytes; /* in all buffers that were read */
    size_t n_undrawn;    /* primitives of points or lines */
};

/* Reads a file of `size` bytes into an empty mesh, as struct gfla_mesh_format's read. *other: it is glTF 1.0 or holds
 * geometry that Draco has compressed; nothing was read. */
gfla_status gfla_gltf_read(struct gfla_mesh *mesh, const struct gfla_mesh_source *source,
                           const struct gfla_mesh_params *params, const void *data, size_t size, bool *other);

/* ---- gltf_json.c ---- */

/* Finds the JSON and the binary chunk, and parses the first. data must outlive g. */
gfla_status gfla_gltf_open(struct gltf *g, const void *data, size_t size);
/* Fills in g->lists. */
gfla_status gfla_gltf_make_lists(struct gltf *g);

/* The members of an object. Those that are absent leave the result as it was; GFLA_ERROR_INPUT when one is of another
 * type or out of range. Numbers are finite. */
gfla_status gfla_gltf_object(const struct cJSON *parent, const char *key, const struct cJSON **object);
gfla_status gfla_gltf_extension(const struct cJSON *parent, const char *name, const struct cJSON **object);
gfla_status gfla_gltf_array(const struct cJSON *parent, const char *key, const struct cJSON **array, size_t *n);
gfla_status gfla_gltf_text(const struct cJSON *parent, const char *key, const char **text);
gfla_status gfla_gltf_flag(const struct cJSON *parent, const char *key, bool *flag);
gfla_status gfla_gltf_whole(const struct cJSON *parent, const char *key, size_t *value);
gfla_status gfla_gltf_number(const struct cJSON *parent, const char *key, double *value);
/* A list of exactly n numbers. */
gfla_status gfla_gltf_numbers(const struct cJSON *parent, const char *key, size_t n, double *values);
/* The index of an item of a list. */
gfla_status gfla_gltf_reference(const struct gltf *g, const struct cJSON *parent, const char *key,
                                enum gltf_list_name list, size_t *index);
/* An element of a list that must be such an index. */
gfla_status gfla_gltf_element(const struct gltf *g, const struct cJSON *element, enum gltf_list_name list,
                              size_t *index);
/* text when it can be shown in a message, else a word for that it cannot. */
const char *gfla_gltf_plain(const char *text);
/* Zeroed memory of the arena. */
gfla_status gfla_gltf_alloc(struct gltf *g, void *out, size_t count, size_t size);

/* ---- gltf_uri.c ---- */

/* What a URI says (data:) or names (a file beside the model); *data is freed with free(). */
gfla_status gfla_gltf_uri_read(const struct gltf *g, const char *uri, void **data, size_t *size);

/* ---- gltf_buffers.c ---- */

gfla_status gfla_gltf_view(struct gltf *g, size_t index, struct gltf_bytes *view);
void gfla_gltf_buffers_free(struct gltf *g);
/* Adds to g->buffer_bytes. GFLA_ERROR_INPUT when it becomes too much. */
gfla_status gfla_gltf_count_bytes(struct gltf *g, size_t n);

/* ---- gltf_meshopt.c ---- */

/* False in builds without libmeshoptimizer. */
bool gfla_gltf_reads_meshopt(void);
/* Decodes what a bufferView's extension says into `length` bytes of the arena. */
gfla_status gfla_gltf_meshopt(struct gltf *g, const struct cJSON *json, size_t length, const struct gltf_bytes *in,
                              const uint8_t **decoded);

/* ---- gltf_accessors.c ---- */

enum gltf_component {
    GLTF_BYTE = 5120,
    GLTF_UNSIGNED_BYTE = 5121,
    GLTF_SHORT = 5122,
    GLTF_UNSIGNED_SHORT = 5123,
    GLTF_UNSIGNED_INT = 5125,
    GLTF_FLOAT = 5126
};

struct gltf_accessor {
    bool is_read;
    const uint8_t *data; /* of element 0; NULL: all zeros */
    size_t count, stride;
    int n_components; /* 1 to 4, 16 of a 4 x 4 matrix (by columns) */
    enum gltf_component component;
    bool normalised;
    size_t n_replaced; /* sparse: elements that are taken from elsewhere, by rising index */
    const uint8_t *replaced, *values;
    enum gltf_component replaced_component;
};

gfla_status gfla_gltf_accessor(struct gltf *g, size_t index, const struct gltf_accessor **accessor);
/* The first n components of an element; what the accessor lacks is left alone. Normalised integers become -1..1. */
void gfla_gltf_get(const struct gltf_accessor *accessor, size_t index, int n, double *values);
/* An element of unsigned integers, as it is. */
void gfla_gltf_get_whole(const struct gltf_accessor *accessor, size_t index, int n, uint32_t *values);

/* ---- gltf_place.c: affine transforms, 3 x 4, row-major ---- */

struct gltf_place {
    double m[12];
};
extern const struct gltf_place gfla_gltf_identity;
struct gltf_place gfla_gltf_product(const struct gltf_place *a, const struct gltf_place *b);
/* x y z w; of length 0: none. */
struct gltf_place gfla_gltf_compose(const double translation[3], const double rotation[4], const double scale[3]);
struct gltf_place gfla_gltf_from_columns(const double m[16]);
/* The nine cofactors of the linear part, times the sign of its determinant, which is returned: they turn normals. */
double gfla_gltf_cofactors(const struct gltf_place *place, double c[9]);

/* ---- gltf_nodes.c ---- */

struct gltf_node {
    size_t parent, mesh, skin;
    struct gltf_place place; /* in the world */
    bool placed, in_scene, hidden;
};

/* Reads all nodes, their places in the world, and which of them the scene shows. */
gfla_status gfla_gltf_nodes(struct gltf *g);

/* ---- gltf_skin.c ---- */

struct gltf_skin {
    bool is_read;
    size_t n_joints;
    struct gltf_place *joints; /* from the mesh's bind pose to the world */
};
gfla_status gfla_gltf_skin(struct gltf *g, size_t index, const struct gltf_skin **skin);

/* ---- gltf_materials.c ---- */

/* Where the coordinates of a texture come from. */
struct gltf_uv {
    size_t set;  /* TEXCOORD_n; GLTF_NONE: no texture */
    double m[6]; /* 2 x 3, row-major, to the rasteriser's coordinates */
};

struct gltf_material {
    bool is_read;
    bool invisible;   /* whatever its texture says */
    bool takes_alpha; /* vertex colours' alpha counts */
    bool blends;      /* opaque, but for such alpha */
    struct gltf_uv uv, emission_uv;
};
/* The material (g->lists[GLTF_MATERIALS].n: of what has none); its rasteriser's side is g->mesh->materials[index]. */
gfla_status gfla_gltf_material(struct gltf *g, size_t index, const struct gltf_material **material);
/* Makes room for all materials and writes their names. */
gfla_status gfla_gltf_materials(struct gltf *g);
/* From now on the material is seen through. */
void gfla_gltf_blend(struct raster_material *material);
/* A linear colour, as displayed. */
uint8_t gfla_gltf_displayed_byte(double linear);

/* ---- gltf_surface.c ---- */

/* How a surface looks, linear. */
struct gltf_surface {
    double colour[4];
    double metallic, roughness;
    double specular; /* share of light mirrored head-on where it is no metal */
    double emission[3];
    double transmission;
    bool unlit;
    const struct cJSON *colour_texture, *emission_texture; /* textureInfo, or NULL */
};
gfla_status gfla_gltf_surface(struct gltf *g, const struct cJSON *material, struct gltf_surface *surface);

/* ---- gltf_textures.c ---- */

/* A textureInfo: its texture (-1: cannot be had, which is noted), wrap modes and coordinates. */
gfla_status gfla_gltf_texture(struct gltf *g, const struct cJSON *info, bool opaque, int *texture, int wrap[2],
                              struct gltf_uv *uv);
/* The means of its four channels, 0..1, or ones when it cannot be had. */
gfla_status gfla_gltf_texture_mean(struct gltf *g, const struct cJSON *info, double mean[4]);

/* ---- gltf_primitives.c ---- */

struct gltf_target {
    const struct gltf_accessor *position, *normal; /* or NULL */
};

struct gltf_primitive {
    int mode;
    size_t n_triangles, material;
    const struct aiMesh *decoded;        /* by Draco; or NULL */
    const struct gltf_accessor *indices; /* or NULL, as all that follow but positions */
    const struct gltf_accessor *position, *normal, *colour, *uv, *emission_uv;
    int n_sets;
    const struct gltf_accessor *joints[GLTF_MAX_SETS], *weights[GLTF_MAX_SETS];
    size_t n_targets;
    struct gltf_target *targets;
};

struct gltf_mesh {
    bool is_read;
    size_t n_primitives; /* that have triangles */
    struct gltf_primitive *primitives;
    size_t n_weights;
    double *weights; /* of morph targets, by default */
};
gfla_status gfla_gltf_mesh(struct gltf *g, size_t index, const struct gltf_mesh **mesh);
/* The weights of a list of numbers under "weights" of a mesh or node. */
gfla_status gfla_gltf_weights(struct gltf *g, const struct cJSON *parent, size_t *n, double **weights);

/* ---- gltf_draco.c ---- */

/* Has Assimp decode the file where Draco has compressed some of it. *other: it does not find its way in what comes
 * out. */
gfla_status gfla_gltf_draco_open(struct gltf *g, bool *other);
/* Fills in p->decoded where the primitive is compressed: attributes and faces are then taken from there. */
gfla_status gfla_gltf_draco_find(const struct gltf *g, size_t mesh, size_t primitive, const struct cJSON *json,
                                 struct gltf_primitive *p);
/* NULL stays in *accessor where the attribute is not there. */
gfla_status gfla_gltf_draco_attribute(struct gltf *g, const struct aiMesh *mesh, const char *name,
                                      const struct gltf_accessor **accessor);
gfla_status gfla_gltf_draco_faces(struct gltf *g, struct gltf_primitive *p);
void gfla_gltf_draco_free(struct gltf *g);

/* ---- gltf_draw.c ---- */

/* Puts the triangles of all nodes that the scene shows into the mesh. */
gfla_status gfla_gltf_draw(struct gltf *g);

/* ---- gltf_corners.c ---- */

/* A primitive as one node shows it. */
struct gltf_drawing {
    const struct gltf_primitive *primitive;
    const struct gltf_material *material;
    const struct gltf_skin *skin; /* or NULL: place holds */
    struct gltf_place place;
    double turn[9], determinant; /* gfla_gltf_cofactors of place; set by gfla_gltf_add */
    size_t n_weights;
    const double *weights;
};
/* Appends its triangles to the mesh, which has room for them. */
gfla_status gfla_gltf_add(struct gltf *g, struct gltf_drawing *drawing);

#endif
