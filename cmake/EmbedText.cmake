# gfla_embed_text(target file symbol): embeds a text file into target as `const char symbol[]`, which ends in a zero byte.
# Run with -P it is the generator itself.
if(CMAKE_SCRIPT_MODE_FILE)
  file(READ ${INPUT} hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
  file(WRITE ${OUTPUT}.tmp "extern const char ${SYMBOL}[];\nconst char ${SYMBOL}[] = {${bytes}0};\n")
  file(RENAME ${OUTPUT}.tmp ${OUTPUT})
  return()
endif()

function(gfla_embed_text target file symbol)
  set(output ${CMAKE_BINARY_DIR}/${symbol}.c)
  add_custom_command(OUTPUT ${output} DEPENDS ${file} ${CMAKE_SOURCE_DIR}/cmake/EmbedText.cmake
    COMMAND ${CMAKE_COMMAND} -DINPUT=${file} -DOUTPUT=${output} -DSYMBOL=${symbol} -P ${CMAKE_SOURCE_DIR}/cmake/EmbedText.cmake
    COMMENT "embedding ${symbol}")
  target_sources(${target} PRIVATE ${output})
endfunction()
