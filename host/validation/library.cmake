# What judges results and digests them, as a library: of the tool, and of the tests, which are built without it as well.
# Its CUDA runtime is that of the program.
include_guard(GLOBAL)

include(${PROJECT_SOURCE_DIR}/tests/reference/library.cmake)
set(validation_sources evaluator.cpp
    digests/inputs.cpp digests/pass.cpp
    judging/comparison.cpp judging/gradient.cpp judging/standard.cpp judging/tally.cpp
    search/parameter_sets.cpp search/samples.cpp search/search.cpp)
if(ACTJET_HAS_CUDA)
    list(APPEND validation_sources device.cpp digests/device_digest.cu)
else()
    list(APPEND validation_sources no_device.cpp)
endif()
list(TRANSFORM validation_sources PREPEND ${CMAKE_CURRENT_LIST_DIR}/)
add_library(actjet_validation OBJECT ${validation_sources})
target_include_directories(actjet_validation PUBLIC ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/include)
target_link_libraries(actjet_validation PUBLIC actjet_flags actjet_reference actjet_exact)
if(ACTJET_HAS_CUDA)
    target_include_directories(actjet_validation SYSTEM PRIVATE ${CUDAToolkit_INCLUDE_DIRS})
endif()
