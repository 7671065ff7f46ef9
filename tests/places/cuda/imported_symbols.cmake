# The library may call these functions of the CUDA runtime and no other: none of them allocates, waits, or enqueues work
# on a stream that it is not given (F16, F18).
set(allowed
    __cudaGetKernel __cudaLaunchKernel __cudaPopCallConfiguration __cudaRegisterFatBinary __cudaRegisterFatBinaryEnd
    __cudaRegisterFunction __cudaUnregisterFatBinary
    cudaDeviceGetAttribute cudaDriverGetVersion cudaGetDevice cudaGetDeviceCount cudaGetErrorName cudaGetErrorString
    cudaGetLastError cudaLaunchKernel cudaPeekAtLastError cudaPointerGetAttributes cudaRuntimeGetVersion cudaSetDevice
    cudaStreamGetDevice)
execute_process(COMMAND ${NM} -D --undefined-only ${LIBRARY} OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "[_a-zA-Z0-9]*cuda[_a-zA-Z0-9]*" names "${symbols}")
list(FILTER names EXCLUDE REGEX "^libcudart")
list(REMOVE_ITEM names cudart ${allowed})
if(names)
    message(FATAL_ERROR "the library calls ${names}")
endif()
if(NOT symbols MATCHES "cudaLaunchKernel")
    message(FATAL_ERROR "no symbols were read from ${LIBRARY}")
endif()
