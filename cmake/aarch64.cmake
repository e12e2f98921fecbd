# A static program for aarch64, cross-compiled on Debian: `scripts/aarch64_root` unpacks the libraries that it takes into
# build/aarch64-root; nothing is installed. Runs under `qemu-aarch64-static`.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)

get_filename_component(aarch64_root "${CMAKE_CURRENT_LIST_DIR}/../build/aarch64-root" ABSOLUTE)
set(CMAKE_FIND_ROOT_PATH "${aarch64_root}")
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(CMAKE_LIBRARY_ARCHITECTURE aarch64-linux-gnu)
# The headers of libraries that have no package of their own, and those that differ between processors.
set(CMAKE_CXX_STANDARD_INCLUDE_DIRECTORIES "${aarch64_root}/usr/include/aarch64-linux-gnu" "${aarch64_root}/usr/include")

# Debian's own packages of these name shared libraries.
set(roaring_DIR "${CMAKE_CURRENT_LIST_DIR}/aarch64")
set(fmt_DIR "${CMAKE_CURRENT_LIST_DIR}/aarch64")
set(yaml-cpp_DIR "${CMAKE_CURRENT_LIST_DIR}/aarch64")
list(APPEND CMAKE_FIND_ROOT_PATH "${CMAKE_CURRENT_LIST_DIR}/aarch64")
set(OPENSSL_USE_STATIC_LIBS ON)
set(CMAKE_EXE_LINKER_FLAGS_INIT "-static")
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-aarch64-static)
