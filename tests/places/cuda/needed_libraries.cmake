# The library loads where there is no CUDA: it needs no library of CUDA's (F28).
execute_process(COMMAND ${READELF} -d ${LIBRARY} OUTPUT_VARIABLE entries COMMAND_ERROR_IS_FATAL ANY)
if(NOT entries MATCHES "NEEDED")
    message(FATAL_ERROR "no entries were read from ${LIBRARY}")
endif()
if(entries MATCHES "NEEDED[^\n]*cuda")
    message(FATAL_ERROR "${LIBRARY} needs CUDA:\n${entries}")
endif()
