#include "../bad_input.hpp"
#include "../text/names.hpp"
#include "npy.hpp"

#include <host/validation/formats.hpp>

#include <algorithm>
#include <array>
#include <iterator>
#include <limits>
#include <string_view>

namespace actjet::tool {

using namespace validation;

namespace {

// Reads the Python literal that np.save writes: a dictionary of descr, fortran_order and shape, in any order. Of what
// np.load takes besides it takes what programs have written: any spaces, u'' and 4L of Python 2. It takes no escapes,
// no joined strings, no comments and no whole numbers but decimal ones.
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
        while (at_ < text_.size() && std::string_view(" \t\n\r\f").find(text_[at_]) != std::string_view::npos) {
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
        at_ += next_is('u') ? 1 : 0;
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
        // Python takes 04 for a mistake.
        if (at_ == begin || (value > 0 && text_[begin] == '0')) {
            malformed();
        }
        at_ += next_is('L') ? 1 : 0;
        return value;
    }

    std::vector<std::uint64_t> tuple() {
        std::vector<std::uint64_t> extents;
        expect('(');
        while (!next_is(')')) {
            extents.push_back(number());
            // A tuple of one has a comma: (4) is a number.
            if (extents.size() == 1 || !next_is(')')) {
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

// What an element type is called in a header. NumPy writes the code, with its byte order in front.
struct spelling {
    const char* code;
    actjet_dtype dtype;
    const char* letter;                // may have a byte order as well
    std::array<const char*, 3> names;  // may not
};
// NumPy has no bfloat16: others write its patterns as whole numbers or as two bytes.
constexpr spelling spellings[] = {{"f4", ACTJET_FLOAT32, "f", {"float32", "single"}},
                                  {"f8", ACTJET_FLOAT64, "d", {"float64", "double", "float"}},
                                  {"f2", ACTJET_FLOAT16, "e", {"float16", "half"}},
                                  {"u2", ACTJET_BFLOAT16, "H", {"uint16", "ushort"}},
                                  {"V2", ACTJET_BFLOAT16, "", {}}};

const spelling* spelling_of(const std::string& descr) {
    // '=' is the order of the machine that wrote the file, which NumPy never leaves in one, but others do.
    const bool has_order = !descr.empty() && (descr[0] == '<' || descr[0] == '=' || descr[0] == '|');
    const std::string kind = descr.substr(has_order ? 1 : 0);
    const auto is_spelt = [&](const spelling& s) {
        const bool is_named =
            std::any_of(s.names.begin(), s.names.end(), [&](const char* n) { return n && kind == n; });
        return !kind.empty() && (kind == s.code || kind == s.letter || (is_named && !has_order));
    };
    const auto* found = std::find_if(std::begin(spellings), std::end(spellings), is_spelt);
    return found == std::end(spellings) ? nullptr : found;
}

const spelling& supported_spelling(const std::string& name, const std::string& descr,
                                   std::optional<actjet_dtype> asked) {
    if (descr.size() > 1 && descr[0] == '>') {
        refuse("{}: the elements are big-endian ('{}'); save them with astype('<{}')", name, descr, descr.substr(1));
    }
    const spelling* found = spelling_of(descr);
    if (!found) {
        refuse("{}: elements of dtype '{}' are not supported; float16, float32, float64 and bfloat16 are", name, descr);
    }
    if (found->dtype == ACTJET_BFLOAT16 && asked != ACTJET_BFLOAT16) {
        refuse("{}: the elements are '{}'; if that is bfloat16, say --dtype bfloat16", name, descr);
    }
    if (asked && *asked != found->dtype) {
        refuse("{}: the elements are {}, not {}", name, name_of(found->dtype), name_of(*asked));
    }
    return *found;
}

std::string descr_of(const spelling& element) {
    return std::string("<") + element.code;
}

std::string shape_text(const npy_header& header) {
    return fmt::format("({})", fmt::join(header.shape, ", "));
}

}  // namespace

std::string descr_of(actjet_dtype dtype) {
    return descr_of(
        *std::find_if(std::begin(spellings), std::end(spellings), [=](const spelling& s) { return s.dtype == dtype; }));
}

npy_header parse_npy_header(const std::string& name, const std::string& dictionary, std::optional<actjet_dtype> dtype) {
    dictionary_reader reader(name, dictionary);
    reader.read();
    const spelling& element = supported_spelling(name, *reader.descr, dtype);
    npy_header header{element.dtype, *reader.descr, *reader.shape, 1};
    // Outputs say it as NumPy does, but keep to what they were where that is no number type.
    if (element.code[0] != 'V') {
        header.descr = descr_of(element);
    }
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

void require_same_shape(const std::string& name, const npy_header& header, const std::string& other_name,
                        const npy_header& other) {
    if (header.shape != other.shape) {
        refuse("{} is of shape {}, and {} of shape {}: they must be of one shape", name, shape_text(header), other_name,
               shape_text(other));
    }
}

void require_alike(const std::string& name, const npy_header& header, const std::string& other_name,
                   const npy_header& other) {
    if (header.dtype != other.dtype || header.shape != other.shape) {
        refuse("{} is {} of shape {}, and {} is {} of shape {}: they must be alike", name, name_of(header.dtype),
               shape_text(header), other_name, name_of(other.dtype), shape_text(other));
    }
}

}  // namespace actjet::tool
