// The catalogue of the C interface, made from the list of types.
#include <actjet/passes/list.hpp>
#include <actjet/registry.hpp>

#include <array>
#include <cstring>

namespace actjet::host {
namespace {

template <class A>
consteval actjet_activation_info describe() {
    constexpr core::facts f = A::facts;
    actjet_activation_info info{};
    info.id = f.id;
    info.name = f.name;
    info.family = f.family;
    info.formula = f.formula;
    info.derivative = f.derivative;
    info.paper = f.paper;
    info.lower = f.values.lower;
    info.upper = f.values.upper;
    info.monotone = f.monotone;
    info.odd = f.odd;
    info.saturates_left = f.saturates_left;
    info.saturates_right = f.saturates_right;
    info.flat = f.flat;
    info.value_ulp = f.ulp.value;
    info.derivative_ulp = f.ulp.derivative;
    info.learned = passes::learned_of<A>();
    if constexpr (core::parametric<A>) {
        static_assert(core::parameter_count<A>() <= ACTJET_MAX_PARAMETERS);
        for (const auto& p : A::parameters()) {
            info.parameters[info.parameter_count++] = {p.name,  p.meaning,    A{}.*p.member, p.lower,
                                                       p.upper, p.lower_open, p.upper_open};
        }
    }
    return info;
}

template <class... As>
consteval std::array<actjet_activation_info, sizeof...(As)> describe_all(core::list<As...>) {
    return {describe<As>()...};
}

constexpr auto entries = describe_all(all{});

consteval std::array<actjet_pass_info, passes::all::size> describe_passes() {
    std::array<actjet_pass_info, passes::all::size> infos{};
    auto* info = infos.begin();
    for (const passes::description& pass : passes::descriptions) {
        info->id = pass.id;
        info->name = pass.name;
        info->meaning = pass.meaning;
        for (std::size_t k = 0; k < pass.operands.size(); ++k) {
            const passes::operand& o = pass.operands[static_cast<std::size_t>(pass.call_order[k])];
            info->operands[info->operand_count++] = {o.name, o.meaning, static_cast<int32_t>(o.is), o.optional};
        }
        ++info;
    }
    return infos;
}

constexpr auto pass_entries = describe_passes();

// offers[pass][activation]
template <class... Passes, class... As>
consteval auto offers(core::list<Passes...>, core::list<As...>) {
    return std::array{[]<class Pass>(std::type_identity<Pass>) {
        return std::array{passes::offered<Pass, As>...};
    }(std::type_identity<Passes>{})...};
}

constexpr auto offered = offers(passes::all{}, all{});

}  // namespace
}  // namespace actjet::host

extern "C" {

int32_t actjet_activation_count(void) {
    return static_cast<int32_t>(actjet::all::size);
}

const actjet_activation_info* actjet_activation_at(int32_t index) {
    const bool known = index >= 0 && index < actjet_activation_count();
    return known ? &actjet::host::entries[static_cast<std::size_t>(index)] : nullptr;
}

int32_t actjet_activation_find(const char* name) {
    if (name) {
        for (const auto& entry : actjet::host::entries) {
            if (std::strcmp(entry.name, name) == 0) {
                return entry.id;
            }
        }
    }
    return -1;
}

const actjet_pass_info* actjet_pass_at(int32_t pass) {
    const bool known = pass >= 1 && pass <= ACTJET_PASS_COUNT;
    return known ? &actjet::host::pass_entries[static_cast<std::size_t>(pass - 1)] : nullptr;
}

int32_t actjet_pass_find(const char* name) {
    if (name) {
        for (const auto& entry : actjet::host::pass_entries) {
            if (std::strcmp(entry.name, name) == 0) {
                return entry.id;
            }
        }
    }
    return -1;
}

int32_t actjet_pass_offered(int32_t pass, int32_t activation) {
    return actjet_pass_at(pass) && actjet_activation_at(activation) &&
           actjet::host::offered[static_cast<std::size_t>(pass - 1)][static_cast<std::size_t>(activation)];
}

}  // extern "C"
