// actjet: neural-network activation functions and their derivatives, fused in one pass. The C++ interface.
//
//     #include <actjet/actjet.hpp>
//
//     actjet::forward(actjet::gelu{}, actjet::cpu, x, y);                                  // y = gelu(x)
//     actjet::jet(actjet::leaky_relu{.slope = 0.2}, actjet::cuda_place(stream), x, y, d);  // y = f(x), d = f'(x)
//     actjet::backward(actjet::named("mish"), actjet::cuda_place(stream), x, dy, dx);      // dx = dy * f'(x)
//     actjet::gated_forward(actjet::silu{}, actjet::cuda_place(stream), gate, x, y);       // y = silu(gate) * x
//     actjet::softmax(actjet::cpu, x, y);                                                  // of each row
//
// Buffers are anything contiguous that std::span can be made of, of float, double, float16, bfloat16, _Float16
// (std::float16_t), std::bfloat16_t, __half or __nv_bfloat16; or views, with rows, columns and strides, and whatever is
// like std::mdspan. Types may be mixed, but double with double alone. In place is fine where an output is exactly an
// input; any other overlap is refused.
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
#include <actjet/view.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <ranges>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>

struct CUstream_st;  // what a cudaStream_t points to

namespace actjet {

// A refused call. what() names the argument, its value and the valid range.
class error : public std::runtime_error {
  public:
    error(actjet_status status, const char* message) : std::runtime_error(message), status_(status) {}
    actjet_status status() const noexcept { return status_; }

  private:
    actjet_status status_;
};

// Where a call runs.
struct cpu_place {
    bool check = false;  // ask the CUDA driver, if there is one, where each pointer lives, and refuse device memory
};
inline constexpr cpu_place cpu{};

// On a stream of the device that the call shall run on. Not made of nothing, nor of nullptr by accident.
class cuda_place {
  public:
    // A cudaStream_t. check: ask the driver where each pointer lives, and refuse the wrong place.
    explicit cuda_place(CUstream_st* stream, bool check = false) : stream_(stream), check_(check) {}
    cuda_place(std::nullptr_t, bool = false) = delete;

    // The legacy default stream, which waits for the others of its device and lets them wait.
    static cuda_place default_stream(bool check = false) {
        return cuda_place(static_cast<CUstream_st*>(nullptr), check);
    }

    CUstream_st* stream() const noexcept { return stream_; }
    bool check() const noexcept { return check_; }

  private:
    CUstream_st* stream_;
    bool check_;
};

namespace core {

struct custom_formula;

}  // namespace core

// An activation given by number or name at run time, with its parameters in the catalogue's order; or a user's own.
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

    // An activation of one's own, see custom.hpp, which must outlive this and the calls that are made of it.
    template <class C>
    requires requires(const C& c) {
        { c.formula() } -> std::same_as<const core::custom_formula&>;
    }
    any_activation(const C& custom) : id_(ACTJET_CUSTOM), custom_(&custom.formula()) {}

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

    // Throws for one's own, which is in no catalogue.
    const actjet_activation_info& info() const {
        if (custom_) {
            throw error(ACTJET_INVALID_ARGUMENT, "an activation of one's own is not in the catalogue");
        }
        return *actjet_activation_at(id_);
    }
    actjet_activation id() const noexcept { return id_; }
    std::span<const double> parameters() const noexcept { return {parameters_, count_}; }
    // Null for the library's.
    const core::custom_formula* custom() const noexcept { return custom_; }

  private:
    void fill_defaults() {
        for (const auto& info = this->info(); count_ < static_cast<std::uint32_t>(info.parameter_count); ++count_) {
            parameters_[count_] = info.parameters[count_].standard;
        }
    }

    actjet_activation id_;
    std::uint32_t count_ = 0;
    double parameters_[ACTJET_MAX_PARAMETERS] = {};
    const core::custom_formula* custom_ = nullptr;
};

// The activation of that name, with its default parameters.
inline any_activation named(std::string_view name) {
    const std::int32_t id = actjet_activation_find(std::string(name).c_str());
    if (id < 0 || name.find('\0') != name.npos) {
        throw error(ACTJET_INVALID_ARGUMENT, ("there is no activation named '" + std::string(name) + "'").c_str());
    }
    return any_activation(static_cast<actjet_activation>(id));
}

