#include "options.hpp"

#include <cmath>
#include <string_view>
#include <utility>
#include <vector>

namespace digits {

const char* const usage =
    R"(digits: trains multilayer perceptrons on handwritten digits and measures what their activations do.

Without --activation it prints a table over many activations and settings.

  --activation NAME        train one network with this activation (see --list)
  --parameter NAME=VALUE   set a parameter of the activation; may be repeated
  --init WEIGHTS           auto, classic, lecun, xavier or he
  --depth N                hidden layers, 1 to 1000 (5)
  --width N                units of a hidden layer, 1 to 4096 (64)
  --epochs N               passes over the training images, 0 to 100000 (20)
  --batch N                images to a step, 1 to 1000 (32)
  --learning-rate X        above 0 (0.01)
  --momentum X             0 to 1 (0.9)
  --seed N                 0 to 4294967295 (1); the same seed gives the same numbers
  --place PLACE            cpu or cuda (cpu)
  --data FILE              the images (those of the source tree)
  --markdown               print the table as Markdown
  --list                   print the activations and their parameters
  --help                   print this
)";

namespace {

init weights_named(const std::string& text) {
    const std::pair<const char*, init> names[] = {{"auto", init::automatic},
                                                  {"classic", init::classic},
                                                  {"lecun", init::lecun},
                                                  {"xavier", init::xavier},
                                                  {"he", init::he}};
    for (const auto& [name, value] : names) {
        if (text == name) {
            return value;
        }
    }
    throw usage_error("--init takes auto, classic, lecun, xavier or he, not '" + text + "'");
}

// The catalogue's intervals decide: actjet refuses what lies outside, with a message that names them.
void set_parameter(actjet::any_activation& activation, const std::string& text) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos) {
        throw usage_error("--parameter takes NAME=VALUE, not '" + text + "'");
    }
    activation.set(text.substr(0, equals), number("--parameter", text.substr(equals + 1), -HUGE_VAL, HUGE_VAL, false));
    actjet::forward(activation, actjet::cpu, std::vector<float>{}, std::vector<float>{});
}

void set_option(options& o, std::string_view name, const std::string& text) {
    settings& run = o.run;
    if (name == "--init") {
        run.weights = weights_named(text);
    } else if (name == "--depth") {
        run.depth = count(name, text, 1, 1000);
    } else if (name == "--width") {
        run.width = count(name, text, 1, 4096);
    } else if (name == "--epochs") {
        run.epochs = count(name, text, 0, 100000);
    } else if (name == "--batch") {
        run.batch = count(name, text, 1, 1000);
    } else if (name == "--learning-rate") {
        run.learning_rate = number(name, text, 1e-300, 1e300, false);
    } else if (name == "--momentum") {
        run.momentum = number(name, text, 0, 1, false);
    } else if (name == "--seed") {
        run.seed = static_cast<std::uint32_t>(number(name, text, 0, 4294967295.0, true));
    } else if (name == "--place") {
        o.place = place_named(text);
    } else if (name == "--data") {
        o.data = text;
    } else {
        throw usage_error("there is no option " + std::string(name) + " (see --help)");
    }
}

bool set_switch(options& o, std::string_view name) {
    for (const auto& [text, flag] :
         {std::pair<const char*, bool*>{"--markdown", &o.markdown}, {"--list", &o.list}, {"--help", &o.help}}) {
        if (name == text) {
            return *flag = true;
        }
    }
    return false;
}

options read(int count, const char* const* arguments) {
    options o;
    std::vector<std::string> parameters;
    std::string needs_activation;
    for (int i = 1; i < count; ++i) {
        const std::string name = arguments[i];
        if (set_switch(o, name)) {
            continue;
        }
        if (i + 1 == count) {
            throw usage_error(name.starts_with("--") ? name + " is no option, or lacks its value (see --help)"
                                                     : "'" + name + "' is no option (see --help)");
        }
        const std::string text = arguments[++i];
        if (name == "--activation") {
            o.run.activation = actjet::named(text);
            o.whole_table = false;
        } else if (name == "--parameter") {
            parameters.push_back(text);
        } else {
            set_option(o, name, text);
        }
        if (name != "--activation" && name != "--seed" && name != "--place" && name != "--data") {
            needs_activation = name;
        }
    }
    if (o.whole_table && !needs_activation.empty()) {
        throw usage_error(needs_activation + " needs --activation");
    }
    for (const std::string& text : parameters) {
        set_parameter(o.run.activation, text);
    }
    return o;
}

}  // namespace

options parse(int count, const char* const* arguments) {
    try {
        return read(count, arguments);
    } catch (const actjet::error& e) {
        throw usage_error(e.what());
    }
}

}  // namespace digits
