// Runs other people's programs in tests (xmllint, xmlsec1, openssl). A
// program that is missing fails the test: a judge that does not come is not an acquittal.
#pragma once

#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <string>

namespace tg::test {

struct CommandOutcome {
    int exit_code = -1;
    std::string output;
};

/// Runs a shell command line and answers what it wrote to standard output.
inline CommandOutcome run(const std::string& line) {
    CommandOutcome outcome;
    std::FILE* pipe = ::popen(line.c_str(), "r");
    if (pipe == nullptr)
        return outcome;
    std::array<char, 65536> buffer{};
    while (const std::size_t size = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
        outcome.output.append(buffer.data(), size);
    }
    const int status = ::pclose(pipe);
    outcome.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return outcome;
}

}  // namespace tg::test
