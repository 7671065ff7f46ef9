#include "bad_input.hpp"
#include "formats.hpp"
#include "names.hpp"
#include "npy.hpp"

#include <limits>

namespace actjet::tool {
namespace {

// Reads the Python literal that np.save writes: a dictionary of descr, fortran_order and shape, in any order.
class dictionary_reader {
  public:
    dictionary_reader(const std::string& name, const std::string& text) : name_(name), text_(text) {}

    void read() {
        expect('{');
        while (!next_is('}')) {
            const std::string key = quoted();
            expect(':');
            if (key == "descr") {
                read_descr();
            } else if (key == "fortran_order") {
                fortran_order = truth();
            } else if (key == "shape") {
                shape = tuple();
            } else {
                malformed();
            }
            if (!next_is('}')) {
                expect(',');
            }
        }
        expect('}');
        skip_spaces();
        if (at_ != text_.size() || !descr || !fortran_order || !shape) {
            malformed();
        }
    }

    std::optional<std::string> descr;
    std::optional<bool> fortran_order;
    std::optional<std::vector<std::uint64_t>> shape;

  private:
    [[noreturn]] void malformed() { refuse("{}: the header is not one that NumPy writes", name_); }

    void skip_spaces() {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n')) {
            ++at_;
        }
    }

    bool next_is(char c) {
        skip_spaces();
        return at_ < text_.size() && text_[at_] == c;
    }

    void expect(char c) {
        if (!next_is(c)) {
            malformed();
        }
        ++at_;
    }

    std::string quoted() {
        const char quote = next_is('"') ? '"' : '\'';
        expect(quote);
        const std::size_t end = text_.find(quote, at_);
        if (end == std::string::npos) {
            malformed();
        }
        const std::string word = text_.substr(at_, end - at_);
        at_ = end + 1;
        return word;
    }

    void read_descr() {
        if (next_is('[')) {
            refuse("{}: structured dtypes are not supported; save one field as an array of its own", name_);
        }
        descr = quoted();
    }

    bool truth() {
        skip_spaces();
        for (const bool value : {false, true}) {
            const std::string word = value ? "True" : "False";
            if (text_.compare(at_, word.size(), word) == 0) {
                at_ += word.size();
                return value;
            }
        }
        malformed();
    }

    std::uint64_t number() {
        skip_spaces();
        std::uint64_t value = 0;
        const std::size_t begin = at_;
        for (; at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9'; ++at_) {
            const auto digit = static_cast<std::uint64_t>(text_[at_] - '0');
            if (value > (std::numeric_limits<std::uint64_t>::max() - digit) / 10) {
                refuse("{}: the shape has an extent over 2^64", name_);
            }
            value = 10 * value + digit;
        }
        if (at_ == begin) {
            malformed();
        }
        return value;
    }

    std::vector<std::uint64_t> tuple() {
        std::vector<std::uint64_t> extents;
        expect('(');
        while (!next_is(')')) {
            extents.push_back(number());
            if (!next_is(')')) {
                expect(',');
            }
        }
        expect(')');
        return extents;
    }

    const std::string& name_;
    const std::string& text_;
    std::size_t at_ = 0;
};

actjet_dtype dtype_of_descr(const std::string& name, const std::string& descr, std::optional<actjet_dtype> asked) {
    if (descr.size() > 1 && descr[0] == '>') {
        refuse("{}: the elements are big-endian ('{}'); save them with astype('<{}')", name, descr, descr.substr(1));
    }
    // '=' is the order of the machine that wrote the file, which NumPy never leaves in one, but others do.
    const std::string kind =
        descr.empty() ? descr : descr.substr(std::string("<=|").find(descr[0]) != std::string::npos);
    if (kind == "u2" || kind == "V2") {
        if (asked == ACTJET_BFLOAT16) {
            return ACTJET_BFLOAT16;
        }
        refuse("{}: the elements are '{}'; if that is bfloat16, say --dtype bfloat16", name, descr);
    }
    for (const auto& [word, dtype] :
         {std::pair("f4", ACTJET_FLOAT32), {"f8", ACTJET_FLOAT64}, {"f2", ACTJET_FLOAT16}}) {
        if (kind == word) {
            if (asked && *asked != dtype) {
                refuse("{}: the elements are {}, not {}", name, name_of(dtype), name_of(*asked));
            }
            return dtype;
        }
    }
    refuse("{}: elements of dtype '{}' are not supported; float16, float32, float64 and bfloat16 are", name, descr);
}

std::string shape_text(const npy_header& header) {
    return fmt::format("({})", fmt::join(header.shape, ", "));
}

}  // namespace

npy_header parse_npy_header(const std::string& name, const std::string& dictionary, std::optional<actjet_dtype> dtype) {
    dictionary_reader reader(name, dictionary);
    reader.read();
    npy_header header{dtype_of_descr(name, *reader.descr, dtype), *reader.descr, *reader.shape, 1};
    if (*reader.fortran_order) {
        refuse("{}: the array is in Fortran order; save it with np.ascontiguousarray()", name);
    }
    const std::uint64_t most = std::numeric_limits<std::int64_t>::max() / element_size(header.dtype);
    // A product with a zero is zero, whatever the other extents are.
    const bool empty = std::find(header.shape.begin(), header.shape.end(), 0u) != header.shape.end();
    for (const std::uint64_t extent : header.shape) {
        if (!empty && extent > most / header.count) {
            refuse("{}: the shape has more elements than a file can hold", name);
        }
        header.count = empty ? 0 : header.count * extent;
    }
    return header;
}

void require_alike(const std::string& name, const npy_header& header, const std::string& other_name,
                   const npy_header& other) {
    if (header.dtype != other.dtype || header.shape != other.shape) {
        refuse("{} is {} of shape {}, and {} is {} of shape {}: they must be alike", name, name_of(header.dtype),
               shape_text(header), other_name, name_of(other.dtype), shape_text(other));
    }
}

}  // namespace actjet::tool
