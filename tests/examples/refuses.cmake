# Fails unless PROGRAM, which calls itself NAME, with ARGUMENTS (separated by spaces) exits with 2 and prints one line, to the error stream.
separate_arguments(arguments UNIX_COMMAND "${ARGUMENTS}")
execute_process(COMMAND ${PROGRAM} ${arguments} OUTPUT_VARIABLE printed ERROR_VARIABLE errors RESULT_VARIABLE code)
if(NOT code EQUAL 2 OR NOT printed STREQUAL "" OR NOT errors MATCHES "^${NAME}: [^\n]+\n$")
    message(FATAL_ERROR "'${ARGUMENTS}' ended with ${code} and printed:\n${printed}${errors}")
endif()
