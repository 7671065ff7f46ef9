// actjet inputs: what a digest goes over, as NumPy files, for a device that the tool does not know.
#include "../files/npy.hpp"
#include "../text/names.hpp"
#include "../text/progress.hpp"
#include "command.hpp"
#include "commands.hpp"
#include "digest_inputs.hpp"

#include <host/validation/formats.hpp>

#include <algorithm>
#include <memory>

namespace actjet::tool {

using namespace validation;

namespace {

constexpr std::uint64_t elements_at_once = 1 << 22;

struct inputs_options {
    std::string dtype = "float32", out, dy;
    digest_input_options over;
};

template <class Bits>
void write(const digest_inputs& inputs, npy_output& x_file, npy_output* dy_file) {
    std::vector<Bits> x(std::min(elements_at_once, inputs.count)), dy(dy_file ? x.size() : 0);
    progress bar("inputs", inputs.count);
    for (std::uint64_t done = 0; done < inputs.count; done += x.size()) {
        for (std::size_t i = 0; i < x.size(); ++i) {
            x[i] = static_cast<Bits>(digest_input(inputs.first + done + i, inputs.fields));
        }
        x_file.write(x.data(), x.size());
        if (dy_file) {
            std::transform(x.begin(), x.end(), dy.begin(), [&](Bits pattern) {
                return static_cast<Bits>(digest_companion(pattern, 1, inputs.fields));
            });
            dy_file->write(dy.data(), dy.size());
        }
        bar.advance(x.size());
    }
}

void write_files(const inputs_options& chosen) {
    require_distinct_outputs({chosen.out, chosen.dy});
    const digest_inputs inputs = chosen.over.of(dtype_named(chosen.dtype));
    const npy_header header{inputs.dtype, descr_of(inputs.dtype), {inputs.count}, inputs.count};
    npy_output x(chosen.out, header);
    const auto dy = chosen.dy.empty() ? nullptr : std::make_unique<npy_output>(chosen.dy, header);
    visit_format(inputs.dtype, [&]<class Format>(Format) { write<typename Format::bits>(inputs, x, dy.get()); });
    x.commit();
    if (dy) {
        dy->commit();
    }
}

}  // namespace

void add_inputs(CLI::App& app) {
    const auto chosen = std::make_shared<inputs_options>();
    command inputs(app, "inputs",
                   "The inputs of actjet digest as NumPy files, for another device: digest --from takes its results");
    inputs.option("--dtype", chosen->dtype, "float32, float64, float16 or bfloat16, whose patterns become '<u2'");
    chosen->over.add_to(inputs);
    inputs.required_option("--out", chosen->out, "x");
    inputs.option("--dy", chosen->dy, "dy, for pass backward");
    inputs.run([chosen] { write_files(*chosen); });
}

}  // namespace actjet::tool
