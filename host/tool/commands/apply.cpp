// actjet apply: an activation over NumPy files.
#include "../bad_input.hpp"
#include "../files/npy.hpp"
#include "../text/names.hpp"
#include "../text/progress.hpp"
#include "command.hpp"
#include "commands.hpp"
#include "parameters.hpp"

#include <host/validation/evaluator.hpp>
#include <host/validation/formats.hpp>
#include <host/validation/passes.hpp>

#include <algorithm>
#include <memory>
#include <numeric>
#include <optional>

namespace actjet::tool {

using namespace validation;

namespace {

// 16 MiB of float32 at a time: far beyond what a call costs, and little memory whatever the size of the file.
constexpr std::uint64_t elements_at_once = 1 << 22;

struct apply_options {
    std::string name, pass, jet, dy, dx, place = "cpu";
    std::vector<std::string> in, out, dtypes;
    bool mask_gradient = false;
    parameter_options parameters;
};

// One pass over some of the files.
struct step {
    actjet_pass pass;
    std::vector<std::size_t> in, out;
};

// What is read, and what is made of it.
struct plan {
    std::vector<std::string> in, out;
    std::vector<step> steps;
};

struct applied_files {
    std::vector<std::unique_ptr<npy_input>> in;
    std::vector<std::unique_ptr<npy_output>> out;
};

plan plan_of_pass(const apply_options& chosen) {
    const actjet_pass pass = pass_named(chosen.pass);
    const pass_arrays arrays = required_arrays(pass);
    const auto require_as_many = [&](const char* option, const std::vector<std::string>& files,
                                     const std::vector<int>& operands) {
        if (files.size() != operands.size()) {
            refuse("pass {} takes {} for {}, and there are {}", name_of(pass), names_of(pass, operands), option,
                   files.size());
        }
    };
    require_as_many("--in", chosen.in, arrays.inputs);
    require_as_many("--out", chosen.out, arrays.outputs);
    step whole{pass, std::vector<std::size_t>(chosen.in.size()), std::vector<std::size_t>(chosen.out.size())};
    std::iota(whole.in.begin(), whole.in.end(), std::size_t{0});
    std::iota(whole.out.begin(), whole.out.end(), std::size_t{0});
    return {chosen.in, chosen.out, {whole}};
}

// Without --pass what is to be written tells what is computed.
plan plan_of_files(const apply_options& chosen) {
    if (chosen.dy.empty() != chosen.dx.empty()) {
        refuse("--dy and --dx belong together: dx = dy * f'(x)");
    }
    if (chosen.out.empty() && !chosen.jet.empty()) {
        refuse("--jet belongs to --out, which is missing");
    }
    if (chosen.out.empty() && chosen.dx.empty()) {
        refuse("nothing is to be written: give --out, or --dy and --dx");
    }
    if (chosen.in.size() != 1 || chosen.out.size() > 1) {
        refuse("several files for --in or --out belong to --pass, which is missing");
    }
    plan p{chosen.in, chosen.out, {}};
    if (!chosen.jet.empty()) {
        p.out.push_back(chosen.jet);
        p.steps.push_back({ACTJET_JET, {0}, {0, 1}});
    } else if (!chosen.out.empty()) {
        p.steps.push_back({ACTJET_FORWARD, {0}, {0}});
    }
    if (!chosen.dx.empty()) {
        p.in.push_back(chosen.dy);
        p.steps.push_back({ACTJET_BACKWARD, {0, 1}, {p.out.size()}});
        p.out.push_back(chosen.dx);
    }
    return p;
}

// Of what element type the k-th output of a step is: a gradient is as what it is the gradient of, dgate as gate; all
// else as the first input. Says which input that is.
std::size_t model_of(const step& s, std::size_t k) {
    const pass_arrays arrays = required_arrays(s.pass);
    const actjet_operand_info* const operands = actjet_pass_at(s.pass)->operands;
    for (std::size_t i = 0; i < s.in.size(); ++i) {
        if (operands[arrays.outputs[k]].name == std::string("d") + operands[arrays.inputs[i]].name) {
            return s.in[i];
        }
    }
    return s.in.front();
}

applied_files open_files(const plan& p, const std::vector<std::string>& dtypes) {
    if (dtypes.size() > 1 && dtypes.size() != p.in.size()) {
        refuse("--dtype is given {} times: it is one for all inputs, or one for each of {}", dtypes.size(),
               p.in.size());
    }
    applied_files f;
    for (std::size_t i = 0; i < p.in.size(); ++i) {
        std::optional<actjet_dtype> dtype;
        if (!dtypes.empty()) {
            dtype = dtype_named(dtypes[dtypes.size() > 1 ? i : 0]);
        }
        f.in.push_back(std::make_unique<npy_input>(p.in[i], dtype));
        require_same_shape(p.in[i], f.in[i]->header(), p.in[0], f.in[0]->header());
    }
    f.out.resize(p.out.size());
    for (const step& s : p.steps) {
        for (std::size_t k = 0; k < s.out.size(); ++k) {
            f.out[s.out[k]] = std::make_unique<npy_output>(p.out[s.out[k]], f.in[model_of(s, k)]->header());
        }
    }
    return f;
}

// A part of each file, and the views that a call takes of it.
class parts {
  public:
    explicit parts(std::uint64_t capacity) : capacity_(capacity) {}

