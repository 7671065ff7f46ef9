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

#include <algorithm>
#include <memory>

namespace actjet::tool {

using namespace validation;

namespace {

// 16 MiB of float32 at a time: far beyond what a call costs, and little memory whatever the size of the file.
constexpr std::uint64_t elements_at_once = 1 << 22;

struct apply_options {
    std::string name, in, out, jet, dy, dx, dtype, place = "cpu";
    bool mask_gradient = false;
    parameter_options parameters;
};

struct applied_files {
    std::unique_ptr<npy_input> x, dy;
    std::unique_ptr<npy_output> y, dydx, dx;
};

void check_combination(const apply_options& chosen) {
    if (chosen.dy.empty() != chosen.dx.empty()) {
        refuse("--dy and --dx belong together: dx = dy * f'(x)");
    }
    if (chosen.out.empty() && !chosen.jet.empty()) {
        refuse("--jet belongs to --out, which is missing");
    }
    if (chosen.out.empty() && chosen.dx.empty()) {
        refuse("nothing is to be written: give --out, or --dy and --dx");
    }
    require_distinct_outputs({chosen.out, chosen.jet, chosen.dx});
}

applied_files open_files(const apply_options& chosen) {
    std::optional<actjet_dtype> dtype;
    if (!chosen.dtype.empty()) {
        dtype = dtype_named(chosen.dtype);
    }
    applied_files f;
    f.x = std::make_unique<npy_input>(chosen.in, dtype);
    const npy_header& header = f.x->header();
    if (!chosen.dy.empty()) {
        f.dy = std::make_unique<npy_input>(chosen.dy, dtype);
        require_alike(chosen.dy, f.dy->header(), chosen.in, header);
    }
    const auto output = [&](const std::string& path) {
        return path.empty() ? nullptr : std::make_unique<npy_output>(path, header);
    };
    f.y = output(chosen.out);
    f.dydx = output(chosen.jet);
    f.dx = output(chosen.dx);
    return f;
}

void process(applied_files& f, evaluator& place) {
    const npy_header& header = f.x->header();
    const std::size_t bytes = std::min(elements_at_once, header.count) * element_size(header.dtype);
    std::vector<std::byte> x(bytes), y(f.y ? bytes : 0), dydx(f.dydx ? bytes : 0), dx(f.dx ? bytes : 0);
    progress bar("apply", header.count);
    for (std::uint64_t done = 0; done < header.count; done += elements_at_once) {
        const std::uint64_t n = std::min(elements_at_once, header.count - done);
        f.x->read(x.data(), n);
        if (f.dydx) {
            place.run(ACTJET_JET, n, {x.data()}, {y.data(), dydx.data()});
            f.dydx->write(dydx.data(), n);
        } else if (f.y) {
            place.run(ACTJET_FORWARD, n, {x.data()}, {y.data()});
        }
        if (f.y) {
            f.y->write(y.data(), n);
        }
        if (f.dx) {
            f.dy->read(dx.data(), n);
            place.run(ACTJET_BACKWARD, n, {x.data(), dx.data()}, {dx.data()});
            f.dx->write(dx.data(), n);
        }
        bar.advance(n);
    }
}

void process_files(const apply_options& chosen) {
    check_combination(chosen);
    std::vector<any_activation> activation{activation_named(chosen.name)};
    chosen.parameters.set(activation);
    const actjet_place where = place_named(chosen.place);
    applied_files f = open_files(chosen);
    evaluator place(activation.front(), f.x->header().dtype, where, chosen.mask_gradient ? ACTJET_MASK_GRADIENT : 0);
    process(f, place);
    for (npy_output* output : {f.y.get(), f.dydx.get(), f.dx.get()}) {
        if (output) {
            output->commit();
        }
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
    apply.required_option("--in", chosen->in, "x: float16, float32 or float64, little-endian, C order");
    apply.option("--out", chosen->out, "y = f(x)");
    apply.option("--jet", chosen->jet, "f'(x), computed in the same pass");
    apply.option("--dy", chosen->dy, "The gradient of the loss by y, of the dtype and shape of x");
    apply.option("--dx", chosen->dx, "dx = dy * f'(x)");
    apply.flag("--mask-gradient", chosen->mask_gradient, "dx = 0 where f is flat, whatever dy is");
    apply.option("--dtype", chosen->dtype, "The elements of the files; bfloat16 reads '<u2' and '<V2' so");
    apply.option("--place", chosen->place, "cpu or cuda");
    chosen->parameters.add_to(apply);
    apply.run([chosen] { process_files(*chosen); });
}

}  // namespace actjet::tool
