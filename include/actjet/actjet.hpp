// actjet: neural-network activation functions and their derivatives, fused in one pass. The C++ interface.
//
//     #include <actjet/actjet.hpp>
//
//     actjet::forward(actjet::gelu{}, actjet::cpu, x, y);                            // y = gelu(x)
//     actjet::jet(actjet::leaky_relu{.slope = 0.2}, actjet::cuda{stream}, x, y, d);  // y = f(x), d = f'(x)
//     actjet::backward(actjet::named("mish"), actjet::cuda{stream}, x, dy, dx);      // dx = dy * f'(x)
//
// Buffers are views: anything contiguous that std::span can be made of, of float, double, float16, bfloat16, _Float16
// (std::float16_t), std::bfloat16_t, __half or __nv_bfloat16. All buffers of a call have the same element type and
// length. In place is fine where an output is exactly an input; any other overlap is refused.
//
// On the CPU a call returns when the work is done. On CUDA it is asynchronous on the given stream, never synchronises,
// never allocates, never touches another stream, and may be captured into a graph; buffers are device pointers.
//
// Every function throws actjet::error before anything is written.
#pragma once

#if __cplusplus < 202002L
#error "actjet/actjet.hpp needs C++20: -std=c++20, for nvcc too. actjet/actjet.h is for C99 and any C++"
#elif !defined(__cpp_exceptions)
#error \
    "actjet/actjet.hpp throws: compile with exceptions. actjet/actjet.h returns a status, actjet/functors.hpp needs neither"
#else

#include <actjet/actjet.h>
#include <actjet/core/element.hpp>
#include <actjet/registry.hpp>

#include <cstdint>
#include <initializer_list>
#include <ranges>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>

namespace actjet {

// A refused call. what() names the argument, its value and the valid range.
class error : public std::runtime_error {
  public:
    error(actjet_status status, const char* message) : std::runtime_error(message), status_(status) {}
    actjet_status status() const noexcept { return status_; }

  private:
    actjet_status status_;
};

// The element type's number in the C interface.
template <class T>
struct dtype_of;
template <>
struct dtype_of<float> : std::integral_constant<actjet_dtype, ACTJET_FLOAT32> {};
template <>
struct dtype_of<double> : std::integral_constant<actjet_dtype, ACTJET_FLOAT64> {};
template <>
struct dtype_of<float16> : std::integral_constant<actjet_dtype, ACTJET_FLOAT16> {};
template <>
struct dtype_of<bfloat16> : std::integral_constant<actjet_dtype, ACTJET_BFLOAT16> {};
// Other names of these formats.
template <core::is_element T>
requires(!std::same_as<T, core::format_of<T>> && core::element_traits<T>::lanes == 1) struct dtype_of<T>
    : dtype_of<core::format_of<T>> {
};

// Where a call runs.
struct cpu_place {
    bool check = false;  // ask the CUDA driver, if there is one, where each pointer lives, and refuse device memory
};
inline constexpr cpu_place cpu{};

struct cuda {
    void* stream;        // a cudaStream_t of the device that the call shall run on
    bool check = false;  // ask the driver where each pointer lives, and refuse the wrong place
};

// An activation given by number or name at run time, with its parameters in the catalogue's order.
class any_activation {
  public:
    // Throws if there is no activation of that number.
    explicit any_activation(actjet_activation id) : id_(id) {
        if (!actjet_activation_at(id)) {
            throw error(ACTJET_INVALID_ARGUMENT,
                        ("there is no activation of number " + std::to_string(static_cast<int>(id))).c_str());
        }
    }

    template <class A>
    requires(core::is_activation<A>) any_activation(const A& activation)
        : id_(A::facts.id), count_(core::parameter_count<A>()) {
        if constexpr (core::parametric<A>) {
            double* out = parameters_;
            for (const auto& p : A::parameters()) {
                *out++ = activation.*p.member;
            }
        }
    }

    // Sets one parameter by its name; throws if the activation has none of that name.
    any_activation& set(std::string_view parameter, double value) {
        const actjet_activation_info& info = this->info();
        for (int i = 0; i < info.parameter_count; ++i) {
            if (parameter == info.parameters[i].name) {
                fill_defaults();
                parameters_[i] = value;
                return *this;
            }
        }
        std::string message = std::string(info.name) + " has no parameter named '" + std::string(parameter) + "'";
        for (int i = 0; i < info.parameter_count; ++i) {
            message += (i ? ", " : "; it has ") + std::string(info.parameters[i].name);
        }
        throw error(ACTJET_INVALID_ARGUMENT, message.c_str());
    }

    const actjet_activation_info& info() const { return *actjet_activation_at(id_); }
    actjet_activation id() const noexcept { return id_; }
    std::span<const double> parameters() const noexcept { return {parameters_, count_}; }

  private:
    void fill_defaults() {
        for (const auto& info = this->info(); count_ < static_cast<std::uint32_t>(info.parameter_count); ++count_) {
            parameters_[count_] = info.parameters[count_].standard;
        }
    }

