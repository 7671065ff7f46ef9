#include "options.hpp"

#include "command_line.hpp"

#include <string_view>

namespace swiglu {

const char* const usage =
    R"(swiglu: trains a stack of SwiGLU blocks on handwritten digits, and prints one hash of the trained weights, which is
the same on every machine and place.

  --place PLACE            cpu or cuda (cpu)
  --dtype TYPE             float32 or bfloat16 (float32): of activations, and of weights in products
  --blocks N               1 to 100 (2)
  --hidden N               gated units of a block, 1 to 4096 (96)
  --epochs N               passes over the training images, 1 to 100000 (5)
  --batch N                images to a step, 1 to 1000 (32)
  --images N               train, and test, on the first N alone, 1 to 1000000 (all)
  --learning-rate X        above 0 (0.02)
  --momentum X             0 to 1 (0.9)
  --seed N                 0 to 4294967295 (1)
  --data FILE              the images (those of the source tree)
  --help                   print this
)";

namespace {

using digits::count;
using digits::number;
using digits::usage_error;

precision dtype_named(const std::string& text) {
    if (text != "float32" && text != "bfloat16") {
        throw usage_error("--dtype takes float32 or bfloat16, not '" + text + "'");
    }
    return text == "float32" ? precision::float32 : precision::bfloat16;
}

void set_option(options& o, std::string_view name, const std::string& text) {
    settings& run = o.run;
    if (name == "--place") {
        o.place = digits::place_named(text);
    } else if (name == "--dtype") {
        run.dtype = dtype_named(text);
    } else if (name == "--blocks") {
        run.blocks = count(name, text, 1, 100);
    } else if (name == "--hidden") {
        run.hidden = count(name, text, 1, 4096);
    } else if (name == "--epochs") {
        run.epochs = count(name, text, 1, 100000);
    } else if (name == "--batch") {
        run.batch = count(name, text, 1, 1000);
    } else if (name == "--images") {
        o.images = count(name, text, 1, 1000000);
    } else if (name == "--learning-rate") {
        run.learning_rate = number(name, text, 1e-300, 1e300, false);
    } else if (name == "--momentum") {
        run.momentum = number(name, text, 0, 1, false);
    } else if (name == "--seed") {
        run.seed = static_cast<std::uint32_t>(number(name, text, 0, 4294967295.0, true));
    } else if (name == "--data") {
        o.data = text;
    } else {
        throw usage_error("there is no option " + std::string(name) + " (see --help)");
    }
}

}  // namespace

options parse(int count, const char* const* arguments) {
    options o;
    for (int i = 1; i < count; ++i) {
        const std::string name = arguments[i];
        if (name == "--help") {
            o.help = true;
        } else if (i + 1 == count) {
            throw usage_error("'" + name + "' is no option, or lacks its value (see --help)");
        } else {
            set_option(o, name, arguments[++i]);
        }
    }
    return o;
}

}  // namespace swiglu
