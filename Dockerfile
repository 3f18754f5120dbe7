# gfla with PoCL, which makes an OpenCL device of the processor:
#
#     docker build -t gfla .
#     docker run --rm -v "$PWD:/work" --user "$(id -u):$(id -g)" gfla view chair.jpg -o chair.gif
#
# tests/package/run docker runs these steps without docker; it knows FROM, COPY, RUN, ENV, WORKDIR, VOLUME, ENTRYPOINT and CMD.
FROM debian:bookworm-slim AS build
WORKDIR /src/gfla
COPY . .
RUN apt-get update && \
    DEBIAN_FRONTEND=noninteractive apt-get build-dep -y --no-install-recommends ./ && \
    dpkg-buildpackage -us -uc -b

FROM debian:bookworm-slim
COPY --from=build /src/*.deb /debs/
RUN apt-get update && \
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
      /debs/gfla_*.deb /debs/gfla-models_*.deb pocl-opencl-icd libavformat59 libswscale6 libheif1 && \
    rm -rf /debs /var/lib/apt/lists/* && \
    mkdir -m 1777 /cache
# Compiled kernels and measured choices, gfla's and PoCL's, for whoever runs it.
ENV XDG_CACHE_HOME=/cache
VOLUME /cache
WORKDIR /work
ENTRYPOINT ["gfla"]
CMD ["help"]
