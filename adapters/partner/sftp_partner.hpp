// The other side of sftp: a real OpenSSH server, somebody who works in its folders as a local user
// would, and a relay in front of it.
//
// What passes is encrypted, so the relay looks at the folders instead: a file that has become
// visible there means that the answer to the rename is the next thing to pass. It is held before
// it passes, so "after" is exact, while "before" is a cut at some byte of whatever is under way.
#pragma once

#include "adapters/partner/partner.hpp"
#include "adapters/partner/servers.hpp"

namespace tg::partner {

std::unique_ptr<Partner> make_sftp_partner(
    forward::Channel channel, std::chrono::milliseconds slow, Servers& servers
);

}  // namespace tg::partner
