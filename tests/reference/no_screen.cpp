// Where there is no vector mathematics library, every case is left to the slower references.
#include "screen.hpp"

namespace actjet::reference {

const screen* find_screen(const activation&) {
    return nullptr;
}

}  // namespace actjet::reference
