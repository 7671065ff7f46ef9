// Arrays as calls of the library take them: where they lie, of which type, with which rows, columns and strides.
#pragma once

#include <actjet/actjet.h>
#include <actjet/core/element.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <ranges>
#include <type_traits>
#include <utility>

namespace actjet {

// The element type's number in the C interface.
template <class T>
struct dtype_of;
template <>
struct dtype_of<float> : std::integral_constant<actjet_dtype, ACTJET_FLOAT32> {};
template <>
struct dtype_of<double> : std::integral_constant<actjet_dtype, ACTJET_FLOAT64> {};
template <>
struct dtype_of<float16> : std::integral_constant<actjet_dtype, ACTJET_FLOAT16> {};
template <>
struct dtype_of<bfloat16> : std::integral_constant<actjet_dtype, ACTJET_BFLOAT16> {};
template <>
struct dtype_of<bool> : std::integral_constant<actjet_dtype, ACTJET_BOOL> {};  // masks
// Other names of these formats.
template <core::is_element T>
requires(!std::same_as<T, core::format_of<T>> && core::element_traits<T>::lanes == 1) struct dtype_of<T>
    : dtype_of<core::format_of<T>> {
};

namespace detail {

template <class T>
concept element = requires {
    { dtype_of<std::remove_cv_t<T>>::value } -> std::convertible_to<actjet_dtype>;
};

// Contiguous, and of a type that the library computes.
template <class R>
concept buffer = std::ranges::contiguous_range<R> && std::ranges::sized_range<R> &&
    element<std::remove_reference_t<std::ranges::range_reference_t<R>>>;

// As std::mdspan is, of one or two dimensions.
template <class M>
concept mdspan_like = requires(const M& m) {
    { m.data_handle() } -> std::convertible_to<const volatile void*>;
    { m.extent(0) } -> std::convertible_to<std::size_t>;
    { m.stride(0) } -> std::convertible_to<std::ptrdiff_t>;
    requires M::rank()
    == 1 || M::rank() == 2;
}
&&element<std::remove_pointer_t<decltype(std::declval<const M&>().data_handle())>>;

}  // namespace detail

// rows times columns elements: (r, c) lies at data + r row_stride + c column_stride. Strides are counted in elements,
// may be negative, and repeat where they are 0. With a row_period row r counts as r % row_period.
template <detail::element T>
struct view {
    T* data;
    std::size_t rows, columns;
    std::ptrdiff_t row_stride = static_cast<std::ptrdiff_t>(columns);
    std::ptrdiff_t column_stride = 1;
    std::size_t row_period = 0;

    // [first, first + count) of every row.
    view columns_from(std::size_t first, std::size_t count) const {
        return {data + static_cast<std::ptrdiff_t>(first) * column_stride,
                rows,
                count,
                row_stride,
                column_stride,
                row_period};
    }
    // Every step-th column from first on.
    view every(std::size_t step, std::size_t first) const {
        return {data + static_cast<std::ptrdiff_t>(first) * column_stride,
                rows,
                (columns - first + step - 1) / step,
                row_stride,
                static_cast<std::ptrdiff_t>(step) * column_stride,
                row_period};
    }
    // Of rows that hold gate and x, or x and gate, one after the other; and of rows that hold them in pairs.
    view first_half() const { return columns_from(0, columns / 2); }
    view second_half() const { return columns_from(columns / 2, columns / 2); }
    view even_columns() const { return every(2, 0); }
    view odd_columns() const { return every(2, 1); }
};

// One number for each column of a call: a bias of features.
template <detail::element T>
view<T> per_column(T* data, std::size_t columns) {
    return {data, 1, columns, 0, 1};
}
template <detail::buffer R>
auto per_column(R&& r) {
    return per_column(std::ranges::data(r), std::ranges::size(r));
}

// One number for each row of a call, or, where a call has more rows, again from the first on: a bias of channels where
// rows are samples times channels.
template <detail::element T>
view<T> per_row(T* data, std::size_t rows) {
    return {data, rows, 1, 1, 0, rows};
}
template <detail::buffer R>
auto per_row(R&& r) {
    return per_row(std::ranges::data(r), std::ranges::size(r));
}

// One number for all elements of a call.
template <detail::element T>
view<T> one(T* data) {
    return {data, 1, 1, 0, 0};
}

// A view whose type is known at run time. Made of nothing, it is an operand that is left out.
class any_view {
  public:
    any_view() = default;

