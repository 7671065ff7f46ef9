// Trains a stack of SwiGLU blocks on handwritten digits, with the same bits on every place. See README.md.
#include "command_line.hpp"
#include "data.hpp"
#include "options.hpp"
#include "training.hpp"

#include <actjet/actjet.h>

#include <cstdio>
#include <exception>
#include <stdexcept>

namespace {

void run(const swiglu::options& o) {
    // The place is asked for first: a machine without it should say so before anything is printed.
    if (actjet_place_available(o.place) != ACTJET_OK) {
        throw std::runtime_error(actjet_last_error());
    }
    digits::dataset data = digits::load(o.data);
    for (digits::images* part : {&data.train, &data.test}) {
        part->keep_first(o.images);
    }
    const swiglu::settings& set = o.run;
    const char* type = set.dtype == swiglu::precision::bfloat16 ? "bfloat16" : "float32";
    std::printf("%d SwiGLU blocks of %d gated units, %s, %d epochs in batches of %d, seed %lu, on the %s\n", set.blocks,
                set.hidden, type, set.epochs, set.batch, static_cast<unsigned long>(set.seed),
                o.place == ACTJET_CUDA ? "GPU" : "CPU");
    std::printf("\n%5s  %8s  %8s\n", "epoch", "loss", "accuracy");
    const auto train = o.place == ACTJET_CUDA ? swiglu::train_on_cuda : swiglu::train_on_cpu;
    const std::string sha256 = train(set, data, [](int epoch, double loss, double accuracy) {
        std::printf("%5d  %8.4f  %6.1f %%\n", epoch, loss, 100 * accuracy);
        std::fflush(stdout);
    });
    std::printf("\nSHA-256 of the trained weights: %s\n", sha256.c_str());
}

}  // namespace

// Exits with 0; 1 where the data or the place cannot be had; 2 where the command line is wrong.
int main(int count, char** arguments) {
    try {
        const swiglu::options o = swiglu::parse(count, arguments);
        if (o.help) {
            std::fputs(swiglu::usage, stdout);
        } else {
            run(o);
        }
        return 0;
    } catch (const digits::usage_error& e) {
        std::fprintf(stderr, "swiglu: %s\n", e.what());
        return 2;
    } catch (const std::exception& e) {
        std::fprintf(stderr, "swiglu: %s\n", e.what());
        return 1;
    }
}
