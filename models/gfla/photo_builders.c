/* The networks that read a user's image, with their inputs and outputs listed. */
#include "models/gfla/angle_net.h"
#include "models/gfla/matte_net.h"
#include "models/gfla/model_builders.h"

gfla_status gfla_model_build_matte(gfla_graph *g, const struct gfla_network_config *config, struct gfla_model_net *net)
{
    gfla_status status;
    struct gfla_matte_net matte;
    TRY(gfla_matte_net_build(g, config, &matte));
    gfla_model_add_input(net, matte.source);
    gfla_model_add_output(net, matte.alpha, "out", -1);
fail:
    return status;
}

gfla_status gfla_model_build_angle(gfla_graph *g, const struct gfla_network_config *config, struct gfla_model_net *net)
{
    gfla_status status;
    struct gfla_angle_net angle;
    TRY(gfla_angle_net_build(g, config, &angle));
    gfla_model_add_input(net, angle.source);
    gfla_model_add_input(net, angle.alpha);
    gfla_model_add_output(net, angle.azimuth, "out.0", -1);
    gfla_model_add_output(net, angle.elevation, "out.1", -1);
fail:
    return status;
}
