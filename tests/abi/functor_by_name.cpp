#include <actjet/actjet.hpp>
#include <actjet/functors.hpp>

const actjet::value_of f(actjet::named("gelu"));
