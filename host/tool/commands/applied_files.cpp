#include "applied_files.hpp"

#include "../bad_input.hpp"

#include <host/validation/formats.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace actjet::tool {

using namespace validation;

std::string applied_files::array_file::text() const {
    return fmt::format("{} ({})", name, path);
}

applied_files::applied_files(const apply_plan& plan, const stated& said) : first_(plan.in.front()) {
    for (const auto& [name, file] : plan.files) {
        array_file& one = files_[name];
        one.name = name;
        one.path = file.path;
        one.role = file.role;
    }
    open_input(first_, said);
    for (const auto& [name, file] : files_) {
        if (file.role == ACTJET_INPUT && name != first_) {
            open_input(name, said);
        }
    }
    for (const std::string& name : plan.in) {
        require_same_shape(files_.at(name).path, files_.at(name).header, whole().path, whole().header);
    }
    for (auto& [name, file] : files_) {
        if (file.role != ACTJET_INPUT) {
            file.header = header_of_output(file, said);
        }
    }
    lay_out();
    for (auto& [name, file] : files_) {
        if (file.role != ACTJET_INPUT) {
            file.out = std::make_unique<npy_output>(file.path, file.header);
        }
    }
}

bool applied_files::is_one_by_one() const {
    return std::all_of(files_.begin(), files_.end(),
                       [&](const auto& f) { return f.second.role != ACTJET_SUM && f.second.header.count == count(); });
}

void applied_files::allocate(std::uint64_t elements) {
    for (auto& [name, file] : files_) {
        file.memory.resize(std::min(elements, file.header.count) * element_size(file.header.dtype));
    }
}

void applied_files::read(std::uint64_t n) {
    for (auto& [name, file] : files_) {
        if (file.in) {
            file.in->read(file.memory.data(), std::min(n, file.header.count));
        }
    }
}

void applied_files::write(std::uint64_t n) {
    for (auto& [name, file] : files_) {
        if (file.out) {
            file.out->write(file.memory.data(), std::min(n, file.header.count));
        }
    }
}

void applied_files::commit() {
    for (auto& [name, file] : files_) {
        if (file.out) {
            file.out->commit();
        }
    }
}

std::vector<any_view> applied_files::operands(actjet_pass pass, std::uint64_t n) {
    const actjet_pass_info& info = *actjet_pass_at(pass);
    std::vector<any_view> views(static_cast<std::size_t>(info.operand_count));
    for (std::size_t k = 0; k < views.size(); ++k) {
        if (const auto found = files_.find(info.operands[k].name); found != files_.end()) {
            array_file& file = found->second;
            actjet_view all = file.view.view();
            all.data = file.memory.data();
            views[k] = n == count() ? any_view(all, file.view.rows(), file.view.columns())
                                    : any_view(file.header.dtype, file.memory.data(), n);
        }
    }
    return views;
}

void applied_files::open_input(const std::string& name, const stated& said) {
    array_file& file = files_.at(name);
    file.in = std::make_unique<npy_input>(file.path, said.dtype_of(name));
    file.header = file.in->header();
}

// What a gradient is the gradient of: dgate of gate, dbias of bias.
const applied_files::array_file* applied_files::origin_of(const array_file& gradient) const {
    const auto found = files_.find(gradient.name.substr(1));
    return gradient.name.front() == 'd' && found != files_.end() ? &found->second : nullptr;
}

npy_header applied_files::header_of_output(const array_file& file, const stated& said) const {
    const array_file* const origin = origin_of(file);
    npy_header header = whole().header;
    if (origin) {
        header.dtype = origin->header.dtype;
        header.descr = origin->header.descr;
    }
    if (const auto dtype = said.dtype_of(file.name); dtype && *dtype != header.dtype) {
        header.dtype = *dtype;
        header.descr = descr_of(*dtype);
    }
    if (file.role == ACTJET_SUM) {
        const auto shape = said.shapes.find(file.name);
        const bool is_stated = shape != said.shapes.end();
        if (!is_stated && !origin) {
            refuse("{} is a sum, and without {} nothing says of which shape: give --shape {}=COLUMNS, or ROWS,1",
                   file.text(), file.name.substr(1), file.name);
        }
        header.shape = is_stated ? shape->second : origin->header.shape;
        header.count = 1;
        for (const std::uint64_t extent : header.shape) {
            header.count *= extent;
        }
    }
    return header;
}

// Whether the file repeats over these rows and columns as its role asks.
bool applied_files::lay_out_along(std::size_t column_axes, array_file& file) const {
    const extents& shape = whole().header.shape;
    const auto view = laid_over(file.header.shape, shape, divide(shape, column_axes), file.header.dtype);
    if (!view || (file.role == ACTJET_SUM && view->view().row_stride && view->view().column_stride)) {
        return false;
    }
    file.view = *view;
    return true;
}

// The columns are the last axis; or as many of the last as it takes until every file repeats along rows and columns.
void applied_files::lay_out() {
    const std::size_t axes = whole().header.shape.size(), first = std::min<std::size_t>(1, axes);
    for (std::size_t columns = first; columns <= axes; ++columns) {
        if (std::all_of(files_.begin(), files_.end(), [&](auto& f) { return lay_out_along(columns, f.second); })) {
            return;
        }
    }
    for (auto& [name, file] : files_) {
        bool fits = false;
        for (std::size_t columns = first; columns <= axes; ++columns) {
            fits |= lay_out_along(columns, file);
        }
        if (!fits) {
            refuse("{} is of shape ({}), which does not repeat over {} of shape ({}) along rows or columns",
                   file.text(), fmt::join(file.header.shape, ", "), whole().text(),
                   fmt::join(whole().header.shape, ", "));
        }
    }
    refuse("the shapes of the operands do not go together: no rows and columns of {} suit all of them", whole().text());
}

}  // namespace actjet::tool
