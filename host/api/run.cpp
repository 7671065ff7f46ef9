// The C interface: check the call, run it in its place.
#include "../first_use.hpp"
#include "../places.hpp"
#include "failure.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace actjet::host {
namespace {

// ACTJET_CHECK.
struct check_setting {
    bool every_call;
    char refusal[128];  // empty if the value can be honoured
};

check_setting read_check_setting() {
    check_setting s{};
    const char* value = std::getenv("ACTJET_CHECK");
    if (value && *value) {
        s.every_call = std::strcmp(value, "1") == 0;
        if (!s.every_call && std::strcmp(value, "0") != 0) {
            std::snprintf(s.refusal, sizeof s.refusal, "ACTJET_CHECK = %.64s is neither 0 nor 1", value);
        }
    }
    return s;
}

constinit first_use<check_setting> environment;
const bool forks = survive_fork<environment>();

// Whether the environment asks for the pointers of every call to be checked. Throws if it asks for neither.
bool checks_every_call() {
    const check_setting& read = environment.get(&read_check_setting);
    if (*read.refusal) {
        throw failure(ACTJET_ENVIRONMENT, read.refusal);
    }
    return read.every_call;
}

}  // namespace
}  // namespace actjet::host

extern "C" {

actjet_status actjet_run(const actjet_call* call) {
    return actjet::host::guard([&] {
        if (!call) {
            throw actjet::host::failure(ACTJET_INVALID_ARGUMENT, "call is null");
        }
        actjet::host::request r = actjet::host::checked(*call);
        if (r.empty()) {
            return;
        }
        r.check_pointers |= actjet::host::checks_every_call();
        if (call->place == ACTJET_CPU) {
            actjet::device::refuse_device_memory(r);
            actjet::host::run_on_cpu(r);
        } else {
            actjet::device::run_on_cuda(r);
        }
    });
}

actjet_status actjet_workspace_size(const actjet_call* call, uint64_t* bytes) {
    return actjet::host::guard([&] {
        if (!call || !bytes) {
            throw actjet::host::failure(ACTJET_INVALID_ARGUMENT, call ? "bytes is null" : "call is null");
        }
        *bytes = actjet::host::workspace_size(*call);
    });
}

actjet_status actjet_place_available(int32_t place) {
    return actjet::host::guard([&] {
        if (place == ACTJET_CPU) {
            actjet::host::checks_every_call();
            actjet::host::require_cpu();
        } else if (place == ACTJET_CUDA) {
            actjet::host::checks_every_call();
            actjet::device::require_cuda();
        } else {
            throw actjet::host::failure(ACTJET_INVALID_ARGUMENT,
                                        "place = " + std::to_string(place) + " is not in [1, 2]");
        }
    });
}

const char* actjet_version(void) {
    static_assert(ACTJET_VERSION_MAJOR < 100 && ACTJET_VERSION_MINOR < 100 && ACTJET_VERSION_PATCH < 100);
    static constexpr auto text = [] {
        std::array<char, 9> digits{};
        char* at = digits.data();
        for (const int part : {ACTJET_VERSION_MAJOR, ACTJET_VERSION_MINOR, ACTJET_VERSION_PATCH}) {
            if (at != digits.data()) {
                *at++ = '.';
            }
            if (part >= 10) {
                *at++ = static_cast<char>('0' + part / 10);
            }
            *at++ = static_cast<char>('0' + part % 10);
        }
        return digits;
    }();
    return text.data();
}

const char* actjet_cuda_architectures(void) {
    return actjet::device::cuda_architectures();
}

}  // extern "C"
