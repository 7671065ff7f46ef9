# What the compilers of a target must be told that includes actjet's C++ headers: C++20, g++ and clang and nvcc alike.

# CMake 3.25 has no C++20 for nvcc, which has it since 12.0: CUDA_STANDARD 20 would be refused where it is required, and
# CUDA_STANDARD 17 come after any option of ours. What newer ones know, it is told here, for the calling folder and those
# below it.
macro(actjet_teach_cuda20)
    if(CMAKE_CUDA_COMPILER_ID STREQUAL "NVIDIA" AND CMAKE_CUDA_COMPILER_VERSION VERSION_GREATER_EQUAL 12.0
            AND NOT "cuda_std_20" IN_LIST CMAKE_CUDA_COMPILE_FEATURES)
        list(APPEND CMAKE_CUDA_COMPILE_FEATURES cuda_std_20)
        set(CMAKE_CUDA20_COMPILE_FEATURES cuda_std_20)
        set(CMAKE_CUDA20_STANDARD_COMPILE_OPTION -std=c++20)
        set(CMAKE_CUDA20_EXTENSION_COMPILE_OPTION -std=c++20)
    endif()
endmacro()

# Whether CMake knows cuda_std_20 here, or will once CUDA is enabled.
function(actjet_knows_cuda20 result)
    set(${result} TRUE PARENT_SCOPE)
    if(CMAKE_VERSION VERSION_LESS 3.26 AND NOT "cuda_std_20" IN_LIST CMAKE_CUDA_COMPILE_FEATURES)
        set(${result} FALSE PARENT_SCOPE)
    endif()
endfunction()

# At least C++20 for all that link target: by features, which raise an older standard that was asked for. Where CMake does
# not know cuda_std_20 it is an option, which a later -std=c++17 overrules; the headers then say what is missing.
function(actjet_carry_language target knows_cuda20)
    target_compile_features(${target} INTERFACE $<BUILD_INTERFACE:cxx_std_20>)
    if(knows_cuda20)
        target_compile_features(${target} INTERFACE $<BUILD_INTERFACE:cuda_std_20>)
    else()
        target_compile_options(${target} INTERFACE $<BUILD_INTERFACE:$<$<COMPILE_LANGUAGE:CUDA>:-std=c++20>>)
    endif()
endfunction()
