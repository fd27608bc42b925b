// A real OpenSSH server for tests, below a folder of its own. A server that cannot be started fails
// the test.
#pragma once

#include "adapters/partner/servers/ssh_server.hpp"
#include "tests/support/temp_folder.hpp"

namespace tg::test {

namespace detail {
/// A base, so that the folder is there before the server and after it.
struct SshServerFolder {
    TempFolder folder;
};
}  // namespace detail

class SshServer : private detail::SshServerFolder, public partner::SshServer {
 public:
    SshServer() : partner::SshServer(folder.path()) {}
};

}  // namespace tg::test
