# Installed: headers, both libraries, the CMake package, a pkg-config file.
include(CMakePackageConfigHelpers)

install(DIRECTORY include/actjet DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(TARGETS actjet_shared actjet_static EXPORT actjet_targets)
install(EXPORT actjet_targets NAMESPACE actjet:: FILE actjetTargets.cmake
    DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/actjet)

configure_package_config_file(cmake/actjetConfig.cmake.in actjetConfig.cmake
    INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/actjet)
write_basic_package_version_file(actjetConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/actjetConfig.cmake ${CMAKE_CURRENT_BINARY_DIR}/actjetConfigVersion.cmake
        cmake/actjetLanguage.cmake
    DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/actjet)

# What a static link of the library needs besides it: with CUDA its static runtime as well.
list(TRANSFORM actjet_runtime PREPEND -l OUTPUT_VARIABLE actjet_private_libs)
list(JOIN actjet_private_libs " " actjet_private_libs)
if(ACTJET_HAS_CUDA)
    list(GET CUDAToolkit_LIBRARY_DIR 0 cuda_library_dir)
    string(APPEND actjet_private_libs " -L${cuda_library_dir} -lcudart_static -lrt -ldl")
endif()
# Relative to the file, so that cmake --install --prefix, which comes after configuring, is right as well.
if(IS_ABSOLUTE "${CMAKE_INSTALL_LIBDIR}")
    set(actjet_pc_prefix "${CMAKE_INSTALL_PREFIX}")
else()
    file(RELATIVE_PATH actjet_pc_prefix "/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/")
    string(PREPEND actjet_pc_prefix "\${pcfiledir}/")
endif()
configure_file(cmake/actjet.pc.in actjet.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/actjet.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
