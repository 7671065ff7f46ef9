// Trains multilayer perceptrons on handwritten digits and measures what their activations do. See README.md.
#include "data.hpp"
#include "options.hpp"
#include "table.hpp"
#include "training.hpp"

#include <cstdio>
#include <exception>
#include <stdexcept>
#include <vector>

namespace {

void list() {
    for (int i = 0; i < actjet_activation_count(); ++i) {
        const actjet_activation_info& info = *actjet_activation_at(i);
        std::printf("%s", info.name);
        for (int k = 0; k < info.parameter_count; ++k) {
            std::printf(" %s=%g", info.parameters[k].name, info.parameters[k].standard);
        }
        std::printf("\n");
    }
}

void run(const digits::options& o) {
    // The place is asked for first: a machine without it should say so before anything is printed.
    if (actjet_place_available(o.place) != ACTJET_OK) {
        throw std::runtime_error(actjet_last_error());
    }
    const digits::dataset data = digits::load(o.data.empty() ? DIGITS_DATA : o.data);
    const auto train = o.place == ACTJET_CUDA ? digits::train_on_cuda : digits::train_on_cpu;
    const digits::printer printer(stdout, o.markdown);
    const auto sections =
        o.whole_table ? digits::default_table(o.run.seed) : std::vector<digits::section>{{"One network", {o.run}}};
    printer.preamble(o.run, o.place == ACTJET_CUDA ? "GPU" : "CPU");
    for (const digits::section& section : sections) {
        printer.heading(section.title);
        for (const digits::settings& set : section.runs) {
            printer.row(set, train(set, data));
        }
    }
    printer.legend();
}

}  // namespace

// Exits with 0; 1 where the data or the place cannot be had; 2 where the command line is wrong.
int main(int count, char** arguments) {
    try {
        const digits::options o = digits::parse(count, arguments);
        if (o.help) {
            std::fputs(digits::usage, stdout);
        } else if (o.list) {
            list();
        } else {
            run(o);
        }
        return 0;
    } catch (const digits::usage_error& e) {
        std::fprintf(stderr, "digits: %s\n", e.what());
        return 2;
    } catch (const std::exception& e) {
        std::fprintf(stderr, "digits: %s\n", e.what());
        return 1;
    }
}
