# Builds the library of exported/, installs it under FOLDER, and builds and runs the program that finds it there.
set(source ${CMAKE_CURRENT_LIST_DIR}/exported)
function(run)
    execute_process(COMMAND ${ARGN} COMMAND_ERROR_IS_FATAL ANY)
endfunction()
set(common -S ${source} -G ${GENERATOR} -DCMAKE_CXX_COMPILER=${CXX} -DCMAKE_BUILD_TYPE=Release)
run(${CMAKE_COMMAND} ${common} -B ${FOLDER}/library -DCMAKE_PREFIX_PATH=${PREFIX})
run(${CMAKE_COMMAND} --build ${FOLDER}/library)
run(${CMAKE_COMMAND} --install ${FOLDER}/library --prefix ${FOLDER}/prefix)
run(${CMAKE_COMMAND} ${common} -B ${FOLDER}/program -DFIND=ON -DCMAKE_PREFIX_PATH=${PREFIX}
    -Dlayers_DIR=${FOLDER}/prefix/lib/cmake/layers)
run(${CMAKE_COMMAND} --build ${FOLDER}/program)
run(${CMAKE_CTEST_COMMAND} --test-dir ${FOLDER}/program --output-on-failure)