    void add(actjet_dtype dtype) {
        dtypes_.push_back(dtype);
        memory_.emplace_back(capacity_ * element_size(dtype));
    }
    void* data(std::size_t i) { return memory_[i].data(); }
    std::vector<any_view> views(const std::vector<std::size_t>& which, std::uint64_t n) {
        std::vector<any_view> result;
        for (const std::size_t i : which) {
            result.emplace_back(dtypes_[i], data(i), n);
        }
        return result;
    }

  private:
    std::uint64_t capacity_;
    std::vector<actjet_dtype> dtypes_;
    std::vector<std::vector<std::byte>> memory_;
};

void process(const plan& p, applied_files& f, evaluator& place) {
    const std::uint64_t count = f.in[0]->header().count;
    parts in(std::min(elements_at_once, count)), out(std::min(elements_at_once, count));
    for (const auto& file : f.in) {
        in.add(file->header().dtype);
    }
    for (const auto& file : f.out) {
        out.add(file->dtype());
    }
    progress bar("apply", count);
    // Once at least, so that the library says what it refuses of no elements too.
    std::uint64_t done = 0;
    do {
        const std::uint64_t n = std::min(elements_at_once, count - done);
        for (std::size_t i = 0; i < f.in.size(); ++i) {
            f.in[i]->read(in.data(i), n);
        }
        for (const step& s : p.steps) {
            place.run(s.pass, in.views(s.in, n), out.views(s.out, n));
        }
        for (std::size_t i = 0; i < f.out.size(); ++i) {
            f.out[i]->write(out.data(i), n);
        }
        bar.advance(n);
        done += n;
    } while (done < count);
}

void process_files(const apply_options& chosen) {
    const plan p = chosen.pass.empty() ? plan_of_files(chosen) : plan_of_pass(chosen);
    require_distinct_outputs(p.out);
    std::vector<any_activation> activation{activation_named(chosen.name)};
    chosen.parameters.set(activation);
    const actjet_place where = place_named(chosen.place);
    applied_files f = open_files(p, chosen.dtypes);
    settings s;
    s.rule = chosen.mask_gradient ? gradient::masked : gradient::product;
    evaluator place(activation.front(), f.in[0]->header().dtype, where, s);
    process(p, f, place);
    for (const auto& file : f.out) {
        file->commit();
    }
}

}  // namespace

void add_apply(CLI::App& app) {
    const auto chosen = std::make_shared<apply_options>();
    command apply(
        app, "apply",
        "Over NumPy files of any shape: actjet apply gelu --in x.npy --out y.npy --jet d.npy; - is standard input or "
        "output");
    apply.required_argument("name", chosen->name, "The activation");
    apply.required_list("--in", chosen->in,
                        "x: float16, float32 or float64, little-endian, C order; with --pass all that the pass reads");
    apply.list("--out", chosen->out, "y = f(x); with --pass all that the pass gives");
    apply.option("--jet", chosen->jet, "f'(x), computed in the same pass");
    apply.option("--dy", chosen->dy, "The gradient of the loss by y, of the shape of x");
    apply.option("--dx", chosen->dx, "dx = dy * f'(x)");
    apply.option(
        "--pass", chosen->pass,
        "A pass by name, with its files in the order of actjet list --passes: --pass gated_forward silu --in "
        "gate.npy x.npy --out y.npy. A gradient is of the dtype of what it belongs to, y of the first input's");
    for (const char* other : {"--jet", "--dy", "--dx"}) {
        apply.exclusive({"--pass", other});
    }
    apply.flag("--mask-gradient", chosen->mask_gradient, "dx = 0 where f is flat, whatever dy is");
    apply.repeatable_option("--dtype", chosen->dtypes,
                            "The elements of the files, or of each input in turn; bfloat16 reads '<u2' and '<V2' so");
    apply.option("--place", chosen->place, "cpu or cuda");
    chosen->parameters.add_to(apply);
    apply.run([chosen] { process_files(*chosen); });
}

}  // namespace actjet::tool
