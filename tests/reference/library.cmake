# The long double reference as a library: of the tests, and of the tool, which is built without them as well.
include_guard(GLOBAL)

add_library(actjet_reference STATIC ${CMAKE_CURRENT_LIST_DIR}/reference.cpp)
target_include_directories(actjet_reference PUBLIC ${PROJECT_SOURCE_DIR})
target_link_libraries(actjet_reference PRIVATE actjet_flags)
