#include "npy_file.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <stdexcept>

namespace actjet::test {

folder::folder() {
    std::string name = (std::filesystem::temp_directory_path() / "actjet_tool_test_XXXXXX").string();
    if (!mkdtemp(name.data())) {
        throw std::runtime_error("no folder could be made for the test");
    }
    path_ = name;
}

folder::~folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

std::vector<std::string> folder::names() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(path_)) {
        names.push_back(entry.path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
}

void write_file(const std::string& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
}

std::string read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    EXPECT_TRUE(file) << path;
    return {std::istreambuf_iterator<char>(file), {}};
}

std::string dictionary(const std::string& descr, const std::string& shape, bool fortran_order) {
    return "{'descr': '" + descr + "', 'fortran_order': " + (fortran_order ? "True" : "False") + ", 'shape': " + shape +
           ", }";
}

std::string npy(const std::string& header, const std::string& elements, int version) {
    const std::size_t prefix = version == 1 ? 10 : 12;
    const std::string padded = header + std::string(63 - (prefix + header.size()) % 64, ' ') + '\n';
    std::string file = "\x93NUMPY";
    file += {static_cast<char>(version), '\0'};
    const auto length = static_cast<std::uint32_t>(padded.size());
    file.append(reinterpret_cast<const char*>(&length), prefix - 8);
    return file + padded + elements;
}

template <class Element>
std::vector<Element> elements_of(const std::string& file, const std::string& header) {
    const std::string start = npy(header, "");
    EXPECT_EQ(file.substr(0, start.size()), start);
    const std::size_t bytes = file.size() > start.size() ? file.size() - start.size() : 0;
    EXPECT_EQ(bytes % sizeof(Element), 0u);
    std::vector<Element> elements(bytes / sizeof(Element));
    std::memcpy(elements.data(), file.data() + (file.size() - bytes), elements.size() * sizeof(Element));
    return elements;
}

template std::vector<std::uint16_t> elements_of(const std::string&, const std::string&);
template std::vector<float> elements_of(const std::string&, const std::string&);
template std::vector<double> elements_of(const std::string&, const std::string&);

}  // namespace actjet::test
