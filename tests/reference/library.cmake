# The references as libraries: of the tests, and of host/validation, which is built without them as well. Long double,
# and MPFR, which certifies it and decides what is close.
include_guard(GLOBAL)

add_library(actjet_reference STATIC ${CMAKE_CURRENT_LIST_DIR}/reference.cpp)
target_include_directories(actjet_reference PUBLIC ${PROJECT_SOURCE_DIR})
target_link_libraries(actjet_reference PRIVATE actjet_flags)

# In front of it, where glibc's vector mathematics library is, a quick estimate in double that decides most cases.
include(CheckCXXSourceCompiles)
set(CMAKE_REQUIRED_LIBRARIES mvec m)
check_cxx_source_compiles("
    typedef double doubles __attribute__((vector_size(32)));
    extern \"C\" __attribute__((target(\"avx2\"))) doubles _ZGVdN4v_erfc(doubles);
    extern \"C\" __attribute__((target(\"avx2\"))) doubles _ZGVdN4v_expm1(doubles);
    __attribute__((target(\"avx2\"))) int main() { return (_ZGVdN4v_erfc(doubles{}) + _ZGVdN4v_expm1(doubles{}))[0] == 2; }"
    ACTJET_HAS_VECTOR_MATHEMATICS)
unset(CMAKE_REQUIRED_LIBRARIES)
if(ACTJET_HAS_VECTOR_MATHEMATICS)
    target_sources(actjet_reference PRIVATE ${CMAKE_CURRENT_LIST_DIR}/screen.cpp)
    set_source_files_properties(${CMAKE_CURRENT_LIST_DIR}/screen.cpp TARGET_DIRECTORY actjet_reference PROPERTIES
        COMPILE_OPTIONS "-mavx2;-mfma")
    target_link_libraries(actjet_reference PUBLIC mvec)
else()
    message(STATUS "Without glibc's libmvec for AVX2 exhaustive checks take ten times as long")
    target_sources(actjet_reference PRIVATE ${CMAKE_CURRENT_LIST_DIR}/no_screen.cpp)
endif()

find_library(ACTJET_MPFR mpfr REQUIRED)
find_library(ACTJET_GMP gmp REQUIRED)
add_library(actjet_exact STATIC ${CMAKE_CURRENT_LIST_DIR}/exact.cpp)
target_include_directories(actjet_exact PUBLIC ${PROJECT_SOURCE_DIR})
target_link_libraries(actjet_exact PRIVATE actjet_flags PUBLIC ${ACTJET_MPFR} ${ACTJET_GMP})
