// The step from a dtype known at run time to its format.
#pragma once

#include <actjet/actjet.h>

#include <tests/reference/ulp.hpp>

#include <cstddef>
#include <stdexcept>

namespace actjet::validation {

// Returns f(format): reference::float32{} and so on.
template <class F>
decltype(auto) visit_format(actjet_dtype dtype, F&& f) {
    switch (dtype) {
        case ACTJET_FLOAT32:
            return f(reference::float32{});
        case ACTJET_FLOAT64:
            return f(reference::float64{});
        case ACTJET_FLOAT16:
            return f(reference::float16{});
        case ACTJET_BFLOAT16:
            return f(reference::bfloat16{});
        case ACTJET_BOOL:
            break;
    }
    throw std::logic_error("unknown dtype");
}

inline std::size_t element_size(actjet_dtype dtype) {
    return visit_format(dtype, []<class Format>(Format) { return sizeof(typename Format::bits); });
}

}  // namespace actjet::validation