    actjet_activation id_;
    std::uint32_t count_ = 0;
    double parameters_[ACTJET_MAX_PARAMETERS] = {};
};

// The activation of that name, with its default parameters.
inline any_activation named(std::string_view name) {
    const std::int32_t id = actjet_activation_find(std::string(name).c_str());
    if (id < 0 || name.find('\0') != name.npos) {
        throw error(ACTJET_INVALID_ARGUMENT, ("there is no activation named '" + std::string(name) + "'").c_str());
    }
    return any_activation(static_cast<actjet_activation>(id));
}

namespace detail {

inline void set_place(actjet_call& call, cpu_place place) {
    call.place = ACTJET_CPU;
    call.flags = place.check ? ACTJET_CHECK_POINTERS : 0;
}

inline void set_place(actjet_call& call, cuda place) {
    call.place = ACTJET_CUDA;
    call.stream = place.stream;
    call.flags = place.check ? ACTJET_CHECK_POINTERS : 0;
}

template <class P>
concept place = requires(actjet_call call, P where) {
    set_place(call, where);
};

template <class R>
using element_of = std::remove_cv_t<std::ranges::range_value_t<R>>;

// A buffer of a call: contiguous, and of a type that the library computes.
template <class R>
concept buffer = std::ranges::contiguous_range<R> && std::ranges::sized_range<R> && requires {
    { dtype_of<element_of<R>>::value } -> std::convertible_to<actjet_dtype>;
};

template <class R>
concept output_buffer = buffer<R> && !std::is_const_v<std::remove_reference_t<std::ranges::range_reference_t<R>>>;

// The buffers of a call hold elements of one type.
template <class X, class... Others>
concept alike = (std::same_as<element_of<X>, element_of<Others>> && ...);

inline void check_length(const char* name, std::size_t length, std::size_t n) {
    if (length != n) {
        throw error(ACTJET_INVALID_ARGUMENT,
                    (std::string(name) + " has " + std::to_string(length) + " elements, and x has " + std::to_string(n))
                        .c_str());
    }
}

template <place Place, buffer X>
actjet_call make_call(const any_activation& activation, Place place, actjet_mode mode, const X& x) {
    actjet_call call{};
    call.struct_size = sizeof call;
    call.activation = activation.id();
    call.mode = mode;
    call.dtype = dtype_of<element_of<X>>::value;
    set_place(call, place);
    call.n = std::ranges::size(x);
    call.x = std::ranges::data(x);
    for (const double value : activation.parameters()) {
        call.parameters[call.parameter_count++] = value;
    }
    return call;
}

inline void run(const actjet_call& call) {
    if (const actjet_status status = actjet_run(&call); status != ACTJET_OK) {
        throw error(status, actjet_last_error());
    }
}

}  // namespace detail

// The most threads of a CPU call from now on, as actjet_set_threads(); 0 takes that back.
inline void set_threads(std::int32_t n) {
    if (const actjet_status status = actjet_set_threads(n); status != ACTJET_OK) {
        throw error(status, actjet_last_error());
    }
}

// y[i] = f(x[i]).
template <detail::place Place, detail::buffer X, detail::output_buffer Y>
requires detail::alike<X, Y>
void forward(const any_activation& activation, Place place, const X& x, Y&& y) {
    detail::check_length("y", std::ranges::size(y), std::ranges::size(x));
    actjet_call call = detail::make_call(activation, place, ACTJET_FORWARD, x);
    call.y = std::ranges::data(y);
    detail::run(call);
}

// y[i] = f(x[i]) and dydx[i] = f'(x[i]), in one pass over x.
template <detail::place Place, detail::buffer X, detail::output_buffer Y, detail::output_buffer D>
requires detail::alike<X, Y, D>
void jet(const any_activation& activation, Place place, const X& x, Y&& y, D&& dydx) {
    detail::check_length("y", std::ranges::size(y), std::ranges::size(x));
    detail::check_length("dydx", std::ranges::size(dydx), std::ranges::size(x));
    actjet_call call = detail::make_call(activation, place, ACTJET_JET, x);
    call.y = std::ranges::data(y);
    call.dydx = std::ranges::data(dydx);
    detail::run(call);
}

// dx[i] = dy[i] * f'(x[i]), with f' computed anew from x: that moves fewer bytes than storing it. With
// gradient::masked dx[i] = 0 where f' is zero on a whole interval, whatever dy[i] is.
template <detail::place Place, detail::buffer X, detail::buffer Dy, detail::output_buffer Dx>
requires detail::alike<X, Dy, Dx>
void backward(const any_activation& activation, Place place, const X& x, const Dy& dy, Dx&& dx,
              gradient rule = gradient::product) {
    detail::check_length("dy", std::ranges::size(dy), std::ranges::size(x));
    detail::check_length("dx", std::ranges::size(dx), std::ranges::size(x));
    actjet_call call = detail::make_call(activation, place, ACTJET_BACKWARD, x);
    call.dy = std::ranges::data(dy);
    call.dx = std::ranges::data(dx);
    call.flags |= rule == gradient::masked ? ACTJET_MASK_GRADIENT : 0;
    detail::run(call);
}

}  // namespace actjet

#endif
