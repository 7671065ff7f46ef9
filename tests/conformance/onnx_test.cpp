// The conformance data of ONNX for the operators that are activations of the catalogue, through the C interface.
//
// Each case is a model of one node with its input and the output that ONNX expects. Its authors computed the outputs in
// float32 with NumPy, so they are met to about its accuracy and not to ours.
#include "tests/support/plain_call.hpp"

#include <actjet/actjet.h>
#include <gtest/gtest.h>
#include <onnx/onnx_pb.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace {

namespace fs = std::filesystem;

template <class Message>
Message parse(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    Message message;
    EXPECT_TRUE(message.ParseFromIstream(&file)) << path;
    return message;
}

std::vector<float> floats(const onnx::TensorProto& tensor) {
    EXPECT_EQ(tensor.data_type(), onnx::TensorProto::FLOAT);
    std::vector<float> values(tensor.float_data().begin(), tensor.float_data().end());
    if (values.empty()) {
        values.resize(tensor.raw_data().size() / sizeof(float));
        std::memcpy(values.data(), tensor.raw_data().data(), tensor.raw_data().size());
    }
    return values;
}

const onnx::AttributeProto* find_attribute(const onnx::NodeProto& node, const std::string& name) {
    for (const auto& a : node.attribute()) {
        if (a.name() == name) {
            return &a;
        }
    }
    return nullptr;
}

float attribute(const onnx::NodeProto& node, const std::string& name, float standard) {
    const auto* found = find_attribute(node, name);
    return found ? found->f() : standard;
}

struct activation {
    const char* name;
    std::vector<double> parameters;
};

// The activations that compute what a node does. None where the catalogue has no such function: SELU and HardSigmoid
// with other constants than theirs, PRelu with a slope per channel, shrink with a bias that is not lambda or 0.
std::vector<activation> translate(const onnx::NodeProto& node, const std::vector<std::vector<float>>& inputs) {
    static const std::map<std::string, const char*> plain{
        {"Relu", "relu"},           {"Sigmoid", "sigmoid"},   {"Tanh", "tanh"},
        {"Softsign", "softsign"},   {"Softplus", "softplus"}, {"Exp", "exp"},
        {"HardSwish", "hardswish"}, {"Mish", "mish"},         {"Identity", "identity"}};
    static const std::map<std::string, activation> of_alpha{{"LeakyRelu", {"leaky_relu", {0.01f}}},
                                                            {"Elu", {"elu", {1}}},
                                                            {"Celu", {"celu", {1}}},
                                                            {"Swish", {"swish", {1}}}};
    const std::string& op = node.op_type();
    if (const auto found = plain.find(op); found != plain.end()) {
        return {{found->second, {}}};
    }
    if (const auto found = of_alpha.find(op); found != of_alpha.end()) {
        activation same = found->second;
        same.parameters[0] = attribute(node, "alpha", static_cast<float>(same.parameters[0]));
        return op == "Swish" && same.parameters[0] == 1 ? std::vector{same, {"silu", {}}} : std::vector{same};
    }
    if (op == "Gelu") {
        const auto* approximate = find_attribute(node, "approximate");
        return {{approximate && approximate->s() == "tanh" ? "gelu_tanh" : "gelu", {}}};
    }
    if (op == "ThresholdedRelu") {
        return {{"threshold", {attribute(node, "alpha", 1.0f), 0}}};
    }
    if (op == "Selu" && node.attribute().empty()) {
        return {{"selu", {}}};
    }
    if (op == "Shrink") {
        const float lambda = attribute(node, "lambd", 0.5f), bias = attribute(node, "bias", 0.0f);
        if (bias == 0 || bias == lambda) {
            return {{bias == 0 ? "hardshrink" : "softshrink", {lambda}}};
        }
    }
    if (op == "Clip" && inputs.size() == 3 && inputs[1].size() == 1 && inputs[2].size() == 1 &&
        inputs[1][0] <= inputs[2][0]) {
        return {{"hardtanh", {inputs[1][0], inputs[2][0]}}};
    }
    return {};
}

