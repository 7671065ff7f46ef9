// The files of actjet apply, and the views that calls take of them.
#pragma once

#include "../files/npy.hpp"
#include "../files/repetition.hpp"
#include "apply_plan.hpp"

#include <actjet/actjet.hpp>

#include <cstddef>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace actjet::tool {

// What the command line says of single operands: of their dtypes, and of the shapes of sums.
struct stated {
    std::map<std::string, actjet_dtype> dtypes;
    std::map<std::string, extents> shapes;

    std::optional<actjet_dtype> dtype_of(const std::string& name) const {
        const auto found = dtypes.find(name);
        return found == dtypes.end() ? std::nullopt : std::optional(found->second);
    }
};

// Of each file what it has.
inline constexpr std::uint64_t everything = std::numeric_limits<std::uint64_t>::max();

class applied_files {
  public:
    // Opens all files; the first input says which shape the others are of, or repeat over.
    applied_files(const apply_plan& plan, const stated& said);

    actjet_dtype first_dtype() const { return whole().header.dtype; }
    std::uint64_t count() const { return whole().header.count; }
    // Whether any part may be computed without the others: every element has its own in every file.
    bool is_one_by_one() const;

    // These go over so many elements of each file, or over all where a file has fewer.
    void allocate(std::uint64_t elements);
    void read(std::uint64_t n);
    void write(std::uint64_t n);
    void commit();

    // The operands of a pass: of n elements, or of all.
    std::vector<any_view> operands(actjet_pass pass, std::uint64_t n);

  private:
    // One file, and as much of it as a call takes.
    struct array_file {
        std::string name, path;
        actjet_role role;
        npy_header header;
        std::unique_ptr<npy_input> in;
        std::unique_ptr<npy_output> out;
        std::vector<std::byte> memory;
        any_view view;  // of all of the file, without data

        std::string text() const;
    };

    const array_file& whole() const { return files_.at(first_); }
    void open_input(const std::string& name, const stated& said);
    const array_file* origin_of(const array_file& gradient) const;
    npy_header header_of_output(const array_file& file, const stated& said) const;
    bool lay_out_along(std::size_t column_axes, array_file& file) const;
    void lay_out();

    std::string first_;
    std::map<std::string, array_file> files_;
};

}  // namespace actjet::tool
