# How everything of ours is compiled. `fleetsim_options` is private to our own targets;
# `fleetsim_semantics` holds the flags on which determinism rests and travels with the libraries.
add_library(fleetsim_semantics INTERFACE)
target_compile_options(fleetsim_semantics INTERFACE -ffp-contract=off -fno-fast-math -fsigned-char)

add_library(fleetsim_options INTERFACE)
target_link_libraries(fleetsim_options INTERFACE fleetsim_semantics)
target_compile_options(fleetsim_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 reports moved std::variants of shared_ptrs as uninitialised; clang and the sanitizers look after the real ones.
  target_compile_options(fleetsim_options INTERFACE -Wno-maybe-uninitialized)
endif()
if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  # libstdc++ 12's own std::stable_sort uses what it deprecates.
  target_compile_options(fleetsim_options INTERFACE -Wno-deprecated-declarations)
endif()
if(FLEETSIM_WERROR)
  target_compile_options(fleetsim_options INTERFACE -Werror)
endif()
if(FLEETSIM_SANITIZE)
  target_compile_options(fleetsim_options INTERFACE -fsanitize=${FLEETSIM_SANITIZE} -fno-sanitize-recover=all
                                                   -fno-omit-frame-pointer)
  target_link_options(fleetsim_options INTERFACE -fsanitize=${FLEETSIM_SANITIZE})
endif()
if(FLEETSIM_BUILD_FUZZ)
  target_compile_options(fleetsim_options INTERFACE -fsanitize=fuzzer-no-link)
endif()

# A room's sources are found, never listed: no file can be silently left out of the build.
function(fleetsim_sources out)
  file(GLOB_RECURSE found CONFIGURE_DEPENDS ${ARGN})
  set(${out} ${found} PARENT_SCOPE)
endfunction()
