// docs/figures: one for each activation, with the bounds it has now, and docs/figures.md shows them in order.
#include <actjet/actjet.h>

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

namespace {

std::string text_of(const std::string& file) {
    std::ifstream in(ACTJET_SOURCE "/docs/" + file);
    EXPECT_TRUE(in) << "docs/" << file << " is missing: scripts/documents/figures.py draws it";
    return {std::istreambuf_iterator(in), {}};
}

// As the legend has it.
std::string bound_of(const char* part, double ulp) {
    char text[64];
    std::snprintf(text, sizeof text, "bound of the %s, %g ULP", part, ulp);
    return text;
}

TEST(figures, each_activation_has_one_with_its_bounds) {
    for (int i = 0; i < actjet_activation_count(); ++i) {
        const actjet_activation_info& info = *actjet_activation_at(i);
        const std::string svg = text_of("figures/" + std::string(info.name) + ".svg");
        for (const std::string& words : {">" + std::string(info.name) + "</text>", bound_of("value", info.value_ulp),
                                         bound_of("derivative", info.derivative_ulp)}) {
            EXPECT_NE(svg.find(words), std::string::npos)
                << info.name << ".svg does not say '" << words << "': scripts/documents/figures.py draws it anew";
        }
    }
}

TEST(figures, the_page_shows_them_in_the_order_of_the_catalogue) {
    const std::string page = text_of("figures.md");
    std::size_t position = 0;
    for (int i = 0; i < actjet_activation_count(); ++i) {
        const std::string name = actjet_activation_at(i)->name;
        position = page.find("### " + name + "\n\n![" + name + "](figures/" + name + ".svg)\n", position);
        ASSERT_NE(position, std::string::npos) << name << " is not shown, or not where the catalogue has it";
    }
}

}  // namespace