// The version of ONNX's own operators that a model is written for.
int opset(const onnx::ModelProto& model) {
    for (const auto& import : model.opset_import()) {
        if (import.domain().empty()) {
            return static_cast<int>(import.version());
        }
    }
    return 0;
}

struct test_case {
    std::string name;
    activation computed;
    std::vector<float> x, expected;
};

struct test_data {
    int opset = 0;  // the newest of all models, of those that are none of ours too
    std::vector<test_case> cases;
};

test_data read_data() {
    test_data read;
    for (const auto& entry : fs::directory_iterator(fs::path(ACTJET_ONNX_DATA) / "node")) {
        const fs::path data = entry.path() / "test_data_set_0";
        const auto model = parse<onnx::ModelProto>(entry.path() / "model.onnx");
        read.opset = std::max(read.opset, opset(model));
        if (model.graph().node_size() != 1 || !fs::exists(data / "output_0.pb")) {
            continue;
        }
        // An input that is no float32 tensor belongs to an operator that is none of ours.
        std::vector<std::vector<float>> inputs;
        for (int i = 0; fs::exists(data / ("input_" + std::to_string(i) + ".pb")); ++i) {
            onnx::TensorProto tensor;
            std::ifstream file(data / ("input_" + std::to_string(i) + ".pb"), std::ios::binary);
            if (!tensor.ParseFromIstream(&file) || tensor.data_type() != onnx::TensorProto::FLOAT) {
                inputs.clear();
                break;
            }
            inputs.push_back(floats(tensor));
        }
        if (inputs.empty()) {
            continue;
        }
        for (const activation& found : translate(model.graph().node(0), inputs)) {
            read.cases.push_back(
                {entry.path().filename(), found, inputs[0], floats(parse<onnx::TensorProto>(data / "output_0.pb"))});
        }
    }
    return read;
}

TEST(onnx, expects_what_the_library_computes) {
    for (const test_case& t : read_data().cases) {
        SCOPED_TRACE(t.name);
        ASSERT_EQ(t.x.size(), t.expected.size());
        std::vector<float> y(t.x.size());
        const actjet::test::plain_call call{.pass = ACTJET_FORWARD,
                                            .activation = actjet_activation_find(t.computed.name),
                                            .parameters = t.computed.parameters,
                                            .n = y.size(),
                                            .x = t.x.data(),
                                            .y = y.data()};
        ASSERT_EQ(call.run(), ACTJET_OK) << actjet_last_error();
        for (std::size_t i = 0; i < y.size(); ++i) {
            EXPECT_NEAR(y[i], t.expected[i], 1e-6 + 1e-6 * std::fabs(t.expected[i])) << "x = " << t.x[i];
        }
    }
}

// The data are there and the translation finds them: a test of nothing would pass as well.
TEST(onnx, covers_the_operators_that_we_share) {
    const test_data data = read_data();
    std::map<std::string, int> count;
    for (const test_case& t : data.cases) {
        ++count[t.computed.name];
    }
    // The activations, and the opset that brought their operator where the data may be older.
    const std::pair<const char*, int> shared[]{
        {"relu", 0},       {"sigmoid", 0},    {"tanh", 0},       {"softsign", 0}, {"softplus", 0}, {"exp", 0},
        {"hardswish", 0},  {"identity", 0},   {"leaky_relu", 0}, {"elu", 0},      {"celu", 0},     {"threshold", 0},
        {"selu", 0},       {"hardshrink", 0}, {"softshrink", 0}, {"hardtanh", 0}, {"mish", 18},    {"gelu", 20},
        {"gelu_tanh", 20}, {"silu", 24},      {"swish", 24}};
    for (const auto& [name, since] : shared) {
        if (since <= data.opset) {
            EXPECT_GE(count[name], 1) << name;
        }
    }
}

}  // namespace
