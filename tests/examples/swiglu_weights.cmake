# Fails unless PROGRAM, run under UNDER if that is given, on PLACE, ends the training NAME of TABLE with the hash that stands
# there.
file(STRINGS ${TABLE} line REGEX "^${NAME} ")
separate_arguments(line UNIX_COMMAND "${line}")
list(POP_FRONT line name expected)
execute_process(COMMAND ${UNDER} ${PROGRAM} --place ${PLACE} ${line}
    OUTPUT_VARIABLE printed ERROR_VARIABLE errors RESULT_VARIABLE code)
message("${printed}${errors}")
if(NOT code EQUAL 0 OR NOT printed MATCHES "SHA-256 of the trained weights: ${expected}\n$")
    message(FATAL_ERROR "ended with ${code}, or with other weights than ${expected}")
endif()
