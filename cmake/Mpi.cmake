# gfla_mpi.so, the module through which ranks of a training talk (host/train/mpi). It alone is linked to MPI, and is loaded when a training
# joins other ranks: the program and the library run without MPI, and the module may be a package of its own.
include(GNUInstallDirs)
file(RELATIVE_PATH module_folder /prefix/${CMAKE_INSTALL_BINDIR} /prefix/${CMAKE_INSTALL_LIBDIR}/gfla)
set_property(SOURCE ${CMAKE_SOURCE_DIR}/host/train/exchange_load.c APPEND PROPERTY COMPILE_DEFINITIONS
  "GFLA_MODULE_FOLDER=\"${module_folder}\"")
target_link_libraries(gfla_train PUBLIC ${CMAKE_DL_LIBS})
if(MPI_C_FOUND)
  add_library(gfla_mpi MODULE ${CMAKE_SOURCE_DIR}/host/train/mpi/exchange_mpi.c)
  set_target_properties(gfla_mpi PROPERTIES PREFIX "" LINKER_LANGUAGE C BUILD_WITH_INSTALL_RPATH ON)
  target_link_libraries(gfla_mpi PRIVATE gfla_options MPI::MPI_C)
  target_include_directories(gfla_mpi SYSTEM PRIVATE ${MPI_C_INCLUDE_DIRS})
  install(TARGETS gfla_mpi LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/gfla)
else()
  message(STATUS "without MPI: training on one machine alone")
endif()
