# The README's project, with the README's example of CUDA, configured as the README says and with nothing else.
file(READ ${SOURCE}/README.md text)
string(REGEX MATCH "\n    cmake_minimum_required.*target_link_libraries[^\n]*\n" project "${text}")
string(REPLACE "\n    " "\n" project "${project}")
file(WRITE ${FOLDER}/CMakeLists.txt "${project}")
file(COPY_FILE ${SOURCE}/examples/cuda_thrust.cu ${FOLDER}/main.cu)
execute_process(COMMAND ${CMAKE_COMMAND} -S ${FOLDER} -B ${FOLDER}/build -DCMAKE_PREFIX_PATH=${PREFIX} COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${CMAKE_COMMAND} --build ${FOLDER}/build COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${FOLDER}/build/your_program COMMAND_ERROR_IS_FATAL ANY)