// A place as calls take it.
class any_place {
  public:
    any_place(cpu_place place) : number_(ACTJET_CPU), check_(place.check) {}
    any_place(const cuda_place& place) : number_(ACTJET_CUDA), check_(place.check()), stream_(place.stream()) {}

    actjet_place number() const noexcept { return number_; }
    bool check() const noexcept { return check_; }
    CUstream_st* stream() const noexcept { return stream_; }

  private:
    actjet_place number_;
    bool check_;
    CUstream_st* stream_ = nullptr;
};

// What a call does besides. Passes that have no use for an option ignore it.
struct settings {
    gradient rule = gradient::product;  // what of an infinite dy passes where f' is 0 on a whole interval
    bool accumulate = false;            // gradients and sums are added to what their arrays hold
    bool round_each_step = false;       // gated passes: as frameworks that store each step in the first operand's type
    double gradient_scale = 1;          // a factor of all gradients and sums
    // Gated passes: gate counts as min(gate, gate_limit), f(gate) as min(f(gate), value_limit), and x as
    // cap(clamp(x, -x_limit, x_limit)) + x_offset with cap(t) = x_soft_cap tanh(t / x_soft_cap). 0: no limit, no cap.
    double gate_limit = 0, x_limit = 0, value_limit = 0, x_soft_cap = 0, x_offset = 0;
    // Random numbers, of (seed, offset, element). y of an element becomes 0 with probability dropout, else it is
    // multiplied by 1 / (1 - dropout); rrelu draws its slopes. Gradients replay what y was made of.
    double dropout = 0;
    bool random_parameter = false;
    std::uint64_t seed = 0, offset = 0;
    const std::uint64_t* offset_memory = nullptr;  // of the place; added to offset when the call runs
    std::span<std::byte> workspace = {};           // of the place, aligned to 16; only calls with sums need any
    // softmax and log_softmax: x counts as logit_scale x, that as soft_cap tanh(x / soft_cap) (0: no cap), and row r,
    // being query r % causal_rows of that many, sees the columns up to its own (0: all). Rows that have nothing to
    // choose are 0 (-inf) if safe_rows, else NaN.
    double logit_scale = 1, soft_cap = 0;
    std::uint64_t causal_rows = 0;
    bool safe_rows = false;
};

// Any pass of any activation, with its operands in the order of actjet_pass_at(): what the functions below are made of,
// and what may be kept and run again.
class call {
  public:
    call(actjet_pass pass, const any_activation& activation, const any_place& place,
         std::initializer_list<any_view> operands, const actjet::settings& s = {})
        : call(pass, activation, place, std::span(operands.begin(), operands.size()), s) {}

    // Throws if the operands do not fit one another. What the first is, and all that do not repeat, says the shape.
    call(actjet_pass pass, const any_activation& activation, const any_place& place, std::span<const any_view> operands,
         const actjet::settings& s = {})
        : activation_(activation) {
        const actjet_pass_info* info = actjet_pass_at(pass);
        if (!info || operands.size() > static_cast<std::size_t>(info->operand_count)) {
            throw error(ACTJET_INVALID_ARGUMENT, info ? "more operands than the pass has" : "there is no such pass");
        }
        call_.size = sizeof call_;
        call_.pass = pass;
        call_.activation = activation.id();
        call_.place = place.number();
        call_.flags = (place.check() ? std::uint32_t{ACTJET_CHECK_POINTERS} : 0u) |
                      (s.rule == gradient::masked ? std::uint32_t{ACTJET_MASK_GRADIENT} : 0u) |
                      (s.accumulate ? std::uint32_t{ACTJET_ACCUMULATE} : 0u) |
                      (s.round_each_step ? std::uint32_t{ACTJET_ROUND_EACH_STEP} : 0u) |
                      (s.random_parameter ? std::uint32_t{ACTJET_RANDOM_PARAMETER} : 0u) |
                      (s.safe_rows ? std::uint32_t{ACTJET_SAFE_ROWS} : 0u);
        call_.stream = place.stream();
        call_.gradient_scale = s.gradient_scale;
        call_.gate_limit = s.gate_limit;
        call_.x_limit = s.x_limit;
        call_.value_limit = s.value_limit;
        call_.x_soft_cap = s.x_soft_cap;
        call_.x_offset = s.x_offset;
        call_.dropout = s.dropout;
        call_.seed = s.seed;
        call_.offset = s.offset;
        call_.offset_memory = s.offset_memory;
        call_.logit_scale = s.logit_scale;
        call_.soft_cap = s.soft_cap;
        call_.causal_rows = s.causal_rows;
        call_.operand_count = static_cast<std::uint32_t>(operands.size());
        for (std::size_t k = 0; k < operands.size(); ++k) {
            take(info->operands[k], operands[k], k);
        }
        set_workspace(s.workspace);
    }

