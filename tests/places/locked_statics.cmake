# Fails if an object makes a function's static at run time, which it does under a lock: a child forked in that moment would
# wait for it for ever. Usage: cmake -D NM=nm -D OBJECTS=a.o;b.o -P locked_statics.cmake
list(LENGTH OBJECTS count)
if(count LESS 10)
    message(FATAL_ERROR "only ${count} objects: ${OBJECTS}")
endif()
execute_process(COMMAND ${NM} --demangle --print-file-name ${OBJECTS} OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
string(REPLACE ";" "," symbols "${symbols}")
string(REGEX MATCHALL "[^\n]*(guard variable for|__cxa_guard_acquire)[^\n]*" locked "${symbols}")
if(locked)
    list(JOIN locked "\n  " locked)
    message(FATAL_ERROR "made under a lock, which host/first_use.hpp does without:\n  ${locked}")
endif()
