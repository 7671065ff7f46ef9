// The commands. Each function adds one to the app; the command runs when the app has parsed its arguments, throws
// bad_input or actjet::error where it refuses, and sets exit_code where it has something to report besides success.
#pragma once

namespace CLI {
class App;
}

namespace actjet::tool {

void add_list(CLI::App& app);
void add_info(CLI::App& app);
void add_eval(CLI::App& app);
void add_apply(CLI::App& app);
void add_check(CLI::App& app, int& exit_code);
void add_compare(CLI::App& app, int& exit_code);
void add_search(CLI::App& app, int& exit_code);
void add_report(CLI::App& app);
void add_digest(CLI::App& app);
void add_inputs(CLI::App& app);
void add_bench(CLI::App& app, int& exit_code);

}  // namespace actjet::tool
