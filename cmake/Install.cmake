# What a stranger gets: the program, the libraries with their headers, the scenarios, and a CMake package.
#   find_package(fleetsim)                   fleetsim::core, fleetsim::host, fleetsim::sim, fleetsim::reports
#   find_package(fleetsim COMPONENTS core)   fleetsim::core alone; needs none of the simulator's dependencies
include(CMakePackageConfigHelpers)

install(TARGETS fleetsim RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
install(TARGETS fleetsim_semantics fleetsim_core fleetsim_host fleetsim_sim fleetsim_reports EXPORT fleetsimTargets
        ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}")
foreach(top core sim reports)
  install(DIRECTORY "${PROJECT_SOURCE_DIR}/${top}/" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/fleetsim/${top}"
          FILES_MATCHING PATTERN "*.h" PATTERN "cli" EXCLUDE)
endforeach()
if(EXISTS "${PROJECT_SOURCE_DIR}/scenarios")
  install(DIRECTORY "${PROJECT_SOURCE_DIR}/scenarios" DESTINATION "${CMAKE_INSTALL_DATADIR}/fleetsim")
endif()
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" DESTINATION "${CMAKE_INSTALL_DOCDIR}")

set(fleetsim_package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/fleetsim")
install(EXPORT fleetsimTargets NAMESPACE fleetsim:: DESTINATION "${fleetsim_package_dir}")
configure_package_config_file("${PROJECT_SOURCE_DIR}/cmake/fleetsimConfig.cmake.in"
                              "${PROJECT_BINARY_DIR}/fleetsimConfig.cmake" INSTALL_DESTINATION "${fleetsim_package_dir}")
write_basic_package_version_file("${PROJECT_BINARY_DIR}/fleetsimConfigVersion.cmake" COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/fleetsimConfig.cmake" "${PROJECT_BINARY_DIR}/fleetsimConfigVersion.cmake"
        DESTINATION "${fleetsim_package_dir}")
