// A file that appears whole or not at all.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace actjet::tool {

// Written under another name in the same folder, and renamed when it is complete. Until then nothing is at its place
// but what was there before; the other file is removed when the object is destroyed, and when SIGINT, SIGTERM or SIGHUP
// ends the process. Throws bad_input with the system's reason.
class output_file {
  public:
    // Refuses a path that is there and is no regular file.
    explicit output_file(const std::string& path);
    ~output_file();
    output_file(const output_file&) = delete;
    output_file& operator=(const output_file&) = delete;

    void write(const void* data, std::size_t bytes);
    // Brings all bytes to the disk and puts the file in its place.
    void commit();

  private:
    std::string path_, temporary_;
    int descriptor_ = -1;
    int slot_;  // where the signal handler finds the temporary name
};

// Refuses two paths of one file. An empty path is none.
void require_distinct_outputs(const std::vector<std::string>& paths);

}  // namespace actjet::tool
