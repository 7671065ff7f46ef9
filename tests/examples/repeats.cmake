# Fails unless PROGRAM prints the same for one seed in two runs, one of them on the least of instruction sets and threads.
set(run ${PROGRAM} --activation gelu --depth 10 --epochs 3 --seed 5)
execute_process(COMMAND ${run} OUTPUT_VARIABLE first RESULT_VARIABLE code)
execute_process(COMMAND ${CMAKE_COMMAND} -E env ACTJET_CPU_ISA=baseline ACTJET_NUM_THREADS=1 ${run} OUTPUT_VARIABLE again)
if(NOT code EQUAL 0 OR NOT first MATCHES "gelu" OR NOT first STREQUAL again)
    message(FATAL_ERROR "ended with ${code}; the two runs printed:\n${first}\nand\n${again}")
endif()
