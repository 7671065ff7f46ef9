// NumPy files as the tests write and read them: with no code of the tool's own.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace actjet::test {

// A folder of its own for a test, removed with all that is in it.
class folder {
  public:
    folder();
    ~folder();
    folder(const folder&) = delete;
    folder& operator=(const folder&) = delete;

    std::string path(const std::string& name) const { return (path_ / name).string(); }
    // The names of all files, in order.
    std::vector<std::string> names() const;

  private:
    std::filesystem::path path_;
};

void write_file(const std::string& path, const std::string& bytes);
std::string read_file(const std::string& path);

// "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }"
std::string dictionary(const std::string& descr, const std::string& shape, bool fortran_order = false);
// A version 1 or 2 file with that header and these bytes as elements.
std::string npy(const std::string& header, const std::string& elements, int version = 1);

template <class Element>
std::string bytes_of(const std::vector<Element>& elements) {
    return {reinterpret_cast<const char*>(elements.data()), elements.size() * sizeof(Element)};
}

// The elements of a file whose header is the given dictionary but for padding.
template <class Element>
std::vector<Element> elements_of(const std::string& file, const std::string& header);

}  // namespace actjet::test
