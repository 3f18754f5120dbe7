# Manual pages and completions, which make_pages writes from the commands' tables of options and from templates, into `pages` of the build
# folder, and their installation where man, bash, zsh and fish look for them.
include(GNUInstallDirs)
file(GLOB page_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/host/cli/pages/*.c)
add_executable(make_pages ${page_sources})
target_link_libraries(make_pages PRIVATE gfla_commands gfla_cases)

set(pages ${CMAKE_BINARY_DIR}/pages)
set(page_templates ${CMAKE_SOURCE_DIR}/docs/man/gfla.1.in ${CMAKE_SOURCE_DIR}/docs/completions/gfla.bash.in
  ${CMAKE_SOURCE_DIR}/docs/completions/_gfla.in ${CMAKE_SOURCE_DIR}/docs/completions/gfla.fish.in)
# A folder of its own: a command that is gone leaves no page.
add_custom_command(OUTPUT ${pages}/man1/gfla.1 VERBATIM
  COMMAND ${CMAKE_COMMAND} -E rm -rf ${pages}
  COMMAND make_pages ${CMAKE_SOURCE_DIR}/docs ${pages}
  DEPENDS make_pages ${page_templates} COMMENT "writing the manual pages and the completions")
add_custom_target(pages ALL DEPENDS ${pages}/man1/gfla.1)

install(DIRECTORY ${pages}/man1 DESTINATION ${CMAKE_INSTALL_MANDIR})
install(FILES ${pages}/bash/gfla DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES ${pages}/zsh/_gfla DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
install(FILES ${pages}/fish/gfla.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
