# The measuring method as a library: of the benchmarks, of the tool and of the tests. Its CUDA runtime is that of the program.
add_library(actjet_bench_method STATIC EXCLUDE_FROM_ALL
    ${CMAKE_CURRENT_LIST_DIR}/method.cpp ${CMAKE_CURRENT_LIST_DIR}/cpu_machine.cpp
    ${CMAKE_CURRENT_LIST_DIR}/library_call.cpp)
target_include_directories(actjet_bench_method PUBLIC ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/include)
target_link_libraries(actjet_bench_method PRIVATE actjet_flags)
find_package(OpenMP COMPONENTS CXX QUIET)
if(OpenMP_CXX_FOUND)
    target_link_libraries(actjet_bench_method PRIVATE OpenMP::OpenMP_CXX)
else()
    message(STATUS "Without OpenMP the copy that benchmarks compare with runs on one thread")
    target_compile_options(actjet_bench_method PRIVATE -Wno-unknown-pragmas)
endif()
if(ACTJET_HAS_CUDA)
    target_sources(actjet_bench_method PRIVATE ${CMAKE_CURRENT_LIST_DIR}/cuda_machine.cu)
    set_target_properties(actjet_bench_method PROPERTIES CUDA_RUNTIME_LIBRARY None)
else()
    target_sources(actjet_bench_method PRIVATE ${CMAKE_CURRENT_LIST_DIR}/no_cuda_machine.cpp)
endif()
