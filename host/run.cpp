// The C interface: check the call, run it in its place.
#include "failure.hpp"
#include "places.hpp"

#include <cstdio>

extern "C" {

actjet_status actjet_run(const actjet_call* call) {
    return actjet::host::guard([&] {
        if (!call) {
            throw actjet::host::failure(ACTJET_INVALID_ARGUMENT, "call is null");
        }
        const actjet::host::request r = actjet::host::checked(*call);
        if (r.n == 0) {
            return;
        }
        if (call->place == ACTJET_CPU) {
            actjet::host::refuse_device_memory(r);
            actjet::host::run_on_cpu(r);
        } else {
            actjet::host::run_on_cuda(r);
        }
    });
}

actjet_status actjet_place_available(int32_t place) {
    return actjet::host::guard([&] {
        if (place == ACTJET_CPU) {
            actjet::host::require_cpu();
        } else if (place == ACTJET_CUDA) {
            actjet::host::require_cuda();
        } else {
            throw actjet::host::failure(ACTJET_INVALID_ARGUMENT,
                                        "place = " + std::to_string(place) + " is not in [1, 2]");
        }
    });
}

const char* actjet_version(void) {
    static_assert(ACTJET_VERSION_MAJOR < 100 && ACTJET_VERSION_MINOR < 100 && ACTJET_VERSION_PATCH < 100);
    static const auto text = [] {
        struct {
            char text[16];
        } version{};
        std::snprintf(version.text, sizeof version.text, "%d.%d.%d", ACTJET_VERSION_MAJOR % 100,
                      ACTJET_VERSION_MINOR % 100, ACTJET_VERSION_PATCH % 100);
        return version;
    }();
    return text.text;
}

const char* actjet_cuda_architectures(void) {
    return actjet::host::cuda_architectures();
}

}  // extern "C"
