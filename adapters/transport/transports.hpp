// The makers of all transports; adapters/registry.cpp lists them by name.
#pragma once

#include "adapters/registry.hpp"

#include <memory>

namespace tg::adapters {

/// dxp-http: a DxpMsg by POST, answered by a DxpRep (level D); receipts by polling and explicit
/// confirmation.
Result<std::unique_ptr<forward::ZoneAdapter>> make_dxp_http(
    const forward::Channel& channel, const Surroundings& surroundings
);

/// ceb-folder: signed CEB files by rename (level C). Makes its folders when they are missing;
/// Errc::io_failed when it cannot.
Result<std::unique_ptr<forward::ZoneAdapter>> make_ceb_folder(
    const forward::Channel& channel, const Surroundings& surroundings
);

/// http: whatever the channel's dialect describes.
Result<std::unique_ptr<forward::ZoneAdapter>> make_partner_http(
    const forward::Channel& channel, const Surroundings& surroundings
);

/// amqp: a queue of RabbitMQ's kind, publisher confirms, acknowledgement after storing. Does not
/// connect yet. Errc::bad_config for what the zone file allows and this wire cannot do.
Result<std::unique_ptr<forward::ZoneAdapter>> make_amqp(
    const forward::Channel& channel, const Surroundings& surroundings
);

/// sftp: the same files in folders of an OpenSSH server, whose key the zone file names.
/// Errc::bad_key for a key file that others may read, Errc::io_failed when its own folder cannot be
/// made.
Result<std::unique_ptr<forward::ZoneAdapter>> make_sftp(
    const forward::Channel& channel, const Surroundings& surroundings
);

}  // namespace tg::adapters
