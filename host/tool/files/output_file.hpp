// A file that appears whole or not at all, or standard output.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace actjet::tool {

// The path that means standard input or standard output; a file of that name is ./-.
inline constexpr const char* standard_stream = "-";

// Written under a name of its own in the same folder, and renamed when it is complete. Until then nothing is at its
// place but what was there before, whose permissions it gets; the other file is removed when the object is destroyed,
// and when SIGINT, SIGTERM, SIGHUP or SIGPIPE ends the process. One that SIGKILL leaves is in nobody's way. Standard
// output is written at once. Throws bad_input with the system's reason.
class output_file {
  public:
    // Refuses a path that is there and is no regular file, and a terminal.
    explicit output_file(const std::string& path);
    ~output_file();
    output_file(const output_file&) = delete;
    output_file& operator=(const output_file&) = delete;

    void write(const void* data, std::size_t bytes);
    // Brings all bytes to the disk and puts the file in its place.
    void commit();

  private:
    void create_temporary(const std::string& path);

    std::string path_, temporary_;
    int descriptor_ = -1;
    int slot_ = -1;  // where the signal handler finds the temporary name; none for standard output
};

// Refuses two paths of one file. An empty path is none.
void require_distinct_outputs(const std::vector<std::string>& paths);

}  // namespace actjet::tool
