/* models/gfla/model_builders.h - each network of the table of architectures.c with its inputs and outputs listed; for
 * that file. */
#ifndef GFLA_MODELS_GFLA_MODEL_BUILDERS_H
#define GFLA_MODELS_GFLA_MODEL_BUILDERS_H

#include "models/gfla/network_config.h"
#include "models/gfla/model_net.h"
#include "models/gfla/shapenet.h"

/* Appends the network of the config; net is empty before. */
typedef gfla_status gfla_model_builder(gfla_graph *graph, const struct gfla_network_config *config,
                                       struct gfla_model_net *net);

gfla_model_builder gfla_model_build_person, gfla_model_build_person_flow, gfla_model_build_figure,
    gfla_model_build_figure_flow;
gfla_model_builder gfla_model_build_dance, gfla_model_build_dance_flow, gfla_model_build_face,
    gfla_model_build_face_flow;
gfla_model_builder gfla_model_build_shapenet, gfla_model_build_shapenet_flow, gfla_model_build_view,
    gfla_model_build_view_flow, gfla_model_build_view_solid_shape, gfla_model_build_view_solid,
    gfla_model_build_view_solid_flow;
gfla_model_builder gfla_model_build_appearance_flow;
gfla_model_builder gfla_model_build_matte, gfla_model_build_angle;
gfla_model_builder gfla_model_build_res_discriminator, gfla_model_build_patch_discriminator, gfla_model_build_vgg;
gfla_model_builder gfla_model_build_features;
gfla_model_builder gfla_model_build_motion, gfla_model_build_temporal_discriminator;

/* A network of views, of which a caller wants more than its inputs and outputs. GFLA_ERROR_USAGE: not square. */
gfla_status gfla_model_build_views(gfla_graph *graph, const struct gfla_network_config *config, enum gfla_form form,
                                   bool flow_only, struct gfla_shapenet *shapenet);
/* The same of form SOLID. */
enum gfla_solid_part { GFLA_SOLID_WHOLE, GFLA_SOLID_FLOW, GFLA_SOLID_SHAPE };
gfla_status gfla_model_build_solid(gfla_graph *graph, const struct gfla_network_config *config,
                                   enum gfla_solid_part part, struct gfla_shapenet *shapenet);

#endif
