# Makes of the lines of C++ that a document shows a program that runs them: each block in a function of its own, beside
# arrays of the names that the document uses. What begins with c++ in place of cpp is no lines of a function.
BEGIN {
    print "#include <actjet/actjet.hpp>"
    print "#include <cstddef>"
    print "#include <vector>"
    print "constexpr std::size_t rows = 2, columns = 8, n = rows * columns, step = 1;"
    print "const auto& on = actjet::cpu;"
    print "std::vector<float> x(n), dx(n), dy(n), y(n), gate(n), bias(n), dbias(n), slope(n), probability(1), pairs(2 * n), more(2 * n);"
    print "float *const data = pairs.data(), *const more_data = more.data();"
    print "const actjet::view<float> out{y.data(), rows, columns}, dout{dy.data(), rows, columns};"
}
/^```cpp$/ {
    inside = 1
    print "void block_" ++blocks "() {"
    next
}
/^```$/ {
    if (inside) print "}"
    inside = 0
}
inside
END {
    if (!blocks) exit 1
    print "int main() {"
    for (i = 1; i <= blocks; ++i) print "block_" i "();"
    print "}"
}
