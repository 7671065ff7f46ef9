// actjet apply: an activation over NumPy files.
#include "../bad_input.hpp"
#include "../text/names.hpp"
#include "../text/numbers.hpp"
#include "../text/progress.hpp"
#include "applied_files.hpp"
#include "apply_plan.hpp"
#include "apply_settings.hpp"
#include "command.hpp"
#include "commands.hpp"
#include "parameters.hpp"

#include <host/validation/evaluator.hpp>
#include <host/validation/passes.hpp>

#include <algorithm>
#include <memory>
#include <optional>

namespace actjet::tool {

using namespace validation;

namespace {

// 16 MiB of float32 at a time: far beyond what a call costs, and little memory whatever the size of the file.
constexpr std::uint64_t elements_at_once = 1 << 22;

struct apply_options {
    std::string name, place = "cpu";
    apply_files files;
    std::vector<std::string> dtypes, shapes;
    setting_options settings;
    parameter_options parameters;
};

extents parse_shape(const named_value& given) {
    extents shape;
    for (std::size_t begin = 0; begin <= given.value.size();) {
        const std::size_t end = std::min(given.value.find(',', begin), given.value.size());
        shape.push_back(parse_integer(given.value.substr(begin, end - begin), "--shape " + given.name));
        begin = end + 1;
    }
    return shape;
}

stated read_stated(const apply_options& chosen, const apply_plan& plan) {
    stated result;
    std::vector<actjet_dtype> of_inputs;
    for (const std::string& text : chosen.dtypes) {
        if (text.find('=') == std::string::npos) {
            of_inputs.push_back(dtype_named(text));
        }
    }
    if (of_inputs.size() > 1 && of_inputs.size() != plan.in.size()) {
        refuse("--dtype is given {} times: it is one for all inputs, or one for each of {}", of_inputs.size(),
               plan.in.size());
    }
    for (std::size_t i = 0; i < plan.in.size() && of_inputs.size() > 1; ++i) {
        result.dtypes[plan.in[i]] = of_inputs[i];
    }
    for (const auto& [name, file] : plan.files) {
        if (of_inputs.size() == 1 && file.role == ACTJET_INPUT) {
            result.dtypes[name] = of_inputs.front();
        }
    }
    for (const std::string& text : chosen.dtypes) {
        if (text.find('=') != std::string::npos) {
            const named_value given = parse_named_value(text, "--dtype");
            require_file(plan, given.name, "--dtype");
            result.dtypes[given.name] = dtype_named(given.value);
        }
    }
    for (const std::string& text : chosen.shapes) {
        const named_value given = parse_named_value(text, "--shape");
        require_file(plan, given.name, "--shape");
        if (plan.files.at(given.name).role != ACTJET_SUM) {
            refuse("--shape is for sums, and {} is none", given.name);
        }
        result.shapes[given.name] = parse_shape(given);
    }
    return result;
}

void process(const apply_plan& plan, applied_files& files, evaluator& place, bool all_at_once) {
    const std::uint64_t count = files.count(), most = all_at_once ? count : std::min(elements_at_once, count);
    files.allocate(all_at_once ? everything : most);
    progress bar("apply", count);
    // Once at least, so that the library says what it refuses of no elements too.
    std::uint64_t done = 0;
    do {
        const std::uint64_t n = std::min(most, count - done);
        files.read(all_at_once ? everything : n);
        for (const actjet_pass pass : plan.passes) {
            place.run(pass, files.operands(pass, n));
        }
        files.write(all_at_once ? everything : n);
        bar.advance(n);
        done += n;
    } while (done < count);
}

void process_files(const apply_options& chosen) {
    const apply_plan plan = plan_of(chosen.files);
    std::vector<std::string> outputs;
    for (const auto& [name, file] : plan.files) {
        outputs.push_back(file.role == ACTJET_INPUT ? "" : file.path);
    }
    require_distinct_outputs(outputs);
    std::vector<any_activation> activation{activation_named(chosen.name)};
    chosen.parameters.set(activation);
    const actjet_place where = place_named(chosen.place);
    const settings s = chosen.settings.of(plan.passes);
    const stated said = read_stated(chosen, plan);
    applied_files files(plan, said);
    evaluator place(activation.front(), files.first_dtype(), where, s);
    // A random number is that of the element's number in its call, and rows are whole.
    const bool all_at_once = !files.is_one_by_one() || s.dropout != 0 || s.random_parameter ||
                             std::ranges::any_of(plan.passes, goes_over_rows);
    process(plan, files, place, all_at_once);
    files.commit();
}

}  // namespace

void add_apply(CLI::App& app) {
    const auto chosen = std::make_shared<apply_options>();
    command apply(
        app, "apply",
        "Over NumPy files of any shape: actjet apply gelu --in x.npy --out y.npy --jet d.npy; - is standard input or "
        "output");
    apply.required_argument("name", chosen->name, "The activation");
    apply.required_list("--in", chosen->files.in,
                        "x: float16, float32 or float64, little-endian, C order; with --pass all that the pass reads");
    apply.list("--out", chosen->files.out, "y = f(x); with --pass all that the pass gives");
    apply.option("--jet", chosen->files.jet, "f'(x), computed in the same pass");
    apply.option("--dy", chosen->files.dy, "The gradient of the loss by y, of the shape of x");
    apply.option("--dx", chosen->files.dx, "dx = dy * f'(x)");
    apply.option(
        "--pass", chosen->files.pass,
        "A pass by name, with its files in the order of actjet list --passes: --pass gated_forward silu --in "
        "gate.npy x.npy --out y.npy. A gradient is of the dtype of what it belongs to, y of the first input's. softmax "
        "and its like, of identity, go along the last axis");
    for (const char* other : {"--jet", "--dy", "--dx"}) {
        apply.exclusive({"--pass", other});
    }
    apply.repeatable_option(
        "--operand", chosen->files.operands,
        "NAME=FILE, an operand of actjet list --passes that may be left out: --operand bias=b.npy. An input is of the "
        "shape of x, or repeats over it as NumPy broadcasts: [columns] for each column, [rows, 1] for each row, [1] "
        "for all. With such files, sums and random numbers all is held in memory");
    apply.repeatable_option("--shape", chosen->shapes,
                            "NAME=EXTENTS, of a sum: --shape dbias=768; without it dbias is of the shape of bias");
    chosen->settings.add_to(apply);
    apply.repeatable_option("--dtype", chosen->dtypes,
                            "The elements of the inputs, or of each of --in in turn; bfloat16 reads '<u2' and '<V2' "
                            "so. NAME=DTYPE of one operand, which may be an output: --dtype y=float32");
    apply.option("--place", chosen->place, "cpu or cuda");
    chosen->parameters.add_to(apply);
    apply.run([chosen] { process_files(*chosen); });
}

}  // namespace actjet::tool
