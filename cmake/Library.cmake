# libgfla, shared and static, of the layers that know no command line, and its installation. The shared library holds what the public
# functions need: the files that implement them, host/tasks/api, *_api.c and the joint sets of host/io, are linked whole, and pull the rest
# out of the layers.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(library_layers gfla_base gfla_runtime gfla_graph gfla_ops gfla_io gfla_models gfla_train gfla_ref gfla_onnx gfla_people
  gfla_model_metrics viewsynth_render viewsynth_data gfla_tasks)
foreach(layer gfla_base gfla_runtime)
  list(APPEND public_objects $<TARGET_OBJECTS:${layer}>)
endforeach()
list(APPEND public_objects $<FILTER:$<TARGET_OBJECTS:gfla_tasks>,INCLUDE,/tasks/api/|_api[.]c>
  $<FILTER:$<TARGET_OBJECTS:gfla_io>,INCLUDE,/keypoints/keypoints[.]c|/keypoints/keypoints_sets[.]c>
  $<FILTER:$<TARGET_OBJECTS:gfla_train>,INCLUDE,/exchange[.]c|/exchange_load[.]c|/exchange_threads[.]c>)

add_library(libgfla SHARED ${public_objects})

# The static one is the same, linked into one object of which only the public functions are left to see: names without our prefix, as
# the layers may have, cannot clash with those of a program.
foreach(layer ${library_layers})
  list(APPEND layer_files $<TARGET_FILE:${layer}>)
endforeach()
set(static_object ${CMAKE_BINARY_DIR}/libgfla_static.o)
add_custom_command(OUTPUT ${static_object} VERBATIM COMMAND_EXPAND_LISTS
  COMMAND ${CMAKE_LINKER} -r -o ${static_object} ${public_objects} --start-group ${layer_files} --end-group
  COMMAND ${CMAKE_OBJCOPY} --localize-hidden ${static_object}
  DEPENDS ${library_layers})
add_library(libgfla_static STATIC ${static_object})
set_source_files_properties(${static_object} PROPERTIES EXTERNAL_OBJECT ON GENERATED ON)

foreach(library libgfla libgfla_static)
  set_target_properties(${library} PROPERTIES OUTPUT_NAME gfla LINKER_LANGUAGE C)
endforeach()
# The promise of gfla/api.h: while it is 0.x, each minor version is a library of its own.
set(soversion ${PROJECT_VERSION_MAJOR})
if(PROJECT_VERSION_MAJOR EQUAL 0)
  set(soversion 0.${PROJECT_VERSION_MINOR})
endif()
set_target_properties(libgfla PROPERTIES EXPORT_NAME gfla VERSION ${PROJECT_VERSION} SOVERSION ${soversion})
target_include_directories(libgfla INTERFACE $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
target_link_libraries(libgfla PRIVATE ${library_layers})
target_link_options(libgfla PRIVATE -Wl,--as-needed -Wl,--exclude-libs,ALL)
if(NOT GFLA_SANITIZE)
  target_link_options(libgfla PRIVATE -Wl,--no-undefined)
endif()

# What is built runs as it is installed. CMake would give it a search path of its own, and end that in a colon, which stands for the
# current folder.
set_target_properties(gfla libgfla PROPERTIES BUILD_WITH_INSTALL_RPATH ON)

install(TARGETS gfla RUNTIME)
install(TARGETS libgfla EXPORT gfla LIBRARY)
install(TARGETS libgfla_static ARCHIVE)
install(DIRECTORY host/include/gfla TYPE INCLUDE)
install(FILES LICENSE TYPE DOC)
install(DIRECTORY models/weights/ DESTINATION ${CMAKE_INSTALL_DATADIR}/gfla/models)

set(cmake_folder ${CMAKE_INSTALL_LIBDIR}/cmake/gfla)
install(EXPORT gfla NAMESPACE gfla:: FILE gflaConfig.cmake DESTINATION ${cmake_folder})
write_basic_package_version_file(gflaConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/gflaConfigVersion.cmake DESTINATION ${cmake_folder})

# Relative to itself, so that the installed tree can be moved.
file(RELATIVE_PATH prefix_from_pc /prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig /prefix)
set(meshoptimizer_library)
if(meshoptimizer_FOUND)
  set(meshoptimizer_library " -lmeshoptimizer")
endif()
configure_file(cmake/gfla.pc.in gfla.pc @ONLY)
install(FILES ${CMAKE_BINARY_DIR}/gfla.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
