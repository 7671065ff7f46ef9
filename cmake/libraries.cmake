# The library in its two kinds, from the same objects: actjet::shared and actjet::static. actjet::actjet is the one that
# BUILD_SHARED_LIBS asks for (shared by default). With CUDA the runtime is linked statically, so that a machine without
# CUDA loads the library.
#
# The installed package names no target of others but CUDA's, so that projects of any language can link the library.
# What a static link needs besides: the C++ runtime, for projects in C, and threads.
set(actjet_runtime stdc++)
if("c++" IN_LIST CMAKE_CXX_IMPLICIT_LINK_LIBRARIES)
    set(actjet_runtime c++)
endif()
list(APPEND actjet_runtime m pthread)

set(actjet_objects $<TARGET_OBJECTS:actjet_host>)
if(ACTJET_HAS_CUDA)
    list(APPEND actjet_objects $<TARGET_OBJECTS:actjet_cuda>)
endif()

add_library(actjet_shared SHARED ${actjet_objects})
add_library(actjet_static STATIC ${actjet_objects})
foreach(kind shared static)
    add_library(actjet::${kind} ALIAS actjet_${kind})
    set_target_properties(actjet_${kind} PROPERTIES OUTPUT_NAME actjet EXPORT_NAME ${kind} LINKER_LANGUAGE CXX)
    target_include_directories(actjet_${kind} INTERFACE
        $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
    actjet_carry_language(actjet_${kind} ${ACTJET_KNOWS_CUDA20})
    target_link_libraries(actjet_${kind} PRIVATE ${actjet_runtime} $<BUILD_INTERFACE:actjet_flags>)
    if(ACTJET_HAS_CUDA)
        target_link_libraries(actjet_${kind} PRIVATE CUDA::cudart_static)
    endif()
endforeach()
# While the major version is 0, every minor one may break callers (docs/interface.md).
set_target_properties(actjet_shared PROPERTIES VERSION ${PROJECT_VERSION}
    SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})

# The C interface is all that the shared library exports; the C++ runtime's own symbols stay inside.
target_link_options(actjet_shared PRIVATE LINKER:--version-script=${CMAKE_CURRENT_LIST_DIR}/exports.map)
set_target_properties(actjet_shared PROPERTIES LINK_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/exports.map)

# For tests that put another CUDA runtime in the place of NVIDIA's.
if(ACTJET_HAS_CUDA AND ACTJET_TESTS)
    add_library(actjet_shared_runtime SHARED EXCLUDE_FROM_ALL ${actjet_objects})
    set_target_properties(actjet_shared_runtime PROPERTIES LINKER_LANGUAGE CXX)
    target_include_directories(actjet_shared_runtime INTERFACE ${PROJECT_SOURCE_DIR}/include)
    actjet_carry_language(actjet_shared_runtime ${ACTJET_KNOWS_CUDA20})
    target_link_libraries(actjet_shared_runtime PRIVATE ${actjet_runtime} actjet_flags CUDA::cudart)
    target_link_options(actjet_shared_runtime PRIVATE LINKER:--version-script=${CMAKE_CURRENT_LIST_DIR}/exports.map)
endif()

if(NOT DEFINED BUILD_SHARED_LIBS OR BUILD_SHARED_LIBS)
    add_library(actjet::actjet ALIAS actjet_shared)
else()
    add_library(actjet::actjet ALIAS actjet_static)
endif()
