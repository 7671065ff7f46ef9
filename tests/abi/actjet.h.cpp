#include <actjet/actjet.h>
