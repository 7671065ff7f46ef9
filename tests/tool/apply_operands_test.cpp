// actjet apply with operands that may be left out, and with settings: the same bits as the library's own calls.
#include "npy_file.hpp"
#include "process.hpp"

#include <actjet/actjet.hpp>

#include <cmath>

namespace {

using namespace actjet::test;
using actjet::float16;
using actjet::view;

constexpr std::size_t rows = 37, columns = 6;

// Numbers in (-4, 4), of which no two arrays have the same.
template <class Element>
std::vector<Element> numbers(std::size_t n, unsigned seed) {
    std::vector<Element> result;
    for (std::size_t i = 0; i < n; ++i) {
        seed = seed * 1664525u + 1013904223u;
        result.push_back(Element(static_cast<float>(static_cast<int>(seed >> 8) - (1 << 23)) * 0x1p-21f));
    }
    return result;
}

class operands : public testing::Test {
  protected:
    operands() {
        write("gate", "<f4", "(37, 6)", gate);
        write("x", "<f2", "(37, 6)", x);
        write("dy", "<f4", "(37, 6)", dy);
        write("column", "<f4", "(6,)", column);
        write("row", "<f4", "(37, 1)", row);
        write("one", "<f4", "(1,)", one);
    }

    std::string path(const std::string& name) const { return here_.path(name + ".npy"); }
    std::string given(const std::string& operand, const std::string& file) const { return operand + "=" + path(file); }

    template <class Element>
    void write(const std::string& name, const char* descr, const char* shape,
               const std::vector<Element>& elements) const {
        write_file(path(name), npy(dictionary(descr, shape), bytes_of(elements)));
    }
    template <class Element>
    void expect(const std::string& name, const char* descr, const char* shape,
                const std::vector<Element>& elements) const {
        EXPECT_TRUE(read_file(path(name)) == npy(dictionary(descr, shape), bytes_of(elements))) << name;
    }

    // The files of a pass, and what else is given.
    void run(std::vector<std::string> arguments, const std::vector<std::string>& more) const {
        arguments.insert(arguments.begin(), "apply");
        arguments.insert(arguments.end(), more.begin(), more.end());
        output_of(arguments);
    }
    void gated_forward(const std::vector<std::string>& more) const {
        run({"silu", "--pass", "gated_forward", "--in", path("gate"), path("x"), "--out", path("y")}, more);
    }
    void gated_backward(const std::vector<std::string>& more) const {
        run({"silu", "--pass", "gated_backward", "--in", path("gate"), path("x"), path("dy"), "--out", path("dgate"),
             path("dx")},
            more);
    }
    void backward(const std::vector<std::string>& more) const {
        run({"gelu", "--in", path("gate"), "--dy", path("dy"), "--dx", path("dx")}, more);
    }

    template <class Element>
    static view<Element> all(std::vector<Element>& elements) {
        return {elements.data(), rows, columns};
    }

