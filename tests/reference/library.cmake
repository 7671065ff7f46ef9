# The references as libraries: of the tests, and of the tool, which is built without them as well. Long double, which is
# fast, and MPFR, which certifies it and judges float64.
include_guard(GLOBAL)

add_library(actjet_reference STATIC ${CMAKE_CURRENT_LIST_DIR}/reference.cpp)
target_include_directories(actjet_reference PUBLIC ${PROJECT_SOURCE_DIR})
target_link_libraries(actjet_reference PRIVATE actjet_flags)

find_library(ACTJET_MPFR mpfr REQUIRED)
find_library(ACTJET_GMP gmp REQUIRED)
add_library(actjet_exact STATIC ${CMAKE_CURRENT_LIST_DIR}/exact.cpp)
target_include_directories(actjet_exact PUBLIC ${PROJECT_SOURCE_DIR})
target_link_libraries(actjet_exact PRIVATE actjet_flags PUBLIC ${ACTJET_MPFR} ${ACTJET_GMP})
