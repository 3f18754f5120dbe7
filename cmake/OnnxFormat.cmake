# gfla_add_onnx_format(target proto)
# Adds to target the messages of the ONNX file format, which protobuf-c makes of `proto`, as <onnx.pb-c.h>.
find_program(PROTOC_C NAMES protoc-c REQUIRED)

function(gfla_add_onnx_format target proto)
  set(folder ${CMAKE_BINARY_DIR}/onnx)
  get_filename_component(proto_folder ${proto} DIRECTORY)
  file(MAKE_DIRECTORY ${folder})
  add_custom_command(OUTPUT ${folder}/onnx.pb-c.c ${folder}/onnx.pb-c.h VERBATIM
    COMMAND ${PROTOC_C} --proto_path=${proto_folder} --c_out=${folder} ${proto} DEPENDS ${proto})
  set_source_files_properties(${folder}/onnx.pb-c.c PROPERTIES COMPILE_OPTIONS -w)
  target_sources(${target} PRIVATE ${folder}/onnx.pb-c.c)
  target_include_directories(${target} SYSTEM PRIVATE ${folder})
endfunction()
