/* shared/raster.h - the structs and limits that the rasteriser's host and device sides share.
 * Only 4-byte members, so that both sides lay them out alike; the checks at the end fail to compile on the side that
 * does not. */
#ifndef GFLA_SHARED_RASTER_H
#define GFLA_SHARED_RASTER_H

#define RASTER_TILE 8              /* side of a tile in pixels of the result */
#define RASTER_MAX_FACTOR 4        /* samples along the side of a pixel */
#define RASTER_SNAP 32             /* vertices are snapped to 1/32 of a sample */
#define RASTER_MAX_SAMPLES 4096    /* side of the supersampled image: edge functions stay inside 32 bits */
#define RASTER_MAX_REACH (1 << 20) /* samples by which a corner may lie outside the image */
#define RASTER_MAX_TILES 255       /* tiles along a side: tile boxes are packed into four bytes */
#define RASTER_MAX_LEVELS 14       /* mip levels of a texture */
#define RASTER_MAX_LIGHTS 6
/* blended surfaces are not there where they are less opaque: no depth, no layer */
#define RASTER_INVISIBLE (1.0f / 255.0f)

/* How a triangle takes part; bits of raster_triangle.flags. */
#define RASTER_BLEND 1 /* seen through: composited over what lies behind */
/* it has holes: samples below material.alpha_test (blended: RASTER_INVISIBLE) are not there */
#define RASTER_TESTED 2
/* the visible side is opposite to the vertex normals; of a face: the side that its winding shows is */
#define RASTER_FLIP 4
#define RASTER_BACK 8   /* the visible side is the back by the winding */
#define RASTER_GONE 16  /* of a face: not there */
#define RASTER_LARGE 32 /* a corner lies so far outside the image that edge functions need 64 bits */
#define RASTER_LEVEL_SHIFT 8

/* A corner of a triangle in the normalised model frame, as meshes have it. */
struct raster_corner {
    float position[3];
    float normal[3];
    float uv[2];          /* of the colour's texture, as its material wants them; texture row 0 is v = 1 */
    float emission_uv[2]; /* of the emission's texture */
    unsigned int colour;  /* r, g, b, a from the low byte, as displayed; multiplies the material */
};

/* A mesh on the device: where its triangles are, and how their corners look (three per triangle). */
struct raster_face {
    float position[9]; /* of corners 0, 1, 2 */
    int flags;
    int material;
};
struct raster_look {
    float normal[3];
    float uv[2];
    unsigned int colour;
};

/* How a texture goes on beyond its edges: one of these for u, one for v. */
#define RASTER_WRAP_REPEAT 0
#define RASTER_WRAP_MIRROR 1
#define RASTER_WRAP_CLAMP 2

/* Colours are as displayed (sRGB); how they are lit and multiplied is said in raster_light.h. Zeros but for colour and
 * textures: a matt surface. */
struct raster_material {
    float colour[4];  /* r g b in 0..1, opacity; multiplies the texture */
    int texture;      /* index, or -1 */
    int wrap[2];      /* of texture, along u and v */
    float alpha_test; /* samples with less alpha are dropped; 0: none */
    /* 1: opacity or the texture's alpha mix with what is behind; 0: what alpha_test leaves is opaque */
    int blend;
    float specular;       /* share of white light that is mirrored head-on, 0..1; 0.04 of plastics and varnish */
    float roughness;      /* of the mirrored light's lobe, 0..1 */
    float metallic;       /* 0..1: the mirrored light takes the colour, and nothing is diffuse */
    float emission[3];    /* added whatever the light; multiplies its texture */
    int emission_texture; /* index, or -1 */
    int emission_wrap[2];
    int unlit; /* 1: shows its colour as it is */
};

/* A texture in the common pixel buffer (RGBA, premultiplied); level l has sides max(1, width >> l) and max(1, height >>
 * l). */
struct raster_texture {
    int width, height, n_levels;
    int offset[RASTER_MAX_LEVELS]; /* of each level, in pixels */
};

/* Camera z of a point is dot(row 2, point); sample x = centre + focal * x / z, y downwards; sample centres at integers
 * + 0.5. */
struct raster_camera {
    float rows[12]; /* world to camera, 3 x 4: x right, y down, z forward */
    float focal;    /* in samples */
    float centre;   /* half the side in samples */
    float near_z;
    float position[3];
};

/* A triangle as a view sees it. */
struct raster_triangle {
    int x[3], y[3]; /* in 1/RASTER_SNAP of a sample */
    float inverse_z[3];
    int flags;
};

struct raster_light {
    float direction[3]; /* towards the light, unit length, world frame */
    float strength;
    float tint[3]; /* r g b; the light's colour is 1 + tint, so that 0 is white */
};

/* Fixed in the world. A matt surface with normal n receives lerp(ground, sky, (n.y + 1) / 2) + sum of strength *
 * max(0, n . direction), and shows its colour times the square root of that; the rest is said in raster_light.h. */
struct raster_lighting {
    float sky, ground;
    float sky_tint[3], ground_tint[3]; /* as raster_light.tint */
    int n_lights;
    struct raster_light lights[RASTER_MAX_LIGHTS];
};

/* What every kernel of a batch of views needs to know. */
struct raster_frame {
    int n_triangles, n_views;
    int size;     /* side of the result, pixels */
    int factor;   /* samples along a pixel's side */
    int n_tiles;  /* tiles along a side */
    int n_chunks; /* parts of the mesh that are put into tiles side by side */
};

#define RASTER_CHECK_SIZE(name, size) typedef char name##_has_expected_size[sizeof(struct name) == (size) ? 1 : -1]
RASTER_CHECK_SIZE(raster_corner, 44);
RASTER_CHECK_SIZE(raster_face, 44);
RASTER_CHECK_SIZE(raster_look, 24);
RASTER_CHECK_SIZE(raster_material, 76);
RASTER_CHECK_SIZE(raster_texture, 12 + 4 * RASTER_MAX_LEVELS);
RASTER_CHECK_SIZE(raster_camera, 72);
RASTER_CHECK_SIZE(raster_triangle, 40);
RASTER_CHECK_SIZE(raster_lighting, 36 + 28 * RASTER_MAX_LIGHTS);
RASTER_CHECK_SIZE(raster_frame, 24);

#endif
