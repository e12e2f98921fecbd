# For a static program: Debian has no archive of CRoaring, so its source is compiled.
enable_language(C)
if(NOT TARGET fleetsim_static_roaring)
  file(GLOB roaring_sources "${aarch64_root}/usr/src/croaring/src/*.c" "${aarch64_root}/usr/src/croaring/src/containers/*.c")
  add_library(fleetsim_static_roaring STATIC ${roaring_sources})
  target_include_directories(fleetsim_static_roaring SYSTEM PUBLIC "${aarch64_root}/usr/src/croaring/include")
endif()
# Imported, so that it counts as a package: it is not ours to install.
if(NOT TARGET roaring::roaring)
  add_library(roaring::roaring INTERFACE IMPORTED)
  target_link_libraries(roaring::roaring INTERFACE fleetsim_static_roaring)
endif()