    // Throws as run() would.
    std::size_t workspace_bytes() const {
        std::uint64_t bytes = 0;
        const actjet_call c = complete();
        require(actjet_workspace_size(&c, &bytes));
        return bytes;
    }
    void set_workspace(std::span<std::byte> workspace) {
        call_.workspace = workspace.data();
        call_.workspace_bytes = workspace.size();
    }

    void run() const {
        const actjet_call c = complete();
        require(actjet_run(&c));
    }

  private:
    static void require(actjet_status status) {
        if (status != ACTJET_OK) {
            throw error(status, actjet_last_error());
        }
    }

    void take(const actjet_operand_info& info, const any_view& v, std::size_t k) {
        views_[k] = v.view();
        if (k == 0) {
            call_.rows = v.rows();
            call_.columns = v.columns();
        }
        const bool fits = v.absent() || ((v.view().row_stride == 0 || v.view().row_period || v.rows() == call_.rows) &&
                                         (v.view().column_stride == 0 || v.columns() == call_.columns));
        const auto shape = [](std::uint64_t rows, std::uint64_t columns) {
            return std::to_string(rows) + " x " + std::to_string(columns);
        };
        if (!fits) {
            throw error(ACTJET_INVALID_ARGUMENT,
                        (std::string(info.name) + " is of " + shape(v.rows(), v.columns()) + " elements, and " +
                         actjet_pass_at(call_.pass)->operands[0].name + " of " + shape(call_.rows, call_.columns))
                            .c_str());
        }
        if (info.role != ACTJET_INPUT && !v.absent() && !v.writable()) {
            throw error(ACTJET_INVALID_ARGUMENT, (std::string(info.name) + " is const, and an output").c_str());
        }
    }

    actjet_call complete() const {
        actjet_call c = call_;
        c.operands = views_;
        c.parameters = activation_.parameters().data();
        c.parameter_count = static_cast<std::uint32_t>(activation_.parameters().size());
        c.custom = activation_.custom();
        return c;
    }

    actjet_call call_{};
    any_activation activation_;
    actjet_view views_[ACTJET_MAX_OPERANDS] = {};
};

// The most threads of a CPU call from now on, as actjet_set_threads(); 0 takes that back.
inline void set_threads(std::int32_t n) {
    if (const actjet_status status = actjet_set_threads(n); status != ACTJET_OK) {
        throw error(status, actjet_last_error());
    }
}

// What the passes of one activation take besides: a bias, repeated as its view says (see per_column, per_row), and a
// learned parameter instead of the activation's own: the slope of prelu, of any extent; the beta of swish and softplus
// and the alpha of elu and celu, made by one(). A factor of the gradients in memory of the place, and where the
// gradients of bias and parameter go.
struct forward_options {
    input_view bias = {}, parameter = {};
    actjet::settings settings = {};
};
struct backward_options {
    input_view bias = {}, parameter = {}, gradient_scale = {};
    output_view dbias = {}, dparameter = {};
    actjet::settings settings = {};
};

// y = f(x + bias).
inline void forward(const any_activation& activation, const any_place& place, const input_view& x, const output_view& y,
                    const forward_options& o = {}) {
    call(ACTJET_FORWARD, activation, place, {x, y, o.bias, o.parameter}, o.settings).run();
}

// y = f(x + bias) and dydx = f'(x + bias), in one pass over x.
inline void jet(const any_activation& activation, const any_place& place, const input_view& x, const output_view& y,
                const output_view& dydx, const forward_options& o = {}) {
    call(ACTJET_JET, activation, place, {x, y, dydx, o.bias, o.parameter}, o.settings).run();
}

