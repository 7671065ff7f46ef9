#include <actjet/registry.hpp>