    std::vector<float> gate = numbers<float>(rows * columns, 1), dy = numbers<float>(rows * columns, 3);
    std::vector<float16> x = numbers<float16>(rows * columns, 2);
    std::vector<float> column = numbers<float>(columns, 4), row = numbers<float>(rows, 5), one{0.75f};
    folder here_;
};

TEST_F(operands, repeat_as_their_shapes_say) {
    gated_forward({"--operand", given("gate_bias", "column"), "--operand", given("x_bias", "one"), "--operand",
                   given("scale", "row")});
    std::vector<float> y(gate.size());
    actjet::gated_forward(
        actjet::silu{}, actjet::cpu, all(gate), all(x), all(y),
        {.gate_bias = actjet::per_column(column), .x_bias = actjet::one(one.data()), .scale = actjet::per_row(row)});
    expect("y", "<f4", "(37, 6)", y);
}

TEST_F(operands, of_the_shape_of_x_are_taken_element_by_element) {
    gated_forward({"--operand", given("gate_bias", "dy")});
    std::vector<float> y(gate.size());
    actjet::gated_forward(actjet::silu{}, actjet::cpu, gate, x, y, {.gate_bias = dy});
    expect("y", "<f4", "(37, 6)", y);
}

// A sum is as what it is the gradient of, and more rows than 32 are more than one leaf of its tree.
TEST_F(operands, sums_are_of_the_shapes_of_their_origins) {
    write("half", "<f2", "(1, 6)", numbers<float16>(columns, 6));
    gated_backward({"--operand", given("gate_bias", "half"), "--operand", given("x_bias", "column"), "--operand",
                    given("dgate_bias", "a"), "--operand", given("dx_bias", "b"), "--operand", given("y", "y")});
    std::vector<float> dgate(gate.size()), y(gate.size()), b(columns);
    std::vector<float16> half = numbers<float16>(columns, 6), dx(x.size()), a(columns);
    std::vector<std::byte> workspace(4096);
    actjet::gated_backward(actjet::silu{}, actjet::cpu, all(gate), all(x), all(dy), all(dgate), all(dx),
                           {.gate_bias = actjet::per_column(half),
                            .x_bias = actjet::per_column(column),
                            .y = all(y),
                            .dgate_bias = actjet::per_column(a),
                            .dx_bias = actjet::per_column(b),
                            .settings = {.workspace = workspace}});
    expect("dgate", "<f4", "(37, 6)", dgate);
    expect("dx", "<f2", "(37, 6)", dx);
    expect("y", "<f4", "(37, 6)", y);
    expect("a", "<f2", "(1, 6)", a);
    expect("b", "<f4", "(6,)", b);
}

TEST_F(operands, a_sum_for_each_row_is_that_of_a_column) {
    gated_backward({"--operand", given("scale", "row"), "--operand", given("dscale", "dscale")});
    std::vector<float> dgate(gate.size()), dscale(rows);
    std::vector<float16> dx(x.size());
    std::vector<std::byte> workspace(4096);
    actjet::gated_backward(
        actjet::silu{}, actjet::cpu, all(gate), all(x), all(dy), all(dgate), all(dx),
        {.scale = actjet::per_row(row), .dscale = actjet::per_row(dscale), .settings = {.workspace = workspace}});
    expect("dx", "<f2", "(37, 6)", dx);
    expect("dscale", "<f4", "(37, 1)", dscale);
}

TEST_F(operands, a_sum_without_its_origin_has_the_shape_that_is_stated) {
    backward({"--operand", given("dbias", "dbias"), "--shape", "dbias=1,6", "--dtype", "dbias=float16"});
    std::vector<float> dx(gate.size());
    std::vector<float16> dbias(columns);
    std::vector<std::byte> workspace(4096);
    actjet::backward(actjet::gelu{}, actjet::cpu, all(gate), all(dy), all(dx),
                     {.dbias = actjet::per_column(dbias), .settings = {.workspace = workspace}});
    expect("dx", "<f4", "(37, 6)", dx);
    expect("dbias", "<f2", "(1, 6)", dbias);
}

// As the channels of pictures: [n, c, h, w] and [c, 1, 1], whose sums go over n, h and w.
TEST_F(operands, channels_repeat_along_pictures) {
    write("pictures", "<f4", "(2, 3, 2, 18)", gate);
    write("slopes", "<f4", "(3, 1, 1)", numbers<float>(3, 7));
    write("dpictures", "<f4", "(2, 3, 2, 18)", std::vector<float>(216, 1));
    gate.resize(216);
    write("pictures", "<f4", "(2, 3, 2, 18)", gate);
    run({"prelu", "--in", path("pictures"), "--out", path("y"), "--dy", path("dpictures"), "--dx", path("dx")},
        {"--operand", given("parameter", "slopes"), "--operand", given("dparameter", "dslopes")});
    std::vector<float> slopes = numbers<float>(3, 7), y(216), dx(216), dslopes(3), ones(216, 1);
    std::vector<std::byte> workspace(4096);
    const auto pictures = [](auto& a) { return view<float>{a.data(), 6, 36}; };
    actjet::forward(actjet::prelu{}, actjet::cpu, pictures(gate), pictures(y), {.parameter = actjet::per_row(slopes)});
    actjet::backward(actjet::prelu{}, actjet::cpu, pictures(gate), pictures(ones), pictures(dx),
                     {.parameter = actjet::per_row(slopes),
                      .dparameter = actjet::per_row(dslopes),
                      .settings = {.workspace = workspace}});
    expect("y", "<f4", "(2, 3, 2, 18)", y);
    expect("dx", "<f4", "(2, 3, 2, 18)", dx);
    expect("dslopes", "<f4", "(3, 1, 1)", dslopes);
}

TEST_F(operands, go_to_every_pass_that_has_them) {
    run({"gelu", "--in", path("gate"), "--out", path("y"), "--jet", path("d"), "--dy", path("dy"), "--dx", path("dx")},
        {"--operand", given("bias", "column")});
    std::vector<float> y(gate.size()), d(gate.size()), dx(gate.size());
    actjet::jet(actjet::gelu{}, actjet::cpu, all(gate), all(y), all(d), {.bias = actjet::per_column(column)});
    actjet::backward(actjet::gelu{}, actjet::cpu, all(gate), all(dy), all(dx), {.bias = actjet::per_column(column)});
    expect("y", "<f4", "(37, 6)", y);
    expect("d", "<f4", "(37, 6)", d);
    expect("dx", "<f4", "(37, 6)", dx);
}

TEST_F(operands, an_output_is_of_the_dtype_that_is_stated) {
    run({"gelu", "--in", path("x"), "--out", path("y"), "--jet", path("d")},
        {"--dtype", "y=float32", "--dtype", "dydx=bfloat16"});
    std::vector<float> y(x.size());
    std::vector<actjet::bfloat16> d(x.size());
    actjet::jet(actjet::gelu{}, actjet::cpu, x, y, d);
    expect("y", "<f4", "(37, 6)", y);
    expect("d", "<u2", "(37, 6)", d);
}

// A bias that repeats nowhere has dx itself for its gradient.
TEST_F(operands, a_sum_over_nothing_is_its_terms) {
    backward({"--operand", given("bias", "x"), "--operand", given("dbias", "dbias"), "--dtype", "dbias=float32"});
    std::vector<float> dx(gate.size());
    actjet::backward(actjet::gelu{}, actjet::cpu, gate, dy, dx, {.bias = x});
    expect("dx", "<f4", "(37, 6)", dx);
    expect("dbias", "<f4", "(37, 6)", dx);
}

TEST_F(operands, no_elements_leave_sums_of_zero) {
    write("gate", "<f4", "(0, 6)", std::vector<float>());
    write("dy", "<f4", "(0, 6)", std::vector<float>());
    backward({"--operand", given("dbias", "dbias"), "--shape", "dbias=6"});
    expect("dbias", "<f4", "(6,)", std::vector<float>(6, 0));
}

using settings_of_apply = operands;

TEST_F(settings_of_apply, are_those_of_the_call) {
    gated_backward({"--gradient-scale", "-0.5", "--gate-limit", "1.5", "--x-limit", "2", "--value-limit", "0.75",
                    "--x-soft-cap", "1.75", "--x-offset", "-1.25"});
    std::vector<float> dgate(gate.size());
    std::vector<float16> dx(x.size());
    actjet::gated_backward(actjet::silu{}, actjet::cpu, gate, x, dy, dgate, dx,
                           {.settings = {.gradient_scale = -0.5,
                                         .gate_limit = 1.5,
                                         .x_limit = 2,
                                         .value_limit = 0.75,
                                         .x_soft_cap = 1.75,
                                         .x_offset = -1.25}});
    expect("dgate", "<f4", "(37, 6)", dgate);
    expect("dx", "<f2", "(37, 6)", dx);
}

TEST_F(settings_of_apply, each_step_is_rounded_on_request) {
    run({"silu", "--pass", "gated_forward", "--in", path("x"), path("gate"), "--out", path("y")},
        {"--round-each-step"});
    std::vector<float16> y(x.size());
    actjet::gated_forward(actjet::silu{}, actjet::cpu, x, gate, y, {.settings = {.round_each_step = true}});
    expect("y", "<f2", "(37, 6)", y);
}

TEST_F(settings_of_apply, random_numbers_are_those_of_seed_and_offset) {
    gated_forward({"--dropout", "0.5", "--seed", "42", "--offset", "7"});
    std::vector<float> y(gate.size());
    actjet::gated_forward(actjet::silu{}, actjet::cpu, gate, x, y,
                          {.settings = {.dropout = 0.5, .seed = 42, .offset = 7}});
    expect("y", "<f4", "(37, 6)", y);

    run({"rrelu", "--in", path("gate"), "--out", path("y")}, {"--random-parameter", "--seed", "9"});
    actjet::forward(actjet::rrelu{}, actjet::cpu, gate, y, {.settings = {.random_parameter = true, .seed = 9}});
    expect("y", "<f4", "(37, 6)", y);
}

// Longer than what is held in memory at a time where nothing asks for all at once: numbers of elements go on.
TEST_F(settings_of_apply, random_numbers_do_not_begin_anew) {
    std::vector<float> x_(4194321, 1), y(x_.size());
    write("long", "<f4", "(4194321,)", x_);
    run({"relu", "--in", path("long"), "--out", path("y")}, {"--dropout", "0.25"});
    actjet::forward(actjet::relu{}, actjet::cpu, x_, y, {.settings = {.dropout = 0.25}});
    expect("y", "<f4", "(4194321,)", y);
}

class operand_refusals : public operands {
  protected:
    operand_refusals() { before_ = here_.names(); }
    void expect_refused(std::vector<std::string> arguments, const std::string& words) const {
        arguments.insert(arguments.begin(), "apply");
        expect_refusal(run_tool(arguments), words);
        EXPECT_EQ(here_.names(), before_);
    }
    void forward(std::vector<std::string> more, const std::string& words) const {
        more.insert(more.begin(), {"gelu", "--in", path("gate"), "--out", path("y")});
        expect_refused(more, words);
    }
    void backward(std::vector<std::string> more, const std::string& words) const {
        more.insert(more.begin(), {"gelu", "--in", path("gate"), "--dy", path("dy"), "--dx", path("dx")});
        expect_refused(more, words);
    }

