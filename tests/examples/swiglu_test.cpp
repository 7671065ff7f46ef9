// The swiglu program is right: its gradients are those of its loss, in each type as far as the type tells, and its hash
// is SHA-256. That its bits are the same everywhere is tested by swiglu_weights.cmake.
#include "machine_cpu.hpp"
#include "model.hpp"
#include "score.hpp"
#include "sha256.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace swiglu {
namespace {

constexpr std::size_t width = 6, classes = 3, rows = 7;

// A small model of random weights with a pass of random images. Of one seed, so that only roundings tell the types of
// each other.
template <class T>
struct trial {
    digits::machine_cpu machine;
    digits::random_source random{7};
    model<digits::machine_cpu, T> net;
    pass<digits::machine_cpu, T> images;

    trial() : net(machine, {.blocks = 2, .hidden = 8}, width, classes, random), images(net.make_pass(rows)) {
        for (auto* w : net.parameters()) {
            if (w->rows == 1) {  // gains, which start at 1
                for (auto& v : w->master) {
                    v = static_cast<wide<T>>(1 + 0.5 * random.symmetric());
                }
            }
        }
        for (auto& v : images.residual.front()) {
            v = static_cast<wide<T>>(2 * random.symmetric());
        }
        images.labels = {0, 1, 2, 2, 1, 0, 1};
    }

    double loss() {
        net.forward(images);
        return digits::judge(images.logits, images.labels, classes).loss;
    }

    // Of each matrix and each row of gains, and of the images last.
    std::vector<std::vector<double>> gradients() {
        net.forward(images);
        net.backward(images);
        std::vector<std::vector<double>> all;
        for (const auto* w : net.parameters()) {
            all.emplace_back(w->gradient.begin(), w->gradient.end());
        }
        all.emplace_back(images.dresidual.begin(), images.dresidual.end());
        return all;
    }
};

// (loss(v + h) - loss(v - h)) / 2h: off by about h^2, and by the rounding of a loss of about 1, 1e-16 / h.
template <class Loss>
double slope(double& v, Loss loss) {
    constexpr double h = 1e-5;
    const double kept = v;
    v = kept + h;
    const double above = loss();
    v = kept - h;
    const double below = loss();
    v = kept;
    return (above - below) / (2 * h);
}

TEST(swiglu, gradients_are_those_of_the_loss) {
    trial<double> t;
    const auto gradients = t.gradients();
    const auto weights = t.net.parameters();
    const auto off_by = [](const std::vector<double>& gradient, std::vector<double>& v, auto loss) {
        double worst = 0;
        for (std::size_t i = 0; i < v.size(); ++i) {
            worst = std::max(worst, std::abs(gradient[i] - slope(v[i], loss)));
        }
        return worst;
    };
    for (std::size_t k = 0; k < weights.size(); ++k) {
        auto& w = *weights[k];
        EXPECT_LT(off_by(gradients[k], w.master,
                         [&] {
                             if (!w.used.empty()) {
                                 t.net.round(w.master, w.used);
                             }
                             return t.loss();
                         }),
                  1e-8)
            << "parameter " << k;
        if (!w.used.empty()) {
            t.net.round(w.master, w.used);
        }
    }
    EXPECT_LT(off_by(gradients.back(), t.images.residual.front(), [&] { return t.loss(); }), 1e-8) << "the images";
}

double norm(const std::vector<double>& v) {
    double squares = 0;
    for (const double x : v) {
        squares += x * x;
    }
    return std::sqrt(squares);
}

// |a - b| / |b|.
double distance(std::vector<double> a, const std::vector<double>& b) {
    for (std::size_t i = 0; i < a.size(); ++i) {
        a[i] -= b[i];
    }
    return norm(a) / norm(b);
}

// A gradient has gone through two blocks, forward and back. In each, a number is rounded about 10 times to the type of
// activations: weight, norm, gate, gated, and the gradients of all these; about 20 times in all, by 2^-24 of itself in
// float32 and by 2^-9 in bfloat16. Roundings do not all point the same way, nor are all gradients as well conditioned
// as a sum of terms of one sign: the two allowances make up for each other.
constexpr double roundings = 20;

TEST(swiglu, gradients_in_float32_are_off_by_roundings) {
    const auto exact = trial<double>().gradients(), rounded = trial<float>().gradients();
    for (std::size_t k = 0; k < exact.size(); ++k) {
        EXPECT_LT(distance(rounded[k], exact[k]), roundings * 0x1p-24) << k;
    }
}

TEST(swiglu, gradients_in_bfloat16_are_off_by_its_roundings) {
    const auto exact = trial<float>().gradients(), rounded = trial<actjet::bfloat16>().gradients();
    for (std::size_t k = 0; k < exact.size(); ++k) {
        EXPECT_LT(distance(rounded[k], exact[k]), roundings * 0x1p-9) << k;
        EXPECT_GT(distance(rounded[k], exact[k]), 0x1p-12) << k;  // they are rounded
    }
}

std::string sha256_of(std::string_view text) {
    return digits::sha256(std::as_bytes(std::span(text)));
}

// The examples of FIPS 180-2's appendix B.
TEST(sha256, gives_the_digests_of_its_standard) {
    EXPECT_EQ(sha256_of("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(sha256_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    EXPECT_EQ(sha256_of(std::string(1000000, 'a')), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

}  // namespace
}  // namespace swiglu
