# The targets as programs of libFuzzer. The readers are compiled anew, so that the fuzzer sees their branches.
if(NOT CMAKE_C_COMPILER_ID STREQUAL "Clang")
  message(FATAL_ERROR "GFLA_FUZZ needs clang: configure with -DCMAKE_C_COMPILER=clang")
endif()
set(fuzz_options -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all)

# fuzzed(name SOURCES libraries...): a library that is instrumented.
function(fuzzed name sources)
  add_library(${name} STATIC EXCLUDE_FROM_ALL ${sources})
  target_compile_options(${name} PRIVATE ${fuzz_options})
  target_link_libraries(${name} PUBLIC ${ARGN})
endfunction()

# base, io
file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/host/base/*.c ${CMAKE_SOURCE_DIR}/host/io/*.c)
list(FILTER sources EXCLUDE REGEX "/host/io/(libav|onnx)/") # videos follow; ONNX is only written
fuzzed(fuzzed_readers "${sources};${video_sources}" gfla_options m Threads::Threads PkgConfig::PNG PkgConfig::JPEG PkgConfig::WEBP
  PkgConfig::TIFF GIF::GIF PkgConfig::CJSON PkgConfig::ZIP PkgConfig::ZLIB PkgConfig::HDF5 ${CMAKE_DL_LIBS})
target_include_directories(fuzzed_readers SYSTEM PRIVATE ${LIBAV_INCLUDE_DIRS})
target_compile_definitions(fuzzed_readers PUBLIC GFLA_BITMAP_MAX_PIXELS=100000)
target_link_options(fuzzed_readers PUBLIC -fsanitize=fuzzer,address,undefined)

# runtime: its stores
file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/host/runtime/*.c)
fuzzed(fuzzed_runtime "${sources}" fuzzed_readers gfla_runtime) # which has the text of the kernels

# viewsynth
file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/viewsynth/render/*.c)
fuzzed(fuzzed_models "${sources}" fuzzed_runtime PkgConfig::ASSIMP PkgConfig::EXPAT)
if(meshoptimizer_FOUND)
  target_link_libraries(fuzzed_models PUBLIC meshoptimizer::meshoptimizer)
  target_compile_definitions(fuzzed_models PUBLIC GFLA_MESHOPT)
endif()
file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/viewsynth/data/*.c)
fuzzed(fuzzed_sets "${sources}" fuzzed_models)

# train: what a run leaves behind
file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/host/train/*.c)
list(FILTER sources EXCLUDE REGEX "/exchange_load.c") # loads a module
fuzzed(fuzzed_train "${sources}" fuzzed_readers gfla_train) # which has the page of the report, and the ops

# tasks: which network weights are of
file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/host/tasks/model/*.c)
fuzzed(fuzzed_tasks "${sources}" fuzzed_readers gfla_tasks)

# From here on what a target names as its library, or fuzzed_readers.
foreach(name archive bvh catalogue body cameras gltf mesh_wire obj zeroad skeleton_wire import_worker library_list)
  set(library_of_${name} fuzzed_models)
endforeach()
foreach(name view_set pack view_lists grid)
  set(library_of_${name} fuzzed_sets)
endforeach()
foreach(name program_cache tuning)
  set(library_of_${name} fuzzed_runtime)
endforeach()
foreach(name run_metadata run_log weights)
  set(library_of_${name} fuzzed_train)
endforeach()

set(library_of_model fuzzed_tasks)

add_library(fuzz_support STATIC EXCLUDE_FROM_ALL fuzz.c)
target_link_libraries(fuzz_support PUBLIC gfla_options)
set(programs "")
foreach(source ${fuzz_sources})
  get_filename_component(name ${source} NAME_WE)
  string(REGEX REPLACE "_fuzz$" "" target ${name})
  if(NOT library_of_${target})
    set(library_of_${target} fuzzed_readers)
  endif()
  add_executable(${name} EXCLUDE_FROM_ALL ${source})
  target_compile_options(${name} PRIVATE ${fuzz_options})
  target_link_libraries(${name} PRIVATE ${library_of_${target}} fuzz_support)
  list(APPEND programs ${name})
endforeach()
add_custom_target(fuzz_programs DEPENDS ${programs} seeds)

# For the tests: that they compile.
add_library(fuzz_objects OBJECT EXCLUDE_FROM_ALL ${fuzz_sources} fuzz.c)
target_compile_options(fuzz_objects PRIVATE ${fuzz_options} -O0)
target_link_libraries(fuzz_objects PRIVATE gfla_options PkgConfig::CJSON PkgConfig::ZLIB PkgConfig::HDF5)
