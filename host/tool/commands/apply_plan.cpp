#include "apply_plan.hpp"

#include "../bad_input.hpp"
#include "../text/names.hpp"

#include <host/validation/passes.hpp>

#include <span>

namespace actjet::tool {

using namespace validation;

namespace {

std::span<const actjet_operand_info> operands_of(actjet_pass pass) {
    const actjet_pass_info& info = *actjet_pass_at(pass);
    return {info.operands, static_cast<std::size_t>(info.operand_count)};
}

class planner {
  public:
    // The files of a pass's operands of these numbers, in this order.
    void add(actjet_pass pass, const std::vector<int>& operands, const std::vector<std::string>& paths) {
        for (std::size_t i = 0; i < operands.size(); ++i) {
            const actjet_operand_info& operand = operands_of(pass)[static_cast<std::size_t>(operands[i])];
            add(operand, paths[i]);
            if (operand.role == ACTJET_INPUT) {
                plan.in.emplace_back(operand.name);
            }
        }
    }

    // An operand by its name, of any of the passes.
    void add(const named_value& given) {
        std::vector<std::string> known;
        for (const actjet_pass pass : plan.passes) {
            for (const actjet_operand_info& operand : operands_of(pass)) {
                if (given.name == operand.name) {
                    add(operand, given.value);
                    return;
                }
                known.emplace_back(operand.name);
            }
        }
        std::string passes;
        for (const actjet_pass pass : plan.passes) {
            passes += (passes.empty() ? "" : " and ") + std::string(name_of(pass));
        }
        refuse("{} has no operand named '{}'; the nearest name is {}", passes, given.name,
               nearest_name(given.name, known));
    }

    apply_plan plan;

  private:
    void add(const actjet_operand_info& operand, const std::string& path) {
        if (!plan.files.insert({operand.name, {path, static_cast<actjet_role>(operand.role)}}).second) {
            refuse("{} is given two files: {} and {}", operand.name, plan.files[operand.name].path, path);
        }
    }
};

void add_pass(const apply_files& chosen, planner& to) {
    const actjet_pass pass = pass_named(chosen.pass);
    const pass_arrays arrays = required_arrays(pass);
    const auto require_as_many = [&](const char* option, const std::vector<std::string>& files,
                                     const std::vector<int>& operands) {
        if (files.size() != operands.size()) {
            refuse("pass {} takes {} for {}, and there are {}", name_of(pass), names_of(pass, operands), option,
                   files.size());
        }
    };
    require_as_many("--in", chosen.in, arrays.inputs);
    require_as_many("--out", chosen.out, arrays.outputs);
    to.plan.passes = {pass};
    to.add(pass, arrays.inputs, chosen.in);
    to.add(pass, arrays.outputs, chosen.out);
}

// Without --pass what is to be written tells what is computed.
void add_files(const apply_files& chosen, planner& to) {
    if (chosen.dy.empty() != chosen.dx.empty()) {
        refuse("--dy and --dx belong together: dx = dy * f'(x)");
    }
    if (chosen.out.empty() && !chosen.jet.empty()) {
        refuse("--jet belongs to --out, which is missing");
    }
    if (chosen.out.empty() && chosen.dx.empty()) {
        refuse("nothing is to be written: give --out, or --dy and --dx");
    }
    if (chosen.in.size() != 1 || chosen.out.size() > 1) {
        refuse("several files for --in or --out belong to --pass, which is missing");
    }
    if (!chosen.out.empty()) {
        to.plan.passes.push_back(chosen.jet.empty() ? ACTJET_FORWARD : ACTJET_JET);
    }
    if (!chosen.dx.empty()) {
        to.plan.passes.push_back(ACTJET_BACKWARD);
    }
    to.add(to.plan.passes.front(), {required_arrays(to.plan.passes.front()).inputs.front()}, chosen.in);
    for (const actjet_pass pass : to.plan.passes) {
        const pass_arrays arrays = required_arrays(pass);
        if (pass == ACTJET_BACKWARD) {
            to.add(pass, {arrays.inputs.back()}, {chosen.dy});
            to.add(pass, arrays.outputs, {chosen.dx});
        } else {
            to.add(pass, arrays.outputs, {chosen.out.front(), chosen.jet});
        }
    }
}

}  // namespace

apply_plan plan_of(const apply_files& chosen) {
    planner p;
    if (chosen.pass.empty()) {
        add_files(chosen, p);
    } else {
        add_pass(chosen, p);
    }
    for (const std::string& text : chosen.operands) {
        p.add(parse_named_value(text, "--operand"));
    }
    return p.plan;
}

named_value parse_named_value(const std::string& text, const char* option) {
    const std::size_t between = text.find('=');
    if (between == 0 || between == std::string::npos || between + 1 == text.size()) {
        refuse("{} takes the name of an operand, = and what it is, and not '{}'", option, text);
    }
    return {text.substr(0, between), text.substr(between + 1)};
}

void require_file(const apply_plan& plan, const std::string& name, const char* option) {
    if (!plan.files.contains(name)) {
        std::string known;
        for (const auto& [operand, file] : plan.files) {
            known += (known.empty() ? "" : ", ") + operand;
        }
        refuse("{} is for {}, which has no file: {} have", option, name, known);
    }
}

}  // namespace actjet::tool
