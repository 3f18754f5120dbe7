# What the wheel holds besides host/python/gfla: the library, by one plain name because a wheel has no symbolic links, and the
# bundled models, both in the package's folder. host/python/pyproject.toml asks for it, and installs this component alone.
set_target_properties(libgfla PROPERTIES INSTALL_RPATH "$ORIGIN")
set_property(TARGET libgfla PROPERTY VERSION)
set_property(TARGET libgfla PROPERTY SOVERSION)
install(TARGETS libgfla LIBRARY DESTINATION gfla COMPONENT python)
install(DIRECTORY models/weights/ DESTINATION gfla/models COMPONENT python PATTERN demo EXCLUDE)
install(FILES LICENSE DESTINATION ${SKBUILD_METADATA_DIR}/licenses COMPONENT python)
