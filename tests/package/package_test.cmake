# Installs the project into a prefix of its own and builds two projects that know nothing but that prefix.
set(work "${BUILD_DIR}/package_test")
file(REMOVE_RECURSE "${work}")

function(step)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    string(JOIN " " command ${ARGN})
    message(FATAL_ERROR "failed (${result}): ${command}\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

step(${CMAKE_COMMAND} --install "${BUILD_DIR}" --prefix "${work}/prefix")

file(GLOB_RECURSE installed "${work}/prefix/*")
foreach(file IN LISTS installed)
  if(file MATCHES "\\.cmake$")
    file(READ "${file}" text)
    string(FIND "${text}" "${SOURCE_DIR}" found)
    if(NOT found EQUAL -1)
      message(FATAL_ERROR "${file} names the source directory: the install cannot be moved")
    endif()
  endif()
endforeach()

foreach(stranger core_only with_sim)
  step(${CMAKE_COMMAND} -S "${CMAKE_CURRENT_LIST_DIR}/${stranger}" -B "${work}/${stranger}" -G "${GENERATOR}"
       "-DCMAKE_PREFIX_PATH=${work}/prefix" "-DCMAKE_CXX_COMPILER=${COMPILER}" "-DCMAKE_BUILD_TYPE=${CONFIG}"
       "-DCMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER}")
  step(${CMAKE_COMMAND} --build "${work}/${stranger}")
endforeach()

step("${work}/core_only/core_only")
if(NOT output MATCHES "^[0-9a-f]+\n$")
  message(FATAL_ERROR "core_only printed no key but: ${output}")
endif()
step("${work}/with_sim/with_sim" "${work}/prefix/share/fleetsim/scenarios/smoke/three_node_store.yaml")
if(NOT output MATCHES "^pass [0-9a-f]+\n$")
  message(FATAL_ERROR "with_sim printed no verdict but: ${output}")
endif()
step("${work}/prefix/bin/fleetsim" --version)
