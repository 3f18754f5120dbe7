# gfla_embed_kernels(target folder): embeds every .cl and .h below folder into target as gfla_embedded_sources (see
# host/runtime/embedded.h), text as it is. Run with -P it is the generator itself.
if(CMAKE_SCRIPT_MODE_FILE)
  file(GLOB_RECURSE sources RELATIVE ${FOLDER} ${FOLDER}/*.cl ${FOLDER}/*.h)
  list(SORT sources)
  set(arrays "")
  set(table "")
  set(index 0)
  foreach(path ${sources})
    file(READ ${FOLDER}/${path} hex HEX)
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
    string(APPEND arrays "static const char source_${index}[] = {${bytes}0};\n")
    string(APPEND table "    {\"${path}\", source_${index}},\n")
    math(EXPR index "${index} + 1")
  endforeach()
  file(WRITE ${OUTPUT}.tmp "#include \"runtime/embedded.h\"\n\n${arrays}\nconst struct gfla_embedded_source gfla_embedded_sources[] = {\n${table}    {0, 0},\n};\n")
  file(RENAME ${OUTPUT}.tmp ${OUTPUT})
  return()
endif()

function(gfla_embed_kernels target folder)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${folder}/*.cl ${folder}/*.h)
  set(output ${CMAKE_BINARY_DIR}/embedded.c)
  add_custom_command(OUTPUT ${output} DEPENDS ${sources} ${CMAKE_SOURCE_DIR}/cmake/EmbedKernels.cmake
    COMMAND ${CMAKE_COMMAND} -DFOLDER=${folder} -DOUTPUT=${output} -P ${CMAKE_SOURCE_DIR}/cmake/EmbedKernels.cmake
    COMMENT "embedding the kernels")
  target_sources(${target} PRIVATE ${output})
endfunction()