// dx = dy * f'(x + bias), with f' computed anew from x: that moves fewer bytes than storing it. dbias is the sum of dx,
// and dparameter that of dy times the derivative with respect to the parameter, along what their views repeat; they
// need a workspace.
inline void backward(const any_activation& activation, const any_place& place, const input_view& x,
                     const input_view& dy, const output_view& dx, const backward_options& o = {}) {
    call(ACTJET_BACKWARD, activation, place, {x, dy, dx, o.bias, o.parameter, o.gradient_scale, o.dbias, o.dparameter},
         o.settings)
        .run();
}

struct gated_forward_options {
    input_view gate_bias = {}, x_bias = {}, scale = {};
    actjet::settings settings = {};
};
struct gated_backward_options {
    input_view gate_bias = {}, x_bias = {}, scale = {}, gradient_scale = {};
    output_view y = {}, dgate_bias = {}, dx_bias = {}, dscale = {};
    actjet::settings settings = {};
};

// y = f(gate + gate_bias) * (x + x_bias) * scale: SwiGLU with silu, GEGLU with gelu, ReGLU with relu, GLU with sigmoid.
inline void gated_forward(const any_activation& activation, const any_place& place, const input_view& gate,
                          const input_view& x, const output_view& y, const gated_forward_options& o = {}) {
    call(ACTJET_GATED_FORWARD, activation, place, {gate, x, y, o.gate_bias, o.x_bias, o.scale}, o.settings).run();
}

// The gradients of gated_forward with respect to gate and x, and of the biases and the scale where they are given.
inline void gated_backward(const any_activation& activation, const any_place& place, const input_view& gate,
                           const input_view& x, const input_view& dy, const output_view& dgate, const output_view& dx,
                           const gated_backward_options& o = {}) {
    call(ACTJET_GATED_BACKWARD, activation, place,
         {gate, x, dy, dgate, dx, o.gate_bias, o.x_bias, o.scale, o.gradient_scale, o.y, o.dgate_bias, o.dx_bias,
          o.dscale},
         o.settings)
        .run();
}

// What softmax and log_softmax take besides: a mask, which is added to the logits, or of bool, false where a column is
// hidden, repeated as its view says; for each row (per_row) a further logit that has no column, 0 being the one of "one
// in the denominator"; and where log of the row's sum of exp goes.
struct softmax_options {
    input_view mask = {}, sink = {};
    output_view log_sum = {};
    actjet::settings settings = {};
};
// x where there is a soft_cap; sink and log_sum, as the forward pass had them, where dsink is wanted.
struct softmax_backward_options {
    input_view x = {}, gradient_scale = {}, sink = {}, log_sum = {};
    output_view dsink = {};
    actjet::settings settings = {};
};

// Of each row y = exp(x) / the sum of exp(x). A range is one row.
inline void softmax(const any_place& place, const input_view& x, const output_view& y, const softmax_options& o = {}) {
    call(ACTJET_SOFTMAX, identity{}, place, {x, y, o.mask, o.sink, o.log_sum}, o.settings).run();
}
// dx = y (dy - the sum of y dy), with y as softmax gave it.
inline void softmax_backward(const any_place& place, const input_view& y, const input_view& dy, const output_view& dx,
                             const softmax_backward_options& o = {}) {
    call(ACTJET_SOFTMAX_BACKWARD, identity{}, place, {y, dy, dx, o.x, o.gradient_scale, o.sink, o.log_sum, o.dsink},
         o.settings)
        .run();
}
// Of each row y = x - log of the sum of exp(x): the logarithm of softmax, with all its digits.
inline void log_softmax(const any_place& place, const input_view& x, const output_view& y,
                        const softmax_options& o = {}) {
    call(ACTJET_LOG_SOFTMAX, identity{}, place, {x, y, o.mask, o.sink, o.log_sum}, o.settings).run();
}
// dx = dy - exp(y) (the sum of dy), with y as log_softmax gave it.
inline void log_softmax_backward(const any_place& place, const input_view& y, const input_view& dy,
                                 const output_view& dx, const softmax_backward_options& o = {}) {
    call(ACTJET_LOG_SOFTMAX_BACKWARD, identity{}, place, {y, dy, dx, o.x, o.gradient_scale, o.sink, o.log_sum, o.dsink},
         o.settings)
        .run();
}

}  // namespace actjet

#endif
