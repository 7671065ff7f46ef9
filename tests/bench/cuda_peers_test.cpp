// The peers that need no library of others compute what they are compared in.
#include <bench/peers/peers.hpp>

#include <tests/places/cuda/device.hpp>

#include <stdexcept>

namespace actjet::test {
namespace {

using namespace bench;

class cuda_peers_test : public device_test {
  protected:
    void expect_the_same_function(peer other, std::initializer_list<const char*> activations) {
        const auto cuda = make_cuda();
        for (const char* activation : activations) {
            for (const actjet_pass id : {ACTJET_FORWARD, ACTJET_BACKWARD}) {
                EXPECT_LT(distance_from_library(*cuda, activation, {id, ACTJET_FLOAT32, 1024}, other), 1e-5)
                    << activation << ' ' << id;
                EXPECT_LT(distance_from_library(*cuda, activation, {id, ACTJET_BFLOAT16, 1024}, other), 0.005)
                    << activation << ' ' << id;
            }
        }
    }
};

TEST_F(cuda_peers_test, textbook_kernels) {
    expect_the_same_function(textbook_call, {"relu", "elu", "softplus", "tanh", "silu", "gelu", "gelu_tanh", "mish"});
}

TEST_F(cuda_peers_test, cub) {
    expect_the_same_function(cub_call, {"gelu"});
}

TEST_F(cuda_peers_test, thrust) {
    expect_the_same_function(thrust_call, {"gelu"});
}

TEST_F(cuda_peers_test, what_a_peer_has_not_is_said) {
    const auto cuda = make_cuda();
    for (const peer other : {textbook_call, cub_call, thrust_call}) {
        EXPECT_THROW(other("logsigmoid", {ACTJET_FORWARD, ACTJET_FLOAT32, 1024}, nullptr), std::runtime_error);
        EXPECT_THROW(other("gelu", {ACTJET_JET, ACTJET_FLOAT32, 1024}, nullptr), std::runtime_error);
        EXPECT_THROW(other("gelu", {ACTJET_FORWARD, ACTJET_FLOAT64, 1024}, nullptr), std::runtime_error);
    }
}

}  // namespace

// cuDNN may be there or not; where it is not, a case has a reason and no figure.
TEST(cudnn, is_not_needed) {
    const bench::pass p{ACTJET_FORWARD, ACTJET_FLOAT32, 1024};
    EXPECT_THROW(bench::cudnn_call("mish", p, nullptr), std::runtime_error);
    setenv("ACTJET_CUDNN", "/nonexistent/libcudnn.so.9", 1);
    try {
        bench::cudnn_call("gelu", p, nullptr);
        FAIL() << "it was found";
    } catch (const std::runtime_error& e) {
        EXPECT_NE(std::string(e.what()).find("/nonexistent/libcudnn.so.9"), std::string::npos) << e.what();
    }
}

}  // namespace actjet::test
