#include "table.hpp"

namespace digits {
namespace {

constexpr int widths[] = {24, 5, 7, 5, 8, 7, 8, 5, 9};

std::string format(const char* how, double value) {
    char text[32];
    std::snprintf(text, sizeof text, how, value);
    return text;
}

std::string percent(double share) {
    return format("%.1f %%", 100 * share);
}

std::string ratio(double value) {
    const bool plain = 0.01 <= value && value < 1000;
    return format(plain ? "%.2f" : value == 0 ? "%.0f" : "%.0e", value);
}

std::string name(init weights) {
    switch (weights) {
        case init::classic:
            return "classic";
        case init::lecun:
            return "lecun";
        case init::xavier:
            return "xavier";
        default:
            return "he";
    }
}

std::string name(const actjet::any_activation& activation) {
    const actjet_activation_info& info = activation.info();
    std::string text = info.name;
    for (std::size_t i = 0; i < activation.parameters().size(); ++i) {
        text += (i == 0 ? "(" : ", ") + std::string(info.parameters[i].name) + " " +
                format("%g", activation.parameters()[i]);
    }
    return activation.parameters().empty() ? text : text + ")";
}

}  // namespace

void printer::line(const std::vector<std::string>& cells) const {
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (markdown_) {
            std::fprintf(out_, "| %s ", cells[i].c_str());
        } else {
            std::fprintf(out_, i == 0 ? "%-*s" : "  %*s", widths[i], cells[i].c_str());
        }
    }
    std::fputs(markdown_ ? "|\n" : "\n", out_);
    std::fflush(out_);
}

void printer::preamble(const settings& set, const char* place) const {
    std::fprintf(out_, "%d units a layer, %d epochs in batches of %d, momentum %g, seed %lu, on the %s.\n", set.width,
                 set.epochs, set.batch, set.momentum, static_cast<unsigned long>(set.seed), place);
}

void printer::legend() const {
    const auto entry = [this](const char* word, const std::string& meaning) {
        std::fprintf(out_, markdown_ ? "- %s: %s\n" : "%-10s  %s\n", word, meaning.c_str());
    };
    std::fputs("\n", out_);
    entry("accuracy", "share of the test images whose digit is found; guessing finds 10 %");
    entry("signal", "before training, the last hidden layer's deviation over the images / the first's");
    entry("gradient", "before training, the norm of the gradient at the first layer's sums / at the output's");
    entry("dead", "after training, share of the hidden units with f' = 0 for every training image");
    entry("saturated", "after training, share with |f'| < " + format("%g", flat_slope) + " for at least " +
                           format("%.0f %%", 100 * saturated_share) + " of the training images");
}

void printer::heading(const std::string& title) const {
    std::fprintf(out_, markdown_ ? "\n**%s**\n\n" : "\n%s\n", title.c_str());
    line({"activation", "depth", "init", "rate", "accuracy", "signal", "gradient", "dead", "saturated"});
    if (markdown_) {
        line({"---", "--:", "---", "--:", "--:", "--:", "--:", "--:", "--:"});
    }
}

void printer::row(const settings& set, const outcome& r) const {
    line({name(set.activation), std::to_string(set.depth), name(resolve(set)), format("%g", set.learning_rate),
          r.diverged ? "diverged" : percent(r.accuracy), ratio(r.signal), ratio(r.gradient),
          r.diverged ? "-" : percent(r.dead), r.diverged ? "-" : percent(r.saturated)});
}

}  // namespace digits
