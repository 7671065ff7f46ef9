#include "command.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <cmath>

namespace actjet::tool {
namespace {

// Nobody means an empty text: it is what an unset variable of a shell leaves.
CLI::Option* must_say_something(CLI::Option* option) {
    return option->check(CLI::Validator(
        [](const std::string& text) { return text.empty() ? std::string("what is given is empty") : std::string(); },
        ""));
}

}  // namespace

command::command(CLI::App& app, const std::string& name, const std::string& meaning)
    : app_(*app.add_subcommand(name, meaning)) {}

void command::required_argument(const char* name, std::string& value, const char* meaning) {
    app_.add_option(name, value, meaning)->required();
}

void command::required_arguments(const char* name, std::vector<std::string>& values, const char* meaning) {
    app_.add_option(name, values, meaning)->required();
}

void command::arguments(const char* name, std::vector<std::string>& values, const char* meaning) {
    app_.add_option(name, values, meaning);
}

void command::flag(const char* name, bool& value, const char* meaning) {
    app_.add_flag(name, value, meaning);
}

void command::option(const char* name, std::string& value, const char* meaning) {
    CLI::Option* added = must_say_something(app_.add_option(name, value, meaning));
    if (!value.empty()) {
        added->capture_default_str();
    }
}

void command::required_option(const char* name, std::string& value, const char* meaning) {
    must_say_something(app_.add_option(name, value, meaning))->required();
}

void command::option(const char* name, std::optional<double>& value, const char* meaning) {
    app_.add_option(name, value, meaning)->check([](const std::string& given) -> std::string {
        double number = 0;
        return CLI::detail::lexical_cast(given, number) && number >= 0 && std::isfinite(number)
                   ? ""
                   : fmt::format("'{}' is no finite number from 0 on", given);
    });
}

void command::option(const char* name, std::uint64_t& value, std::uint64_t lower, std::uint64_t upper,
                     const char* meaning) {
    CLI::Option* added = app_.add_option(name, value, meaning)->check(CLI::Range(lower, upper));
    if (value != 0) {
        added->capture_default_str();
    }
}

void command::repeatable_option(const char* name, std::vector<std::string>& values, const std::string& meaning) {
    must_say_something(app_.add_option(name, values, meaning))
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

void command::list(const char* name, std::vector<std::string>& values, const char* meaning) {
    must_say_something(app_.add_option(name, values, meaning));
}

void command::required_list(const char* name, std::vector<std::string>& values, const char* meaning) {
    must_say_something(app_.add_option(name, values, meaning))->required();
}

void command::parameter(const std::string& name, std::string& value, const std::string& meaning) {
    must_say_something(app_.add_option(name, value, meaning))->group("Parameters");
}

void command::exclusive(std::initializer_list<const char*> names) {
    for (const char* const* a = names.begin(); a != names.end(); ++a) {
        for (const char* const* b = a + 1; b != names.end(); ++b) {
            app_.get_option(*a)->excludes(app_.get_option(*b));
        }
    }
}

void command::run(std::function<void()> work) {
    app_.callback(std::move(work));
}

}  // namespace actjet::tool
