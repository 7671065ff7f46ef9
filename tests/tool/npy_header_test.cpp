// Headers of NumPy files as others than np.save write them: what np.load takes, the tool takes.
#include "npy_file.hpp"
#include "process.hpp"

namespace {

using namespace actjet::test;

struct spelling {
    const char *name, *header;
    const char* written = "<f4";  // how the output has its dtype
    int bytes = 4;                // of an element
};

class headers : public testing::TestWithParam<spelling> {};

// Four elements, all zero.
TEST_P(headers, are_read) {
    const folder here;
    const auto& [name, header, written, bytes] = GetParam();
    const std::string zeros(static_cast<std::size_t>(4 * bytes), '\0');
    write_file(here.path("x.npy"), npy(header, zeros));
    std::vector<std::string> arguments{"apply", "identity", "--in", here.path("x.npy"), "--out", here.path("y.npy")};
    if (written == std::string("<u2")) {
        arguments.insert(arguments.end(), {"--dtype", "bfloat16"});
    }
    EXPECT_EQ(output_of(arguments), "");
    const std::string shape = std::string(header).find("2L") != std::string::npos ? "(2, 2)" : "(4,)";
    EXPECT_TRUE(read_file(here.path("y.npy")) == npy(dictionary(written, shape), zeros));
}

INSTANTIATE_TEST_SUITE_P(
    npy, headers,
    testing::Values(spelling{"python_2", "{'descr': '<f4', 'fortran_order': False, 'shape': (4L,), }"},
                    spelling{"python_2_matrix", "{'descr': '<f4', 'fortran_order': False, 'shape': (2L, 2L), }"},
                    spelling{"python_2_space", "{'descr': '<f4', 'fortran_order': False, 'shape': (4 L,), }"},
                    spelling{"python_2_unicode", "{u'descr': u'<f4', u'fortran_order': False, u'shape': (4,), }"},
                    spelling{"tabs", "\t{'descr':\t'<f4',\t'fortran_order':\tFalse,\t'shape':\t(\t4\t,\t)\t}\t"},
                    spelling{"lines", "{\r\n'descr': '<f4',\f\n'fortran_order': False,\n'shape': (4,)}\n"},
                    spelling{"float32", "{'descr': 'float32', 'fortran_order': False, 'shape': (4,), }"},
                    spelling{"single", "{'descr': 'single', 'fortran_order': False, 'shape': (4,), }"},
                    spelling{"letter", "{'descr': 'f', 'fortran_order': False, 'shape': (4,), }"},
                    spelling{"no_order", "{'descr': 'f4', 'fortran_order': False, 'shape': (4,), }"},
                    spelling{"native_order", "{'descr': '=f4', 'fortran_order': False, 'shape': (4,), }"},
                    spelling{"letter_with_order", "{'descr': '<d', 'fortran_order': False, 'shape': (4,), }", "<f8", 8},
                    spelling{"float64", "{'descr': 'float64', 'fortran_order': False, 'shape': (4,), }", "<f8", 8},
                    spelling{"double_name", "{'descr': 'double', 'fortran_order': False, 'shape': (4,), }", "<f8", 8},
                    spelling{"float_of_python", "{'descr': 'float', 'fortran_order': False, 'shape': (4,), }", "<f8",
                             8},
                    spelling{"float16", "{'descr': 'float16', 'fortran_order': False, 'shape': (4,), }", "<f2", 2},
                    spelling{"half", "{'descr': 'half', 'fortran_order': False, 'shape': (4,), }", "<f2", 2},
                    spelling{"letter_e", "{'descr': 'e', 'fortran_order': False, 'shape': (4,), }", "<f2", 2},
                    spelling{"uint16", "{'descr': 'uint16', 'fortran_order': False, 'shape': (4,), }", "<u2", 2},
                    spelling{"letter_h", "{'descr': '<H', 'fortran_order': False, 'shape': (4,), }", "<u2", 2}),
    [](const auto& row) { return std::string(row.param.name); });

}  // namespace
