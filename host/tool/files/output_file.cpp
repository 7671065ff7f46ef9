#include "output_file.hpp"

#include "../bad_input.hpp"

#include <actjet/actjet.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <initializer_list>
#include <random>

namespace actjet::tool {
namespace {

// The temporary files that are there, where a signal handler may look: a slot is in use while its flag is set. As many
// as a pass can have outputs.
constexpr int slots = ACTJET_MAX_OPERANDS;
char temporary_names[slots][PATH_MAX];
std::atomic<bool> in_use[slots];

extern "C" void remove_temporaries(int signal_number) {
    for (int i = 0; i < slots; ++i) {
        if (in_use[i]) {
            unlink(temporary_names[i]);
        }
    }
    signal(signal_number, SIG_DFL);
    raise(signal_number);
}

void install_handlers() {
    for (const int signal_number : {SIGINT, SIGTERM, SIGHUP, SIGPIPE}) {
        struct sigaction old {};
        // A signal that the parent ignores, as nohup does, stays ignored.
        if (sigaction(signal_number, nullptr, &old) == 0 && old.sa_handler == SIG_DFL) {
            struct sigaction action {};
            action.sa_handler = remove_temporaries;
            sigaction(signal_number, &action, nullptr);
        }
    }
    // A file over the size limit is then an error of write(), and not a signal that kills.
    signal(SIGXFSZ, SIG_IGN);
}

int claim_slot(const std::string& name) {
    if (name.size() >= PATH_MAX) {
        refuse("{}: the path is too long", name);
    }
    for (int i = 0; i < slots; ++i) {
        if (!in_use[i]) {
            std::strcpy(temporary_names[i], name.c_str());
            in_use[i] = true;
            return i;
        }
    }
    refuse("more than {} output files at once", slots);
}

[[noreturn]] void refuse_errno(const std::string& path, const char* what) {
    refuse("{}: {}: {}", path, what, std::strerror(errno));
}

// The file that a symbolic link stands for, so that the link stays a link.
std::string resolved(const std::string& path) {
    std::error_code unresolvable;
    const std::filesystem::path target = std::filesystem::weakly_canonical(path, unresolvable);
    return unresolvable ? path : target.string();
}

// A name that no other process, and no earlier one with the number of this one, has given its own.
std::string temporary_name(const std::filesystem::path& target) {
    std::random_device random;
    const std::uint64_t number = (std::uint64_t{random()} << 32) | random();
    return (target.parent_path() / fmt::format(".{}.{:016x}.part", target.filename().string(), number)).string();
}

}  // namespace

output_file::output_file(const std::string& path) {
    install_handlers();
    if (path != standard_stream) {
        path_ = resolved(path);
        create_temporary(path);
        return;
    }
    path_ = "standard output";
    if (isatty(STDOUT_FILENO)) {
        refuse("standard output is a terminal, and an array is no text: write it to a file or into a pipe");
    }
    descriptor_ = STDOUT_FILENO;
}

void output_file::create_temporary(const std::string& path) {
    struct stat status {};
    const bool is_there = stat(path_.c_str(), &status) == 0;
    if (is_there && !S_ISREG(status.st_mode)) {
        refuse("{}: not a regular file, and so no place for an output", path);
    }
    temporary_ = temporary_name(path_);
    slot_ = claim_slot(temporary_);
    // Nobody shall read what is written who may not read what was there.
    const mode_t mode = is_there ? 0600 : 0666;
    descriptor_ = open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (descriptor_ < 0 || (is_there && fchmod(descriptor_, status.st_mode & 07777) != 0)) {
        const int reason = errno;
        if (descriptor_ >= 0) {
            close(descriptor_);
            unlink(temporary_.c_str());
        }
        in_use[slot_] = false;
        errno = reason;
        refuse_errno(path, "cannot be created");
    }
}

output_file::~output_file() {
    if (slot_ < 0) {
        return;
    }
    if (descriptor_ >= 0) {
        close(descriptor_);
    }
    if (in_use[slot_]) {
        unlink(temporary_.c_str());
        in_use[slot_] = false;
    }
}

void output_file::write(const void* data, std::size_t bytes) {
    for (const char* from = static_cast<const char*>(data); bytes > 0;) {
        const ssize_t written = ::write(descriptor_, from, bytes);
        if (written < 0 && errno != EINTR) {
            refuse_errno(path_, "cannot be written");
        }
        const std::size_t done = written < 0 ? 0 : static_cast<std::size_t>(written);
        from += done;
        bytes -= done;
    }
}

void output_file::commit() {
    if (slot_ < 0) {
        return;
    }
    const int synced = fsync(descriptor_);
    const int closed = close(descriptor_);
    descriptor_ = -1;
    if (synced != 0 || closed != 0) {
        refuse_errno(path_, "cannot be written");
    }
    if (rename(temporary_.c_str(), path_.c_str()) != 0) {
        refuse_errno(path_, "cannot be put in place");
    }
    in_use[slot_] = false;
}

void require_distinct_outputs(const std::vector<std::string>& paths) {
    std::vector<std::string> files;
    for (const std::string& path : paths) {
        if (path.empty()) {
            continue;
        }
        if (std::find(files.begin(), files.end(), resolved(path)) != files.end()) {
            refuse("{} is given for two outputs", path);
        }
        files.push_back(resolved(path));
    }
}

}  // namespace actjet::tool
