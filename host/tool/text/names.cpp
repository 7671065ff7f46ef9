#include "names.hpp"

#include "../bad_input.hpp"

#include <host/validation/passes.hpp>

#include <algorithm>
#include <cctype>
#include <numeric>
#include <span>
#include <string_view>

namespace actjet::tool {
namespace {

template <class Number>
struct word {
    Number number;
    const char* name;
};

constexpr word<actjet_dtype> dtypes[] = {{ACTJET_FLOAT32, "float32"},
                                         {ACTJET_FLOAT64, "float64"},
                                         {ACTJET_FLOAT16, "float16"},
                                         {ACTJET_BFLOAT16, "bfloat16"}};
constexpr word<actjet_place> places[] = {{ACTJET_CPU, "cpu"}, {ACTJET_CUDA, "cuda"}};

[[noreturn]] void refuse_name(const char* what, const std::string& name, const std::string& known) {
    refuse("there is no {} named '{}': it is one of {}", what, name, known);
}

template <class Number>
Number number_of(const char* what, std::span<const word<Number>> words, const std::string& name) {
    std::string known;
    for (const auto& w : words) {
        if (name == w.name) {
            return w.number;
        }
        known += (known.empty() ? "" : ", ") + std::string(w.name);
    }
    refuse_name(what, name, known);
}

template <class Number>
const char* word_of(std::span<const word<Number>> words, Number number) {
    return std::find_if(words.begin(), words.end(), [&](const auto& w) { return w.number == number; })->name;
}

// Levenshtein's distance from a to a name in lower case: how many characters must be inserted, removed or replaced,
// capitals for free.
std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i + 1;
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t replaced = diagonal + (std::tolower(static_cast<unsigned char>(a[i])) != b[j]);
            diagonal = row[j + 1];
            row[j + 1] = std::min({replaced, diagonal + 1, row[j] + 1});
        }
    }
    return row.back();
}

}  // namespace

actjet_dtype dtype_named(const std::string& name) {
    return number_of<actjet_dtype>("dtype", dtypes, name);
}

actjet_pass pass_named(const std::string& name) {
    const std::int32_t number = actjet_pass_find(name.c_str());
    if (number < 0) {
        std::string known;
        for (const actjet_pass pass : validation::all_passes()) {
            known += (known.empty() ? "" : ", ") + std::string(name_of(pass));
        }
        refuse_name("pass", name, known);
    }
    return static_cast<actjet_pass>(number);
}

actjet_place place_named(const std::string& name) {
    return number_of<actjet_place>("place", places, name);
}

const char* name_of(actjet_dtype dtype) {
    return word_of<actjet_dtype>(dtypes, dtype);
}

const char* name_of(actjet_pass pass) {
    return actjet_pass_at(pass)->name;
}

const char* name_of(actjet_place place) {
    return word_of<actjet_place>(places, place);
}

std::string names_of(actjet_pass pass, const std::vector<int>& operands) {
    std::string names;
    for (const int k : operands) {
        names += (names.empty() ? "" : ", ") + std::string(actjet_pass_at(pass)->operands[k].name);
    }
    return names;
}

std::string nearest_name(const std::string& name, const std::vector<std::string>& candidates) {
    return *std::min_element(candidates.begin(), candidates.end(), [&](const std::string& a, const std::string& b) {
        return edit_distance(name, a) < edit_distance(name, b);
    });
}

any_activation activation_named(const std::string& name) {
    const std::int32_t id = actjet_activation_find(name.c_str());
    if (id < 0) {
        std::vector<std::string> known;
        for (int i = 0; i < actjet_activation_count(); ++i) {
            known.emplace_back(actjet_activation_at(i)->name);
        }
        refuse("there is no activation named '{}'; the nearest name is {}", name, nearest_name(name, known));
    }
    return any_activation(static_cast<actjet_activation>(id));
}

std::vector<any_activation> activations_named(const std::vector<std::string>& names) {
    std::vector<any_activation> activations;
    for (const std::string& name : names) {
        activations.push_back(activation_named(name));
    }
    for (int i = 0; names.empty() && i < actjet_activation_count(); ++i) {
        activations.emplace_back(static_cast<actjet_activation>(i));
    }
    return activations;
}

}  // namespace actjet::tool
