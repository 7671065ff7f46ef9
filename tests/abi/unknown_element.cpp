#include <actjet/functors.hpp>

template class actjet::core::functor<actjet::gelu, int>;
