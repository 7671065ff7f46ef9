// actjet eval: value and derivative at a few points.
#include "../text/json.hpp"
#include "../text/names.hpp"
#include "../text/numbers.hpp"
#include "../text/table.hpp"
#include "command.hpp"
#include "commands.hpp"
#include "parameters.hpp"

#include <host/validation/evaluator.hpp>
#include <host/validation/formats.hpp>

#include <fmt/format.h>

#include <array>
#include <memory>

namespace actjet::tool {

using namespace validation;

namespace {

struct eval_options {
    std::string name, dtype = "float32", place = "cpu";
    std::vector<std::string> numbers;
    parameter_options parameters;
    bool hex = false, json = false;
};

using point = std::array<std::uint64_t, 3>;  // bits of x, value, derivative

std::vector<point> evaluate(const eval_options& chosen, const any_activation& activation, actjet_dtype dtype) {
    evaluator place(activation, dtype, place_named(chosen.place));
    return visit_format(dtype, [&]<class Format>(Format) {
        using bits = typename Format::bits;
        const std::size_t n = chosen.numbers.size();
        std::vector<bits> x(n), y(n), dydx(n);
        for (std::size_t i = 0; i < n; ++i) {
            x[i] = static_cast<bits>(parse_element(chosen.numbers[i], dtype));
        }
        place.run(ACTJET_JET, n, {x.data()}, {y.data(), dydx.data()});
        std::vector<point> rows;
        for (std::size_t i = 0; i < n; ++i) {
            rows.push_back({x[i], y[i], dydx[i]});
        }
        return rows;
    });
}

void print_json(const std::vector<point>& rows, const any_activation& activation, actjet_dtype dtype) {
    const auto number = [&](std::uint64_t bits) -> ordered_json {
        const double value = visit_format(dtype, [&]<class Format>(Format) {
            return static_cast<double>(reference::decode<Format>(static_cast<typename Format::bits>(bits)));
        });
        return {{"number", json_number(value)}, {"hex", hex_float(bits, dtype)}, {"bits", bit_pattern(bits, dtype)}};
    };
    ordered_json points = ordered_json::array();
    for (const point& r : rows) {
        points.push_back({{"x", number(r[0])}, {"value", number(r[1])}, {"derivative", number(r[2])}});
    }
    const ordered_json object{{"name", activation.info().name}, {"dtype", name_of(dtype)}, {"points", points}};
    print(object);
}

void print_points(const eval_options& chosen) {
    const actjet_dtype dtype = dtype_named(chosen.dtype);
    std::vector<any_activation> activation{activation_named(chosen.name)};
    chosen.parameters.set(activation);
    const std::vector<point> rows = evaluate(chosen, activation.front(), dtype);
    if (chosen.json) {
        print_json(rows, activation.front(), dtype);
        return;
    }
    table t({">x", ">value", ">derivative"});
    for (const point& r : rows) {
        std::vector<std::string> cells;
        for (const std::uint64_t bits : r) {
            cells.push_back(chosen.hex ? hex_float(bits, dtype) + " " + bit_pattern(bits, dtype)
                                       : shortest(bits, dtype));
        }
        t.add(std::move(cells));
    }
    t.print();
}

}  // namespace

void add_eval(CLI::App& app) {
    const auto chosen = std::make_shared<eval_options>();
    command eval(app, "eval", "Value and derivative at given points: actjet eval gelu -1 0 1");
    eval.required_argument("name", chosen->name, "The activation");
    eval.required_arguments(
        "numbers", chosen->numbers,
        "Decimal numbers, hex floats (0x1p3), bit patterns with all their digits (0x3f800000), inf, nan");
    eval.option("--dtype", chosen->dtype, "float32, float64, float16 or bfloat16");
    eval.option("--place", chosen->place, "cpu or cuda");
    eval.flag("--hex", chosen->hex, "Hex floats and bit patterns");
    eval.flag("--json", chosen->json, "An object with numbers, hex floats and bit patterns");
    chosen->parameters.add_to(eval);
    eval.run([chosen] { print_points(*chosen); });
}

}  // namespace actjet::tool
