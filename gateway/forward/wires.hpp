// What each kind of wire needs to know of its other end, as the zone file gives it. A new kind is a
// type here, its keys in wires.cpp, and its adapter in adapters/transport.
#pragma once

#include "gateway/core/secret.hpp"
#include "gateway/core/toml_fields.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tg::dialect {
struct Dialect;
}

namespace tg::forward {

/// What the configuration may replace in every file, so that one set of files serves the demo,
/// tests and production.
struct ZoneOverrides {
    std::string base_url;  ///< replaces scheme, host and port of every url, when not empty
    std::filesystem::path exchange_root;  ///< relative folders, keys and secrets are below this
    /// Secrets are made up instead of read: for the conformance kit, whose partners are scripted.
    bool invent_secrets = false;
    /// Where given, what is made up stands here by its place ("file:..."), one for each place.
    std::map<std::string, Secret>* invented = nullptr;
    /// Secrets are named and not read: for whoever judges places and filings and calls nobody.
    bool leave_secrets = false;
};

/// What travels: the CEB file as it is signed, the same without its Signature (the other side's
/// client signs), or a DxpMsg around it.
enum class Contents : std::uint8_t { signed_file, bare_file, dxp };

/// Who we speak with over TLS. Verification has no switch: only what is trusted can be chosen.
struct TlsTrust {
    std::filesystem::path ca_file;                     ///< the system's when empty
    std::filesystem::path certificate_file, key_file;  ///< our client certificate; both or none
    std::vector<std::string> pins;  ///< base64 SHA-256 of public keys that the chain must hold
    std::string server_name;        ///< when the certificate names another host than the url
};

/// dxp-http: the exchange's own envelopes over HTTP.
struct ExchangeWire {
    std::string url;
    TlsTrust tls;
};

/// ceb-folder: files by rename.
struct FolderWire {
    std::filesystem::path send, receive, done;  ///< receive and done on one file system
    Contents contents = Contents::signed_file;
    /// Name of a file without its ending; ${...} of the dialect language. Empty: type, exchange
    /// number and CopMsgId.
    std::string name_pattern;
    std::string charset = "UTF-8";  ///< of the files' bytes and names
};

/// http: any form, JSON or SOAP interface that a dialect describes.
struct PartnerWire {
    std::string url;
    TlsTrust tls;
    std::shared_ptr<const dialect::Dialect> dialect;
    std::map<std::string, std::string, std::less<>> ids;
    std::map<std::string, Secret, std::less<>> secrets;
    Secret call_token;  ///< in the path that the platform calls, when it brings receipts
};

/// amqp: a queue of RabbitMQ's kind.
struct QueueWire {
    std::string host;
    std::uint16_t port = 5672;
    std::string virtual_host = "/";
    std::string user;
    Secret password;
    bool encrypted = false;  ///< amqps
    TlsTrust tls;
    std::string exchange;     ///< empty: the default one, which routes to the queue of that name
    std::string routing_key;  ///< of what we publish
    std::vector<std::string> receipt_queues;
    std::uint16_t prefetch = 250;
    Contents contents = Contents::dxp;
    std::string charset = "UTF-8";  ///< of the DxpMsg on the wire
    bool queue_manager = false;     ///< amqp in the shape of IBM MQ: no XML declaration, CCSID 1381
};

/// sftp: folders at the other end of OpenSSH.
struct SftpWire {
    std::string host;
    std::uint16_t port = 22;
    std::string user;
    Secret password;                 ///< or a key
    std::filesystem::path key_file;  ///< private key, OpenSSH or PEM
    Secret key_passphrase;
    std::string host_key;  ///< base64 SHA-256 of the server's key, as ssh-keygen -l prints it
    std::string send, receive, received;  ///< folders there
    std::filesystem::path done;           ///< here: names of what was handed over
    Contents contents = Contents::signed_file;
    std::string name_pattern;  ///< as FolderWire
    std::string charset = "UTF-8";
};

using Wire = std::variant<ExchangeWire, FolderWire, PartnerWire, QueueWire, SftpWire>;

using Dialects = std::map<std::string, std::shared_ptr<const dialect::Dialect>, std::less<>>;

/// What reading a wire's keys needs besides the table.
struct WireContext {
    const ZoneOverrides& overrides;
    const Dialects& dialects;
    TomlFaults& faults;
};

/// Reads the keys of `transport`; an unknown one is a fault with the nearest known name.
Wire read_wire(TomlFields& fields, const std::string& transport, const WireContext& context);

/// The secret whose place a key names; a fault when there is none. Empty without the key.
Secret read_secret_at(TomlFields& fields, std::string_view key, const WireContext& context);
/// A relative path is below the folder of the overrides.
std::filesystem::path placed_below(const std::string& given, const ZoneOverrides& overrides);

/// All names that a zone file may give as transport.
std::vector<std::string_view> wire_names();

}  // namespace tg::forward
