# For a static program: the archive that Debian ships beside the shared library.
if(NOT TARGET yaml-cpp)
  add_library(yaml-cpp STATIC IMPORTED)
  set_target_properties(yaml-cpp PROPERTIES IMPORTED_LOCATION "${aarch64_root}/usr/lib/aarch64-linux-gnu/libyaml-cpp.a")
endif()
