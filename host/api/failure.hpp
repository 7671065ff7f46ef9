// How the library refuses a call: an exception inside, a status and a thread-local message outside.
#pragma once

#include <actjet/actjet.h>

#include <stdexcept>
#include <string>

namespace actjet::host {

class failure : public std::runtime_error {
  public:
    failure(actjet_status status, const std::string& message) : std::runtime_error(message), status_(status) {}
    actjet_status status() const noexcept { return status_; }

  private:
    actjet_status status_;
};

// Keeps the message for actjet_last_error(). Cuts it to what the thread's buffer holds; never allocates or throws.
void remember(const char* message) noexcept;

// Runs body() and turns whatever it throws into a status: the one seam between exceptions and C.
template <class F>
actjet_status guard(F&& body) noexcept {
    try {
        body();
        return ACTJET_OK;
    } catch (const failure& f) {
        remember(f.what());
        return f.status();
    } catch (const std::bad_alloc&) {
        remember("out of host memory");
        return ACTJET_OUT_OF_MEMORY;
    } catch (const std::exception& e) {
        remember(e.what());
        return ACTJET_INTERNAL;
    } catch (...) {
        remember("an exception of unknown type");
        return ACTJET_INTERNAL;
    }
}

}  // namespace actjet::host