    std::vector<std::string> before_;
};

TEST_F(operand_refusals, names) {
    forward({"--operand", given("biass", "column")}, "forward has no operand named 'biass'; the nearest name is bias");
    forward({"--operand", given("dbias", "d")}, "forward has no operand named 'dbias'");
    forward({"--operand", path("column")}, "--operand takes the name of an operand");
    forward({"--operand", "bias="}, "'bias='");
    forward({"--operand", given("x", "column")}, "x is given two files");
    forward({"--operand", given("bias", "column"), "--operand", given("bias", "one")}, "bias is given two files");
    forward({"--operand", given("bias", "none")}, "No such file");
    forward({"--dtype", "bias=float32"}, "--dtype is for bias, which has no file: x, y have");
    forward({"--dtype", "y=float31"}, "float31");
}

TEST_F(operand_refusals, shapes) {
    write_file(path("five"), npy(dictionary("<f4", "(5,)"), std::string(20, '\0')));
    write_file(path("rows"), npy(dictionary("<f4", "(37,)"), std::string(148, '\0')));
    write_file(path("deep"), npy(dictionary("<f4", "(2, 37, 6)"), std::string(1776, '\0')));
    before_ = here_.names();
    for (const char* file : {"five", "rows", "deep"}) {
        forward({"--operand", given("bias", file)}, "bias (" + path(file) + ") is of shape (");
    }
    backward({"--operand", given("dbias", "d")}, "give --shape dbias=COLUMNS");
    backward({"--operand", given("dbias", "d"), "--shape", "dbias=5"}, "of shape (5)");
    backward({"--operand", given("dbias", "d"), "--shape", "dbias=six"}, "six");
    backward({"--operand", given("bias", "column"), "--shape", "bias=6"}, "--shape is for sums, and bias is none");
    backward({"--shape", "dbias=6"}, "dbias, which has no file");
    expect_refused({"silu", "--pass", "gated_backward", "--in", path("gate"), path("x"), path("dy"), "--out",
                    path("dgate"), path("dx"), "--operand", given("dx_bias", "a"), "--shape", "dx_bias=6", "--operand",
                    given("dscale", "b"), "--shape", "dscale=37,1"},
                   "different directions");
}

TEST_F(operand_refusals, settings) {
    forward({"--gate-limit", "7"}, "--gate-limit belongs to the gated passes");
    forward({"--round-each-step"}, "--round-each-step belongs to the gated passes");
    forward({"--gradient-scale", "2"}, "--gradient-scale belongs to passes that give gradients");
    forward({"--dropout", "two"}, "--dropout is not a number: 'two'");
    forward({"--dropout", "2"}, "dropout = 2 is not in [0, 1]");
    forward({"--jet", path("d"), "--dropout", "0.5"}, "--dropout belongs to passes over elements but jet");
    forward({"--logit-scale", "0.5"}, "--logit-scale belongs to passes over rows");
    forward({"--soft-cap", "30"}, "--soft-cap belongs to passes over rows");
    forward({"--causal-rows", "4"}, "--causal-rows belongs to softmax and log_softmax");
    forward({"--safe-rows"}, "--safe-rows belongs to softmax and log_softmax");
    forward({"--seed", "3"}, "--seed and --offset belong to");
    forward({"--random-parameter"}, "ACTJET_RANDOM_PARAMETER is not offered for forward of gelu");
    expect_refused(
        {"silu", "--pass", "gated_forward", "--in", path("gate"), path("x"), "--out", path("y"), "--x-limit", "-1"},
        "x_limit = -1 is not in [0, inf]");
    expect_refused({"gelu", "--pass", "softmax", "--in", path("x"), "--out", path("y")},
                   "softmax is not offered for gelu, but for identity");
}

}  // namespace
