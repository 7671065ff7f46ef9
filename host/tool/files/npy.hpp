// NumPy's file format (versions 1 to 3): a header that is a Python dictionary, then the elements.
#pragma once

#include "output_file.hpp"

#include <actjet/actjet.h>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace actjet::tool {

struct npy_header {
    actjet_dtype dtype;
    std::string descr;  // as in the file: '<f4', or '<u2' or '<V2' for bfloat16
    std::vector<std::uint64_t> shape;
    std::uint64_t count;  // elements

    bool operator==(const npy_header&) const = default;
};

// How a header says that elements are of this dtype: '<f4'; '<u2' for bfloat16, whose patterns are whole numbers to
// NumPy.
std::string descr_of(actjet_dtype dtype);

// Reads the dictionary of a header. dtype says what the elements are where descr cannot (bfloat16), and must agree with
// it elsewhere. Throws bad_input with name in front.
npy_header parse_npy_header(const std::string& name, const std::string& dictionary, std::optional<actjet_dtype> dtype);

// Refuse arrays that differ in shape, or in dtype or shape; the names are those of their files.
void require_same_shape(const std::string& name, const npy_header& header, const std::string& other_name,
                        const npy_header& other);
void require_alike(const std::string& name, const npy_header& header, const std::string& other_name,
                   const npy_header& other);

// A file of a floating-point dtype in C order, little-endian, with exactly the elements that its header promises; or
// standard input with such a file in it, whose length shows at its end: outputs are committed after the last read().
class npy_input {
  public:
    // Throws bad_input for any other file.
    npy_input(const std::string& path, std::optional<actjet_dtype> dtype);
    ~npy_input();
    npy_input(const npy_input&) = delete;
    npy_input& operator=(const npy_input&) = delete;

    const npy_header& header() const { return header_; }
    // The next count elements.
    void read(void* to, std::uint64_t count);

  private:
    void open_file();
    void open_standard_input();
    void read_bytes(void* to, std::size_t bytes);
    std::string read_dictionary();
    void require_end_after_last();

    std::string path_;
    int descriptor_ = -1;
    bool is_file_ = false;
    std::uint64_t size_ = std::numeric_limits<std::uint64_t>::max();  // of the file; of a stream, any
    std::uint64_t left_ = 0;                                          // bytes of elements to be read
    npy_header header_;
};

// A file with that header, whose elements are written in order; to be committed by the caller.
class npy_output {
  public:
    npy_output(const std::string& path, const npy_header& header);

    actjet_dtype dtype() const { return dtype_; }
    void write(const void* from, std::uint64_t count);
    void commit() { file_.commit(); }

  private:
    output_file file_;
    actjet_dtype dtype_;
};

}  // namespace actjet::tool
