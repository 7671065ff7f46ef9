#include <actjet/actjet.hpp>
