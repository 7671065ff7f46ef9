// Arrays of any type and layout, for tests of calls on views: what a call may read and write of them, and what it did.
#pragma once

#include "tests/support/device_buffer.hpp"
#include "tests/support/run.hpp"

#include <actjet/actjet.hpp>

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <memory>
#include <vector>

namespace actjet::test {

inline std::size_t size_of(actjet_dtype dtype) {
    return dtype == ACTJET_FLOAT64 ? 8 : dtype == ACTJET_FLOAT32 ? 4 : dtype == ACTJET_BOOL ? 1 : 2;
}

// Memory that several tensors may lie in, on the host and, while a call runs, in the place under test.
struct storage {
    std::vector<unsigned char> bytes;

    // Holds so many elements of a type between two fences, and rubbish.
    storage(std::size_t elements, actjet_dtype dtype)
        : bytes(2 * fence + elements * size_of(dtype), static_cast<unsigned char>(0xa5)) {}

    static constexpr std::size_t fence = 64;
};

// (r, c) lies at element origin + r row_stride + c column_stride of a storage.
struct tensor {
    std::shared_ptr<storage> memory;
    actjet_dtype dtype = ACTJET_FLOAT32;
    std::size_t rows = 0, columns = 0;
    std::ptrdiff_t row_stride = 0, column_stride = 0;
    std::size_t row_period = 0;
    std::ptrdiff_t origin = 0;

    bool absent() const { return !memory; }

    unsigned char* at(std::size_t r, std::size_t c) const {
        const auto row = static_cast<std::ptrdiff_t>(row_period ? r % row_period : r);
        const std::ptrdiff_t index = origin + row * row_stride + static_cast<std::ptrdiff_t>(c) * column_stride;
        return memory->bytes.data() + storage::fence + index * static_cast<std::ptrdiff_t>(size_of(dtype));
    }

    // The number at an element, exactly; and the nearest to a number.
    double get(std::size_t r, std::size_t c) const {
        switch (dtype) {
            case ACTJET_FLOAT32:
                return load<float>(r, c);
            case ACTJET_FLOAT64:
                return load<double>(r, c);
            case ACTJET_FLOAT16:
                return static_cast<float>(load<float16>(r, c));
            case ACTJET_BOOL:
                return load<unsigned char>(r, c);
            default:
                return static_cast<float>(load<bfloat16>(r, c));
        }
    }
    void set(std::size_t r, std::size_t c, double x) const {
        switch (dtype) {
            case ACTJET_FLOAT32:
                return store(r, c, static_cast<float>(x));
            case ACTJET_FLOAT64:
                return store(r, c, x);
            case ACTJET_FLOAT16:
                return store(r, c, float16(static_cast<float>(x)));
            case ACTJET_BOOL:
                return store(r, c, static_cast<unsigned char>(x));
            default:
                return store(r, c, bfloat16(static_cast<float>(x)));
        }
    }
    template <class F>
    void fill(F f) const {
        for (std::size_t r = 0; r < rows; ++r) {
            for (std::size_t c = 0; c < columns; ++c) {
                set(r, c, f(r, c));
            }
        }
    }

    // The bits of an element of 4 bytes or fewer.
    std::uint32_t bits(std::size_t r, std::size_t c) const {
        std::uint32_t b = 0;
        std::memcpy(&b, at(r, c), size_of(dtype));
        return b;
    }
    void set_bits(std::size_t r, std::size_t c, std::uint32_t b) const { std::memcpy(at(r, c), &b, size_of(dtype)); }

  private:
    template <class T>
    T load(std::size_t r, std::size_t c) const {
        T x;
        std::memcpy(&x, at(r, c), sizeof x);
        return x;
    }
    template <class T>
    void store(std::size_t r, std::size_t c, T x) const {
        std::memcpy(at(r, c), &x, sizeof x);
    }
};

// A matrix of its own, its rows gap elements apart.
inline tensor matrix(actjet_dtype dtype, std::size_t rows, std::size_t columns, std::size_t gap = 0,
                     std::size_t offset = 0) {
    const auto stride = static_cast<std::ptrdiff_t>(columns + gap);
    return {std::make_shared<storage>(rows * (columns + gap) + offset, dtype),
            dtype,
            rows,
            columns,
            stride,
            1,
            0,
            static_cast<std::ptrdiff_t>(offset)};
}
// Column after column.
inline tensor transposed(actjet_dtype dtype, std::size_t rows, std::size_t columns) {
    return {std::make_shared<storage>(rows * columns, dtype),
            dtype,
            rows,
            columns,
            1,
            static_cast<std::ptrdiff_t>(rows),
            0,
            0};
}
// The last element first.
inline tensor reversed(actjet_dtype dtype, std::size_t rows, std::size_t columns) {
    return {std::make_shared<storage>(rows * columns, dtype),
            dtype,
            rows,
            columns,
            -static_cast<std::ptrdiff_t>(columns),
            -1,
            0,
            static_cast<std::ptrdiff_t>(rows * columns) - 1};
}
inline tensor of_columns(actjet_dtype dtype, std::size_t columns) {
    return {std::make_shared<storage>(columns, dtype), dtype, 1, columns, 0, 1, 0, 0};
}
inline tensor of_rows(actjet_dtype dtype, std::size_t rows) {
    return {std::make_shared<storage>(rows, dtype), dtype, rows, 1, 1, 0, rows, 0};
}
inline tensor of_one(actjet_dtype dtype) {
    return {std::make_shared<storage>(1, dtype), dtype, 1, 1, 0, 0, 0, 0};
}

// Runs a pass in a place. Throws actjet::error.
inline void run(actjet_pass pass, const any_activation& activation, const std::vector<tensor>& operands,
                settings s = {}, actjet_place in = place()) {
    std::vector<std::pair<storage*, std::unique_ptr<device_buffer>>> buffers;
    const auto buffer_of = [&](storage& memory) -> device_buffer& {
        for (auto& [known, buffer] : buffers) {
            if (known == &memory) {
                return *buffer;
            }
        }
        buffers.emplace_back(&memory, std::make_unique<device_buffer>(in, memory.bytes.size(), memory.bytes.data()));
        return *buffers.back().second;
    };
    std::vector<any_view> views;
    for (const tensor& t : operands) {
        if (t.absent()) {
            views.emplace_back();
            continue;
        }
        auto* begin = static_cast<unsigned char*>(buffer_of(*t.memory).get()) + storage::fence;
        void* data = begin + t.origin * static_cast<std::ptrdiff_t>(size_of(t.dtype));
        views.emplace_back(actjet_view{data, t.dtype, 0, t.row_stride, t.column_stride, t.row_period}, t.rows,
                           t.columns);
    }
    const any_place where = in == ACTJET_CPU ? any_place(cpu) : any_place(cuda_place::default_stream());
    call c(pass, activation, where, std::span<const any_view>(views), s);
    const device_buffer workspace(in, c.workspace_bytes() + 1, nullptr);
    c.set_workspace({static_cast<std::byte*>(workspace.get()), c.workspace_bytes()});
    c.run();
    for (auto& [memory, buffer] : buffers) {
        buffer->read(memory->bytes.data());
    }
}

}  // namespace actjet::test
