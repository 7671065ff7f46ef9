// What is printed for reading fits the terminal: lines are folded where it is narrow, and nothing is lost.
#include "npy_file.hpp"
#include "process.hpp"

#include <actjet/actjet.h>

#include <algorithm>
#include <sstream>

namespace {

using namespace actjet::test;

std::string printed(const std::string& command, const std::string& columns) {
    const outcome result = run_shell("COLUMNS=" + columns + " \"$1\" " + command);
    EXPECT_LE(result.exit_code, 1) << result.err;
    return result.out;
}

std::size_t width_of(const std::string& text) {
    std::istringstream lines(text);
    std::size_t widest = 0;
    for (std::string line; std::getline(lines, line);) {
        widest = std::max(widest, line.size());
    }
    return widest;
}

std::vector<std::string> words_of(const std::string& text) {
    std::istringstream words(text);
    std::vector<std::string> found;
    for (std::string word; words >> word;) {
        if (word.find_first_not_of('-') != std::string::npos) {  // rules
            found.push_back(word);
        }
    }
    return found;
}

class widths : public testing::TestWithParam<const char*> {};

TEST_P(widths, are_kept_and_no_word_is_lost) {
    const std::string wide = printed(GetParam(), "10000");
    EXPECT_EQ(printed(GetParam(), ""), wide) << "no width is known in a pipe";
    for (const char* columns : {"120", "80", "60"}) {
        const std::string folded = printed(GetParam(), columns);
        EXPECT_LE(width_of(folded), std::stoul(columns)) << folded;
        EXPECT_EQ(words_of(folded), words_of(wide));
    }
}

INSTANTIATE_TEST_SUITE_P(each, widths,
                         testing::Values("list", "info", "eval gelu -1.25 0.1 3e-42 --hex",
                                         "eval gelu 0.1 --dtype float64 --hex",
                                         "check gelu --dtype float32 --from 0xbf800000 --to 0xbf801000",
                                         "check gelu step --dtype float16"));

TEST(narrow_terminals, fold_a_judgement) {
    const folder here;
    const std::string x = here.path("x.npy"), dx = here.path("dx.npy");
    const std::vector<double> numbers{0.1, -123456.789e-200, 3};
    write_file(x, npy(dictionary("<f8", "(3,)"), bytes_of(numbers)));
    write_file(dx, npy(dictionary("<f8", "(3,)"), bytes_of(std::vector<double>{7, 0, 9})));
    const std::string command = "compare sigmoid --x " + x + " --y " + dx + " --dy " + x + " --dx " + dx;
    const std::string wide = printed(command, ""), folded = printed(command, "80");
    EXPECT_GT(width_of(wide), 80u);
    EXPECT_LE(width_of(folded), 80u) << folded;
    EXPECT_EQ(words_of(folded), words_of(wide));
}

// Below a row's first columns stand the others, as they do below the headers.
TEST(narrow_terminals, fold_columns_below_each_other) {
    const std::string folded = printed("list hardtanh", "60");
    EXPECT_NE(folded.find("name      family"), std::string::npos) << folded;
    EXPECT_NE(folded.find("\nhardtanh  rectifier"), std::string::npos) << folded;
    EXPECT_NE(folded.find("\n    "), std::string::npos) << folded;
}

TEST(narrow_terminals, leave_markdown_and_json_as_they_are) {
    for (const char* command : {"list --markdown", "list gelu --json", "digest relu --dtype float16 --pass jet"}) {
        EXPECT_EQ(printed(command, "40"), printed(command, "10000"));
    }
}

TEST(narrow_terminals, that_are_no_number_are_none) {
    for (const char* columns : {"wide", "0", "-3", "''"}) {
        EXPECT_EQ(printed("list", columns), printed("list", "10000")) << columns;
    }
    EXPECT_EQ(printed("list", "1"), printed("list", "40"));
}

}  // namespace
