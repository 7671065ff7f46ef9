#include "npy.hpp"

#include "../bad_input.hpp"

#include <host/validation/formats.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <bit>
#include <cerrno>
#include <cstring>

namespace actjet::tool {

using namespace validation;

namespace {

static_assert(std::endian::native == std::endian::little, "elements are read as they are in the file");

constexpr char magic[] = {'\x93', 'N', 'U', 'M', 'P', 'Y'};
// NumPy writes under 200 bytes; a longer one is of a structured dtype or of garbage.
constexpr std::uint32_t longest_dictionary = 1 << 20;
// The elements begin at a multiple of this, so that a mapped file is aligned for any vector access.
constexpr std::size_t alignment = 64;

std::string to_dictionary(const npy_header& header) {
    std::string shape;
    for (const std::uint64_t extent : header.shape) {
        shape += fmt::format("{}, ", extent);
    }
    // One extent keeps its comma, as Python's tuples of one do.
    if (header.shape.size() > 1) {
        shape.resize(shape.size() - 2);
    } else if (header.shape.size() == 1) {
        shape.resize(shape.size() - 1);
    }
    return fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': ({}), }}", header.descr, shape);
}

}  // namespace

npy_input::npy_input(const std::string& path, std::optional<actjet_dtype> dtype) : path_(path) {
    if (path == standard_stream) {
        open_standard_input();
    } else {
        open_file();
    }
    try {
        header_ = parse_npy_header(path_, read_dictionary(), dtype);
        left_ = header_.count * element_size(header_.dtype);
        if (is_file_) {
            const std::uint64_t there = size_ - static_cast<std::uint64_t>(lseek(descriptor_, 0, SEEK_CUR));
            if (there != left_) {
                refuse("{}: the file is {}: its header promises {} bytes of elements, and there are {}", path_,
                       there < left_ ? "truncated" : "too long", left_, there);
            }
        }
        require_end_after_last();
    } catch (...) {
        close(descriptor_);
        throw;
    }
}

void npy_input::open_file() {
    descriptor_ = open(path_.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor_ < 0) {
        refuse("{}: cannot be opened: {}", path_, std::strerror(errno));
    }
    struct stat status {};
    if (fstat(descriptor_, &status) != 0 || !S_ISREG(status.st_mode)) {
        close(descriptor_);
        refuse("{}: not a regular file", path_);
    }
    is_file_ = true;
    size_ = static_cast<std::uint64_t>(status.st_size);
}

void npy_input::open_standard_input() {
    static bool is_taken = false;
    if (is_taken) {
        refuse("- is given for two inputs, and standard input has one");
    }
    is_taken = true;
    path_ = "standard input";
    descriptor_ = STDIN_FILENO;
}

npy_input::~npy_input() {
    close(descriptor_);
}

// A stream does not say how long it is.
void npy_input::require_end_after_last() {
    char more;
    if (!is_file_ && left_ == 0 && ::read(descriptor_, &more, 1) > 0) {
        refuse("{}: it is too long: there is more than the elements that its header promises", path_);
    }
}

std::string npy_input::read_dictionary() {
    unsigned char head[12];
    if (size_ < 10) {
        refuse("{}: not a NumPy file: too short", path_);
    }
    read_bytes(head, 8);
    if (std::memcmp(head, magic, sizeof magic) != 0) {
        refuse("{}: not a NumPy file", path_);
    }
    const int version = head[6];
    if (version < 1 || version > 3) {
        refuse("{}: version {}.{} of NumPy's format is not supported; 1.0, 2.0 and 3.0 are", path_, version, head[7]);
    }
    const std::size_t bytes_of_length = version == 1 ? 2 : 4, start = 8 + bytes_of_length;
    std::uint32_t length = 0;
    if (size_ >= start) {
        read_bytes(&length, bytes_of_length);
    }
    if (size_ < start + length) {
        refuse("{}: the file is truncated: it ends inside the header", path_);
    }
    if (length > longest_dictionary) {
        refuse("{}: the header is {} bytes long, and no array of numbers needs that", path_, length);
    }
    std::string dictionary(length, '\0');
    read_bytes(dictionary.data(), length);
    return dictionary;
}

void npy_input::read(void* to, std::uint64_t count) {
    const std::uint64_t bytes = count * element_size(header_.dtype);
    read_bytes(to, bytes);
    left_ -= bytes;
    require_end_after_last();
}

void npy_input::read_bytes(void* to, std::size_t bytes) {
    for (char* into = static_cast<char*>(to); bytes > 0;) {
        const ssize_t got = ::read(descriptor_, into, bytes);
        if (got < 0 && errno != EINTR) {
            refuse("{}: cannot be read: {}", path_, std::strerror(errno));
        }
        if (got == 0) {
            refuse("{}: {}", path_, is_file_ ? "the file became shorter while it was read" : "it is truncated");
        }
        const std::size_t done = got < 0 ? 0 : static_cast<std::size_t>(got);
        into += done;
        bytes -= done;
    }
}

npy_output::npy_output(const std::string& path, const npy_header& header) : file_(path), dtype_(header.dtype) {
    std::string dictionary = to_dictionary(header);
    // Version 1 has two bytes for the dictionary's length, version 2 has four.
    std::size_t bytes_of_length = 2, start = sizeof magic + 2 + bytes_of_length;
    if (start + dictionary.size() + alignment > 65535) {
        bytes_of_length = 4;
        start += 2;
    }
    dictionary.append(alignment - 1 - (start + dictionary.size()) % alignment, ' ');
    dictionary += '\n';
    const char version[] = {static_cast<char>(bytes_of_length == 2 ? 1 : 2), 0};
    const auto length = static_cast<std::uint32_t>(dictionary.size());
    file_.write(magic, sizeof magic);
    file_.write(version, sizeof version);
    file_.write(&length, bytes_of_length);
    file_.write(dictionary.data(), dictionary.size());
}

void npy_output::write(const void* from, std::uint64_t count) {
    file_.write(from, count * element_size(dtype_));
}

}  // namespace actjet::tool
