# What can be chosen at configure time, and the flags that every target shares.
include(GNUInstallDirs)
include(${CMAKE_CURRENT_LIST_DIR}/actjetLanguage.cmake)

if(PROJECT_IS_TOP_LEVEL AND NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
    set(CMAKE_BUILD_TYPE Release CACHE STRING "Debug, Release, RelWithDebInfo or MinSizeRel" FORCE)
endif()

set(ACTJET_CUDA AUTO CACHE STRING "Build the CUDA place: AUTO (where nvcc is found), ON or OFF")
set_property(CACHE ACTJET_CUDA PROPERTY STRINGS AUTO ON OFF)
option(ACTJET_TESTS "Build the tests" ${PROJECT_IS_TOP_LEVEL})
if(PROJECT_IS_TOP_LEVEL)
    set(ACTJET_TOOL AUTO CACHE STRING "Build the command-line tool: AUTO (where its packages are found), ON or OFF")
else()
    set(ACTJET_TOOL OFF CACHE STRING "Build the command-line tool: AUTO (where its packages are found), ON or OFF")
endif()
set_property(CACHE ACTJET_TOOL PROPERTY STRINGS AUTO ON OFF)
option(ACTJET_BENCH "Build the benchmarks" ${PROJECT_IS_TOP_LEVEL})
option(ACTJET_EXAMPLES "Build the examples" ${PROJECT_IS_TOP_LEVEL})
option(ACTJET_INSTALL "Make install rules" ${PROJECT_IS_TOP_LEVEL})
option(ACTJET_WERROR "Treat warnings as errors" OFF)
option(ACTJET_HOST_CHECKS "Check where pointers live in every CUDA call, as debug builds always do" OFF)
set(ACTJET_SANITIZE "" CACHE STRING "Sanitizers for the whole build, as in address;undefined or thread")

# CUDA is optional. Whether there is a GPU is never asked: code is built for the architectures named below.
set(ACTJET_HAS_CUDA FALSE)
# SASS for every architecture that the toolkit and the project know, and PTX of the newest for those to come.
set(ACTJET_RELEASE_ARCHITECTURES 75-real 80-real 90-real 100-real 120)
if(ACTJET_CUDA STREQUAL "ON" OR ACTJET_CUDA STREQUAL "AUTO")
    include(CheckLanguage)
    if(NOT CMAKE_CUDA_ARCHITECTURES)
        set(CMAKE_CUDA_ARCHITECTURES ${ACTJET_RELEASE_ARCHITECTURES} CACHE STRING "CUDA architectures")
    endif()
    check_language(CUDA)
    if(CMAKE_CUDA_COMPILER)
        enable_language(CUDA)
        set(ACTJET_HAS_CUDA TRUE)
        find_package(CUDAToolkit REQUIRED)
    elseif(ACTJET_CUDA STREQUAL "ON")
        message(FATAL_ERROR "ACTJET_CUDA=ON, and no CUDA compiler was found")
    endif()
elseif(NOT ACTJET_CUDA STREQUAL "OFF")
    message(FATAL_ERROR "ACTJET_CUDA is AUTO, ON or OFF, not ${ACTJET_CUDA}")
endif()

# The project's own sources are C++20, whatever a parent project asks for its.
actjet_knows_cuda20(ACTJET_KNOWS_CUDA20)
actjet_teach_cuda20()
foreach(language CXX CUDA)
    set(CMAKE_${language}_STANDARD 20)
    set(CMAKE_${language}_STANDARD_REQUIRED ON)
endforeach()

# Results are the same bits everywhere because nothing is contracted, reassociated, flushed or approximated. Options of what
# is linked come last, and so these undo what a parent project or CMAKE_..._FLAGS say. -fno-trapping-math lets g++ turn
# selects into blends; it changes no value.
set(exact -fno-fast-math -fno-unsafe-math-optimizations -fno-associative-math -fno-reciprocal-math -fno-finite-math-only
    -fsigned-zeros -ffp-contract=off -fno-trapping-math)
set(exact_GNU ${exact})
# Clang warns where it is told otherwise.
set(exact_Clang ${exact} -fhonor-nans -fhonor-infinities -fno-approx-func -fdenormal-fp-math=ieee
    -Wno-unknown-warning-option -Wno-overriding-t-option -Wno-overriding-option)
list(JOIN exact_${CMAKE_CUDA_SIMULATE_ID} "," exact_for_nvcc)
set(exact_CUDA --ftz=false --prec-div=true --prec-sqrt=true -fmad=false -Xcompiler=${exact_for_nvcc})
add_library(actjet_flags INTERFACE)
target_compile_options(actjet_flags INTERFACE
    $<$<COMPILE_LANGUAGE:CXX>:${exact_${CMAKE_CXX_COMPILER_ID}};-Wall;-Wextra;-Wpedantic;-Wshadow;-Wno-psabi>
    # g++ 12 warns of overlap inside its own std::string.
    $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-Wno-restrict>
    $<$<COMPILE_LANGUAGE:C>:-Wall;-Wextra;-Wpedantic>
    # The sources that nvcc hands to g++ have parentheses of its own.
    $<$<COMPILE_LANGUAGE:CUDA>:${exact_CUDA};--extended-lambda;-Xcompiler=-Wall,-Wextra,-Wno-unused-parameter,-Wno-parentheses>)
# With -ffast-math or -Ofast at the link, the library would set the whole process to flush denormals when it is loaded.
target_link_options(actjet_flags INTERFACE -fno-fast-math -fno-unsafe-math-optimizations -O2)
if(ACTJET_WERROR)
    target_compile_options(actjet_flags INTERFACE
        $<$<COMPILE_LANGUAGE:CXX,C>:-Werror> $<$<COMPILE_LANGUAGE:CUDA>:-Werror=all-warnings>)
endif()
foreach(sanitizer IN LISTS ACTJET_SANITIZE)
    target_compile_options(actjet_flags INTERFACE $<$<COMPILE_LANGUAGE:CXX,C>:-fsanitize=${sanitizer};-fno-omit-frame-pointer>)
    target_link_options(actjet_flags INTERFACE -fsanitize=${sanitizer})
    if(sanitizer STREQUAL "undefined")
        target_compile_options(actjet_flags INTERFACE $<$<COMPILE_LANGUAGE:CXX,C>:-fno-sanitize-recover=all>)
    endif()
endforeach()
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
