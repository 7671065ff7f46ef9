#include "run.hpp"

#include "device_buffer.hpp"
#include "plain_call.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

namespace actjet::test {

actjet_place place() {
    static const actjet_place chosen = [] {
        const char* name = std::getenv("ACTJET_TEST_PLACE");
        return name && std::string(name) == "cuda" ? ACTJET_CUDA : ACTJET_CPU;
    }();
    return chosen;
}

std::size_t sample_size(std::size_t wanted) {
    static const std::size_t divisor = [] {
        const char* text = std::getenv("ACTJET_TEST_DIVISOR");
        return text ? std::strtoul(text, nullptr, 10) : 1;
    }();
    return wanted / divisor;
}

template <class T>
result<T> run(actjet_activation activation, actjet_pass pass, actjet_dtype dtype, const std::vector<T>& x,
              const std::vector<T>& dy, const std::vector<double>& parameters, std::uint32_t flags) {
    const std::size_t n = x.size(), bytes = n * sizeof(T);
    result<T> out{std::vector<T>(n), std::vector<T>(pass == ACTJET_JET ? n : 0)};
    const device_buffer x_buffer(place(), bytes, x.data()), dy_buffer(place(), bytes, dy.empty() ? nullptr : dy.data());
    device_buffer first(place(), bytes, nullptr), second(place(), bytes, nullptr);

    const plain_call call{.pass = pass,
                          .activation = activation,
                          .dtype = dtype,
                          .place = place(),
                          .flags = flags,
                          .parameters = parameters,
                          .n = n,
                          .x = x_buffer.get(),
                          .dy = dy_buffer.get(),
                          .y = first.get(),
                          .dydx = second.get(),
                          .dx = first.get()};
    EXPECT_EQ(call.run(), ACTJET_OK) << actjet_last_error();
    first.read(out.first.data());
    if (pass == ACTJET_JET) {
        second.read(out.second.data());
    }
    return out;
}

template result<float> run(actjet_activation, actjet_pass, actjet_dtype, const std::vector<float>&,
                           const std::vector<float>&, const std::vector<double>&, std::uint32_t);
template result<double> run(actjet_activation, actjet_pass, actjet_dtype, const std::vector<double>&,
                            const std::vector<double>&, const std::vector<double>&, std::uint32_t);
template result<std::uint16_t> run(actjet_activation, actjet_pass, actjet_dtype, const std::vector<std::uint16_t>&,
                                   const std::vector<std::uint16_t>&, const std::vector<double>&, std::uint32_t);

std::vector<entry> catalogue() {
    std::vector<entry> entries;
    for (std::int32_t i = 0; i < actjet_activation_count(); ++i) {
        entries.push_back({actjet_activation_at(i)});
    }
    return entries;
}

}  // namespace actjet::test
