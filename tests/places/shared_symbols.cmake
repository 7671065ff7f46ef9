# Fails if an object of one instruction set defines a global symbol that does not name that set.
# Usage: cmake -D NM=nm -D OBJECTS=a.o;b.o -P shared_symbols.cmake
foreach(set avx2 avx512)
    set(objects ${OBJECTS})
    list(FILTER objects INCLUDE REGEX "/${set}\\.cpp\\.o")
    list(LENGTH objects count)
    if(NOT count EQUAL 1)
        message(FATAL_ERROR "${count} objects of ${set}: ${objects}")
    endif()
    execute_process(COMMAND ${NM} --defined-only --extern-only --demangle --format=posix ${objects}
        OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
    string(REPLACE ";" "," symbols "${symbols}")
    string(REGEX MATCHALL "[^\n]+" symbols "${symbols}")
    list(LENGTH symbols total)
    if(total LESS 10)
        message(FATAL_ERROR "${objects} defines only ${total} symbols")
    endif()
    # DW.ref is data: a pointer to the C++ runtime, in builds without optimisation.
    list(FILTER symbols EXCLUDE REGEX "${set}::pack|actjet::host::${set}_set|^DW\\.ref\\.")
    if(symbols)
        list(JOIN symbols "\n  " symbols)
        message(FATAL_ERROR "${objects} defines what other objects may define as well:\n  ${symbols}")
    endif()
endforeach()
