# For a static program: Debian has no archive of fmt, and its headers alone would double the time of the build.
if(NOT TARGET fleetsim_static_fmt)
  add_library(fleetsim_static_fmt STATIC "${CMAKE_CURRENT_LIST_DIR}/fmt.cpp")
  target_compile_features(fleetsim_static_fmt PUBLIC cxx_std_20)
endif()
# Imported, so that it counts as a package: it is not ours to install.
if(NOT TARGET fmt::fmt)
  add_library(fmt::fmt INTERFACE IMPORTED)
  target_link_libraries(fmt::fmt INTERFACE fleetsim_static_fmt)
endif()
