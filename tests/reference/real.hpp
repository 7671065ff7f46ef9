// A real number in MPFR, with operators, so that a formula can be written as in a textbook.
#pragma once

#include <mpfr.h>

namespace actjet::reference {

// Every result, constants included, has the precision of this thread at the time, and is rounded to nearest.
class real {
  public:
    static inline thread_local mpfr_prec_t precision = 400;

    real(long double x = 0) : real(uninitialised{}) { mpfr_set_ld(number_, x, MPFR_RNDN); }
    // A decimal constant.
    explicit real(const char* decimal) : real(uninitialised{}) { mpfr_set_str(number_, decimal, 10, MPFR_RNDN); }
    // All bits of x, whatever the precision of this thread.
    explicit real(mpfr_srcptr x) {
        mpfr_init2(number_, mpfr_get_prec(x));
        mpfr_set(number_, x, MPFR_RNDN);
    }
    real(const real& x) : real(x.get()) {}
    real& operator=(const real& x) {
        mpfr_set_prec(number_, mpfr_get_prec(x.number_));
        mpfr_set(number_, x.number_, MPFR_RNDN);
        return *this;
    }
    ~real() { mpfr_clear(number_); }

    mpfr_srcptr get() const { return number_; }

    // function is one of MPFR's, as in real::apply<mpfr_exp>(x).
    template <auto function, class... Arguments>
    static real apply(const Arguments&... arguments) {
        real result{uninitialised{}};
        function(result.number_, arguments.get()..., MPFR_RNDN);
        return result;
    }

    static real pi() {
        real result{uninitialised{}};
        mpfr_const_pi(result.number_, MPFR_RNDN);
        return result;
    }

  private:
    struct uninitialised {};
    explicit real(uninitialised) { mpfr_init2(number_, precision); }

    mpfr_t number_;
};

// The precision of this thread for the life of the object.
class precision_scope {
  public:
    explicit precision_scope(mpfr_prec_t bits) : before_(real::precision) { real::precision = bits; }
    ~precision_scope() { real::precision = before_; }
    precision_scope(const precision_scope&) = delete;
    precision_scope& operator=(const precision_scope&) = delete;

  private:
    mpfr_prec_t before_;
};

inline real operator+(const real& a, const real& b) {
    return real::apply<mpfr_add>(a, b);
}
inline real operator-(const real& a, const real& b) {
    return real::apply<mpfr_sub>(a, b);
}
inline real operator*(const real& a, const real& b) {
    return real::apply<mpfr_mul>(a, b);
}
inline real operator/(const real& a, const real& b) {
    return real::apply<mpfr_div>(a, b);
}
inline real operator-(const real& a) {
    return real::apply<mpfr_neg>(a);
}
inline bool operator<(const real& a, const real& b) {
    return mpfr_less_p(a.get(), b.get()) != 0;
}
inline bool operator>(const real& a, const real& b) {
    return b < a;
}

inline real abs(const real& a) {
    return real::apply<mpfr_abs>(a);
}
inline real sqrt(const real& a) {
    return real::apply<mpfr_sqrt>(a);
}
inline real exp(const real& a) {
    return real::apply<mpfr_exp>(a);
}
inline real expm1(const real& a) {
    return real::apply<mpfr_expm1>(a);
}
inline real log1p(const real& a) {
    return real::apply<mpfr_log1p>(a);
}
inline real tanh(const real& a) {
    return real::apply<mpfr_tanh>(a);
}
inline real sech(const real& a) {
    return real::apply<mpfr_sech>(a);
}
inline real erfc(const real& a) {
    return real::apply<mpfr_erfc>(a);
}

}  // namespace actjet::reference
