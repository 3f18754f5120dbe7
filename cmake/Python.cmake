# The Python package in python/gfla of the build folder: its sources, and _native.py, which is generated from the public headers.
# Without a Python there is none. -DGFLA_PYTHON=FILE names another interpreter than the system's.
if(GFLA_PACKAGE)
  return()
endif()
find_program(GFLA_PYTHON python3 PATHS /usr/bin NO_DEFAULT_PATH)
find_program(GFLA_PYTHON python3)
if(NOT GFLA_PYTHON)
  return()
endif()

set(python_folder ${CMAKE_BINARY_DIR}/python)
set(bind ${CMAKE_SOURCE_DIR}/host/python/tools/bind.py)
file(GLOB public_headers CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/host/include/gfla/*.h)
add_custom_command(OUTPUT ${python_folder}/gfla/_native.py DEPENDS ${bind} ${public_headers} COMMENT "binding Python to the headers"
  COMMAND ${GFLA_PYTHON} ${bind} ${CMAKE_SOURCE_DIR}/host/include/gfla ${python_folder}/gfla/_native.py)
set(python_files ${python_folder}/gfla/_native.py)

file(GLOB package_files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/host/python/gfla/*.py ${CMAKE_SOURCE_DIR}/host/python/gfla/py.typed)
foreach(source ${package_files})
  get_filename_component(name ${source} NAME)
  add_custom_command(OUTPUT ${python_folder}/gfla/${name} DEPENDS ${source}
    COMMAND ${CMAKE_COMMAND} -E copy ${source} ${python_folder}/gfla/${name})
  list(APPEND python_files ${python_folder}/gfla/${name})
endforeach()
add_custom_target(python_package ALL DEPENDS ${python_files})

# What the wheel holds besides host/python/gfla: what was generated, the library, by one plain name because a wheel has no
# symbolic links, and the bundled models. host/python/pyproject.toml asks for it, and installs this component alone.
if(GFLA_WHEEL)
  set_target_properties(libgfla PROPERTIES INSTALL_RPATH "$ORIGIN")
  set_property(TARGET libgfla PROPERTY VERSION)
  set_property(TARGET libgfla PROPERTY SOVERSION)
  install(TARGETS libgfla LIBRARY DESTINATION gfla COMPONENT python)
  install(FILES ${python_folder}/gfla/_native.py DESTINATION gfla COMPONENT python)
  install(DIRECTORY models/weights/ DESTINATION gfla/models COMPONENT python PATTERN demo EXCLUDE)
  install(FILES LICENSE DESTINATION ${SKBUILD_METADATA_DIR}/licenses COMPONENT python)
endif()
