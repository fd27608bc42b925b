// A program that runs as long as its owner and not longer: the kernel ends it when we end, however
// that happens. For the real servers behind scripted partners and tests.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <future>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace tg::partner {

/// A server that does not start: the file is not there, or it ends at once, or does not serve.
struct ServerFailure : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct ProgramStart {
    std::vector<std::string> line;         ///< the program's path and its arguments
    std::vector<std::string> environment;  ///< "NAME=value"; nothing else is passed on
    std::filesystem::path log;             ///< its output is added here
};

class Child {
 public:
    explicit Child(ProgramStart start);
    ~Child();  ///< kills it
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    [[nodiscard]] pid_t process() const { return process_; }
    void tell(int signal) const;
    void end(int signal);  ///< and waits for it
    [[nodiscard]] bool ended();

 private:
    pid_t process_ = -1;
    std::promise<void> over_;
    std::thread
        keeper_;  // a child ends with the thread that started it: this one stays for as long
};

/// The process and all that came from it; never more than that.
std::vector<pid_t> family_of(pid_t eldest);

/// A port of loopback where nobody listens: it was bound a moment ago and given back.
std::uint16_t free_port();
/// Whether somebody takes connections there.
bool serves(std::uint16_t port);

/// What a program writes to its output; ServerFailure when it cannot be run or does not end with 0.
std::string output_of(const std::vector<std::string>& line);

std::string content_of(const std::filesystem::path& file);
void write_file(const std::filesystem::path& file, const std::string& content);

}  // namespace tg::partner
