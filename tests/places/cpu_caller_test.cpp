// What a call leaves as it found it, on any thread: floating-point environment, locale, signal mask; and what the
// caller has set of them changes no result. FAULTS F11, F36.
#include "tests/support/inputs.hpp"
#include "tests/support/plain_call.hpp"

#include <actjet/actjet.h>
#include <gtest/gtest.h>

#include <bit>
#include <cfenv>
#include <clocale>
#include <csignal>
#include <cstring>
#include <thread>
#include <vector>

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

namespace {

using actjet::test::plain_call;

const std::vector<float>& inputs() {
    static const std::vector<float> x = actjet::test::stratified_floats(200000);
    return x;
}

// Both outputs of a call that is large enough for all threads, as bits.
std::vector<std::uint32_t> run(actjet_activation activation = ACTJET_SIGMOID) {
    const auto& x = inputs();
    std::vector<std::uint32_t> out(2 * x.size());
    const plain_call call{.pass = ACTJET_JET,
                          .activation = activation,
                          .n = x.size(),
                          .x = x.data(),
                          .y = out.data(),
                          .dydx = out.data() + x.size()};
    EXPECT_EQ(call.run(), ACTJET_OK) << actjet_last_error();
    return out;
}

template <class F>
void here_and_on_a_thread(F body) {
    body();
    std::thread(body).join();
}

#if defined(__x86_64__)
constexpr unsigned standard = 0x1f80, flush_to_zero = 0x8000, denormals_are_zero = 0x40, upward = 0x4000,
                   overflow_traps = 0x1b80, invalid_happened = 0x1;

TEST(caller, keeps_its_mxcsr_and_gets_the_same_bits_whatever_it_is) {
    const auto wanted = run(), wanted_exp = run(ACTJET_EXP);
    here_and_on_a_thread([&] {
        for (const unsigned mine :
             {standard, standard | flush_to_zero, standard | denormals_are_zero, standard | upward, overflow_traps,
              standard | invalid_happened, standard | flush_to_zero | denormals_are_zero | upward}) {
            _mm_setcsr(mine);
            const auto got = run();
            const unsigned after = _mm_getcsr();
            const auto got_exp = run(ACTJET_EXP);
            _mm_setcsr(standard);
            EXPECT_EQ(after, mine);
            EXPECT_EQ(got, wanted) << std::hex << mine;
            EXPECT_EQ(got_exp, wanted_exp) << std::hex << mine;
        }
    });
}

// The library's threads start with an environment of their own, not with that of the caller that happened to be first.
TEST(caller, that_starts_the_threads_does_not_set_their_environment) {
    testing::FLAGS_gtest_death_test_style = "threadsafe";
    EXPECT_EXIT(
        {
            setenv("ACTJET_NUM_THREADS", "3", 1);
            _mm_setcsr(standard | flush_to_zero | denormals_are_zero | upward);
            const auto first = run(ACTJET_EXP);
            _mm_setcsr(standard);
            std::exit(run(ACTJET_EXP) != first);
        },
        testing::ExitedWithCode(0), "");
}
#endif

TEST(caller, keeps_its_rounding_mode_and_gets_the_same_bits_whatever_it_is) {
    const auto wanted = run();
    here_and_on_a_thread([&] {
        for (const int mode : {FE_TONEAREST, FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO}) {
            std::fesetround(mode);
            const auto got = run();
            const int after = std::fegetround();
            std::fesetround(FE_TONEAREST);
            EXPECT_EQ(after, mode);
            EXPECT_EQ(got, wanted) << mode;
        }
    });
}

TEST(caller, keeps_its_floating_point_flags) {
    inputs();  // making them raises flags
    std::feclearexcept(FE_ALL_EXCEPT);
    run(ACTJET_EXP);
    EXPECT_EQ(std::fetestexcept(FE_ALL_EXCEPT), 0);
    std::feraiseexcept(FE_INEXACT);
    run(ACTJET_EXP);
    EXPECT_EQ(std::fetestexcept(FE_ALL_EXCEPT), FE_INEXACT);
    std::feclearexcept(FE_ALL_EXCEPT);
}

TEST(caller, keeps_its_locale_and_gets_errors_in_the_c_locale) {
    const char* set = nullptr;
    for (const char* name : {"de_DE.UTF-8", "fr_FR.UTF-8", "C.UTF-8"}) {
        if (!set) {
            set = std::setlocale(LC_ALL, name);
        }
    }
    ASSERT_NE(set, nullptr);
    const std::string before = std::setlocale(LC_ALL, nullptr);
    run();
    const double beta[] = {-0.1};
    const plain_call call{.pass = ACTJET_FORWARD, .activation = ACTJET_SOFTPLUS, .parameters = beta};
    EXPECT_EQ(call.run(), ACTJET_INVALID_ARGUMENT);
    EXPECT_NE(std::strstr(actjet_last_error(), "beta = -0.1 is not"), nullptr) << actjet_last_error();
    EXPECT_EQ(std::setlocale(LC_ALL, nullptr), before);
    std::setlocale(LC_ALL, "C");
}

TEST(caller, keeps_its_signal_mask) {
    sigset_t mine, after;
    sigemptyset(&mine);
    sigaddset(&mine, SIGUSR2);
    ASSERT_EQ(pthread_sigmask(SIG_SETMASK, &mine, nullptr), 0);
    run();
    ASSERT_EQ(pthread_sigmask(SIG_SETMASK, nullptr, &after), 0);
    for (const int signal : {SIGUSR1, SIGUSR2, SIGINT, SIGTERM}) {
        EXPECT_EQ(sigismember(&after, signal), signal == SIGUSR2);
    }
    sigemptyset(&mine);
    pthread_sigmask(SIG_SETMASK, &mine, nullptr);
}

}  // namespace