    // rows and columns that repeat need not be known.
    any_view(const actjet_view& view, std::uint64_t rows, std::uint64_t columns, bool writable = true)
        : view_(view), rows_(rows), columns_(columns), writable_(writable) {}

    // n elements, one after the other.
    any_view(actjet_dtype dtype, void* data, std::size_t n) : any_view(dtype, data, n, true) {}
    any_view(actjet_dtype dtype, const void* data, std::size_t n)
        : any_view(dtype, const_cast<void*>(data), n, false) {}

    template <class T>
    any_view(const actjet::view<T>& v)
        : view_{mutable_pointer(v.data),
                dtype_of<std::remove_cv_t<T>>::value,
                0,
                v.row_stride,
                v.column_stride,
                v.row_period},
          rows_(v.rows),
          columns_(v.columns),
          writable_(!std::is_const_v<T>) {}

    // Views are no ranges, so that none is copied by this.
    template <detail::buffer R>
    any_view(R&& r)  // NOLINT(bugprone-forwarding-reference-overload)
        : any_view(row(std::ranges::data(r), std::ranges::size(r))) {}

    template <detail::mdspan_like M>
    any_view(const M& m) : any_view(rows_and_columns(m)) {}

    const actjet_view& view() const { return view_; }
    std::uint64_t rows() const { return rows_; }
    std::uint64_t columns() const { return columns_; }
    bool writable() const { return writable_; }
    bool absent() const { return view_.dtype == 0; }

  private:
    any_view(actjet_dtype dtype, void* data, std::size_t n, bool writable)
        : view_{data, dtype, 0, static_cast<std::int64_t>(n), 1, 0}, rows_(1), columns_(n), writable_(writable) {}

    template <class T>
    static void* mutable_pointer(T* data) {
        return const_cast<std::remove_cv_t<T>*>(data);
    }
    template <class T>
    static actjet::view<T> row(T* data, std::size_t n) {
        return {data, 1, n};
    }
    template <class M>
    static auto rows_and_columns(const M& m) {
        using T = std::remove_pointer_t<decltype(m.data_handle())>;
        if constexpr (M::rank() == 1) {
            return actjet::view<T>{m.data_handle(), 1, static_cast<std::size_t>(m.extent(0)), 0,
                                   static_cast<std::ptrdiff_t>(m.stride(0))};
        } else {
            return actjet::view<T>{m.data_handle(), static_cast<std::size_t>(m.extent(0)),
                                   static_cast<std::size_t>(m.extent(1)), static_cast<std::ptrdiff_t>(m.stride(0)),
                                   static_cast<std::ptrdiff_t>(m.stride(1))};
        }
    }

    actjet_view view_{};
    std::uint64_t rows_ = 0, columns_ = 0;
    bool writable_ = false;
};

// What a function reads.
class input_view : public any_view {
  public:
    using any_view::any_view;
    input_view(const any_view& v) : any_view(v) {}
};

// What a function writes: not made of what is const.
class output_view : public any_view {
  public:
    output_view() = default;
    template <class T>
    requires(!std::is_const_v<T>) output_view(const actjet::view<T>& v) : any_view(v) {}
    template <detail::buffer R>
    // NOLINTNEXTLINE(bugprone-forwarding-reference-overload)
    requires(!std::is_const_v<std::remove_reference_t<std::ranges::range_reference_t<R>>>) output_view(R&& r)
        : any_view(r) {}
    template <detail::mdspan_like M>
    requires(!std::is_const_v<std::remove_pointer_t<decltype(std::declval<const M&>().data_handle())>>)
        output_view(const M& m)
        : any_view(m) {}
};

}  // namespace actjet
