// device.hpp in a build without CUDA.
#include "device.hpp"

#include <actjet/actjet.hpp>

namespace actjet::validation {
namespace {

// The library says why.
[[noreturn]] void refuse_cuda() {
    throw error(actjet_place_available(ACTJET_CUDA), actjet_last_error());
}

}  // namespace

device_buffer::device_buffer(std::size_t) {
    refuse_cuda();
}
device_buffer::~device_buffer() = default;
void device_buffer::upload(const void*, std::size_t) {
    refuse_cuda();
}
void device_buffer::download(void*, std::size_t) const {
    refuse_cuda();
}

std::vector<device_description> devices() {
    return {};
}

void enqueue_digest_elements(std::size_t, digest_fields, std::uint64_t, std::uint64_t, int, void*) {
    refuse_cuda();
}

void enqueue_digest_terms(std::size_t, std::uint64_t, const void*, int, const void*, void*) {
    refuse_cuda();
}

}  // namespace actjet::validation
