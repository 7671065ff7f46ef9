# F30: cuda/run.cpp is told whether the build is a debug build, which decides whether pointers are checked unasked.
# Configures the project both ways and reads how CMake would compile it.
foreach(row Debug=1 Release=0)
    string(REGEX MATCH "(.*)=(.*)" row ${row})
    set(type ${CMAKE_MATCH_1})
    set(wanted ACTJET_DEBUG_BUILD=${CMAKE_MATCH_2})
    execute_process(COMMAND ${CMAKE_COMMAND} -S ${SOURCE} -B ${FOLDER} -G ${GENERATOR} -DCMAKE_BUILD_TYPE=${type}
        -DCMAKE_CUDA_ARCHITECTURES=80 -DACTJET_CUDA=ON -DACTJET_TESTS=OFF -DACTJET_TOOL=OFF -DACTJET_BENCH=OFF
        -DACTJET_EXAMPLES=OFF OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
    file(STRINGS ${FOLDER}/compile_commands.json command REGEX "command.*/cuda/run[.]cpp")
    if(NOT command MATCHES "-D${wanted} ")
        message(FATAL_ERROR "${type}: compiled without ${wanted}:\n${command}")
    endif()
endforeach()
