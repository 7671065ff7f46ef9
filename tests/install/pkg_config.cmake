# Builds and runs the C consumer with what pkg-config says: against the shared library, then against the static one; where
# there is an NVCC, the one in CUDA too.
set(ENV{PKG_CONFIG_PATH} ${PREFIX}/${LIBDIR}/pkgconfig)
foreach(kind shared static)
    set(query --cflags --libs actjet)
    if(kind STREQUAL static)
        list(PREPEND query --static)
    endif()
    execute_process(COMMAND ${PKG_CONFIG} ${query} OUTPUT_VARIABLE flags OUTPUT_STRIP_TRAILING_WHITESPACE
        COMMAND_ERROR_IS_FATAL ANY)
    if(kind STREQUAL static)
        string(REPLACE "-lactjet" "-l:libactjet.a" flags "${flags}")
    endif()
    separate_arguments(flags UNIX_COMMAND "${flags}")
    set(program ${PREFIX}/consumer_${kind})
    execute_process(COMMAND ${CC} ${CMAKE_CURRENT_LIST_DIR}/main.c ${flags} -o ${program} COMMAND_ERROR_IS_FATAL ANY)
    set(programs ${program})
    if(NVCC)
        execute_process(COMMAND ${NVCC} -std=c++20 -arch=sm_80 ${CMAKE_CURRENT_LIST_DIR}/main.cu ${flags} -o ${program}_cuda
            COMMAND_ERROR_IS_FATAL ANY)
        list(APPEND programs ${program}_cuda)
    endif()
    foreach(program IN LISTS programs)
        execute_process(COMMAND ${CMAKE_COMMAND} -E env LD_LIBRARY_PATH=${PREFIX}/${LIBDIR} ${program}
            COMMAND_ERROR_IS_FATAL ANY)
    endforeach()
endforeach()
