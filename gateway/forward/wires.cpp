// The keys of each kind of wire. One row per transport.
#include "gateway/forward/wires.hpp"

#include "gateway/core/secret_source.hpp"
#include "gateway/core/text.hpp"
#include "gateway/dialect/crypto.hpp"
#include "gateway/dialect/dialect.hpp"
#include "gateway/forward/file_names.hpp"

#include <algorithm>
#include <array>
#include <random>
#include <utility>

namespace tg::forward {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t port_max = 65'535;

std::string placed(std::string url, const ZoneOverrides& overrides) {
    if (overrides.base_url.empty() || url.empty())
        return url;
    const auto scheme = url.find("://");
    const auto path = scheme == std::string::npos ? std::string::npos : url.find('/', scheme + 3);
    auto base = overrides.base_url;
    while (base.ends_with('/')) base.pop_back();
    return path == std::string::npos ? base : base + url.substr(path);
}

/// What stands in an address is shown to operators and kept; the texts do not repeat it.
void refuse_secrets_in(TomlFields& fields, std::string_view url) {
    const auto scheme = url.find("://");
    const auto authority = scheme == std::string_view::npos ? url : url.substr(scheme + 3);
    const auto host = authority.substr(0, authority.find_first_of("/?#"));
    if (host.find('@') != std::string_view::npos)
        fields.fault(
            "url",
            {"url holds user information: it belongs under secrets, as env: or file:",
             "url 不得含用户名或密码，应放在 secrets 中以 env: 或 file: 引用"}
        );
    if (url.find_first_of("?# ") != std::string_view::npos)
        fields.fault(
            "url",
            {"url ends with its path: no query, no fragment, no blanks",
             "url 只到路径为止，不得含查询串、片段或空格"}
        );
    if (host.empty() && !url.empty())
        fields.fault("url", {"url names no host", "url 没有主机名"});
}

std::string read_url(TomlFields& fields, const ZoneOverrides& overrides) {
    auto url = fields.required_text("url");
    if (!url.empty() && !url.starts_with("http://") && !url.starts_with("https://"))
        fields.fault(
            "url",
            {"url must begin with https:// or, to a proxy beside the gateway, http://",
             "url 应以 https:// 开头；经网关旁的代理时可为 http://"}
        );
    refuse_secrets_in(fields, url);
    return placed(std::move(url), overrides);
}

fs::path folder(TomlFields& fields, std::string_view key, const WireContext& context) {
    return placed_below(fields.required_text(key), context.overrides);
}

fs::path optional_path(TomlFields& fields, std::string_view key, const WireContext& context) {
    return placed_below(fields.text(key), context.overrides);
}

/// Such as the filter takes that uses it. A key takes long to make, so all have one.
Secret invented(std::string_view filter) {
    if (filter.starts_with("rsa-") || filter.starts_with("xmldsig-")) {
        static const Secret key(dialect::new_rsa_key());
        return key;
    }
    std::random_device random;
    std::string bytes;
    for (int i = 0; i < 16; ++i) bytes += static_cast<char>(random() & 255U);
    const auto text = hex(bytes);
    const bool for_aes = filter == "aes-ecb" || filter == "un-aes-ecb";
    return Secret(for_aes ? text.substr(0, 16) : "invented-" + text);
}

Secret invented_at(
    const std::string& place, std::string_view filter, std::map<std::string, Secret>* known
) {
    if (known == nullptr)
        return invented(filter);
    const auto found = known->find(place);
    return found != known->end() ? found->second
                                 : known->emplace(place, invented(filter)).first->second;
}

/// The secret that stands at `place`, for that filter; a fault at `at` when there is none.
Secret secret_at(
    const std::string& place, FilePlace at, const WireContext& context, std::string_view filter = {}
) {
    if (context.overrides.leave_secrets && names_secret(place))
        return Secret("unread");
    if (context.overrides.invent_secrets && names_secret(place))
        return invented_at(place, filter, context.overrides.invented);
    auto found = read_secret(place, context.overrides.exchange_root);
    if (found)
        return std::move(found).value();
    const auto& sentences = found.error().args;
    context.faults.add(at, {sentences.at(1), sentences.at(2)});
    return {};
}

TlsTrust read_tls(TomlFields& parent, const WireContext& context, bool spoken) {
    TlsTrust tls;
    const auto* table = parent.table("tls");
    if (table == nullptr)
        return tls;
    if (!spoken)
        parent.fault(
            "tls", {"tls is of no effect here: no TLS is spoken", "此处不使用 TLS，tls 不起作用"}
        );
    TomlFields fields(*table, context.faults);
    tls.ca_file = optional_path(fields, "ca_file", context);
    tls.certificate_file = optional_path(fields, "certificate_file", context);
    tls.key_file = optional_path(fields, "key_file", context);
    tls.pins = fields.texts("pins");
    tls.server_name = fields.text("server_name");
    if (tls.certificate_file.empty() != tls.key_file.empty())
        fields.fault(
            tls.key_file.empty() ? "certificate_file" : "key_file",
            {"certificate_file and key_file go together", "certificate_file 与 key_file 须同时给出"}
        );
    fields.refuse_the_rest();
    return tls;
}

/// By the address as the file gives it: what an override puts in its place is a proxy beside us.
bool speaks_tls(const TomlFields& fields) {
    const auto* url = fields.peek("url");
    return url != nullptr && url->text.starts_with("https://");
}

struct ContentsName {
    std::string_view name;
    Contents contents;
};
constexpr std::array contents_names{
    ContentsName{"signed", Contents::signed_file},
    ContentsName{"bare", Contents::bare_file},
    ContentsName{"dxp", Contents::dxp},
};

Contents read_contents(TomlFields& fields, Contents otherwise) {
    std::vector<std::string_view> names;
    std::string_view usual;
    for (const auto& row : contents_names) {
        names.push_back(row.name);
        if (row.contents == otherwise)
            usual = row.name;
    }
    const auto given = fields.one_of("contents", usual, names);
    return std::ranges::find(contents_names, given, &ContentsName::name)->contents;
}

std::string read_charset(TomlFields& fields, std::string_view otherwise) {
    return fields.one_of("charset", otherwise, {"UTF-8", "GB2312", "GBK", "GB18030"});
}

std::string read_name_pattern(TomlFields& fields) {
    auto pattern = fields.text("file_name");
    if (const auto names = FileNames::parse(pattern); !names) {
        const auto& sentences = names.error().args;
        fields.fault("file_name", {sentences.at(1), sentences.at(2)});
    }
    return pattern;
}

/// As ssh-keygen -l prints it, with or without SHA256: before it.
std::string read_host_key(TomlFields& fields) {
    auto key = fields.required_text("host_key");
    constexpr std::string_view kind = "SHA256:";
    if (key.starts_with(kind))
        key.erase(0, kind.size());
    while (key.ends_with('=')) key.pop_back();
    const auto bytes = from_base64(key + "=");
    if (fields.has("host_key") && (!bytes || bytes->size() != 32))
        fields.fault(
            "host_key",
            {"host_key must be the SHA-256 of the server's key as ssh-keygen -l prints it",
             "host_key 应为服务器公钥的 SHA-256（同 ssh-keygen -l 的输出）"}
        );
    return key;
}

// --- the wires

Wire read_exchange(TomlFields& fields, const WireContext& context) {
    ExchangeWire wire;
    wire.url = read_url(fields, context.overrides);
    wire.tls = read_tls(fields, context, speaks_tls(fields));
    return wire;
}

Wire read_folders(TomlFields& fields, const WireContext& context) {
    FolderWire wire;
    wire.send = folder(fields, "send_folder", context);
    wire.receive = folder(fields, "receive_folder", context);
    wire.done = folder(fields, "done_folder", context);
    wire.contents = read_contents(fields, wire.contents);
    wire.name_pattern = read_name_pattern(fields);
    wire.charset = read_charset(fields, wire.charset);
    return wire;
}

std::shared_ptr<const dialect::Dialect> read_dialect_name(
    TomlFields& fields, const WireContext& context
) {
    const auto name = fields.required_text("dialect");
    const auto found = context.dialects.find(name);
    if (found != context.dialects.end())
        return found->second;
    if (name.empty())
        return nullptr;
    std::vector<std::string_view> known;
    for (const auto& [each, dialect] : context.dialects) known.push_back(each);
    fields.fault(
        "dialect",
        with_nearest({"no dialect " + name, "没有方言 " + name}, nearest_name(name, known))
    );
    return nullptr;
}

/// Given are exactly the names that the dialect asks for.
template <class Map>
void match_names(
    TomlFields& fields,
    std::string_view key,
    const Map& given,
    const std::vector<std::string>& asked
) {
    const std::vector<std::string_view> names(asked.begin(), asked.end());
    const std::string table(key);
    for (const auto& name : asked)
        if (!given.contains(name))
            fields.fault(
                key,
                {"the dialect asks for " + table + "." + name, "方言需要 " + table + "." + name}
            );
    for (const auto& [name, value] : given)
        if (std::ranges::find(asked, name) == asked.end())
            fields.fault(
                key,
                with_nearest(
                    {"the dialect knows no " + table + "." + name,
                     "方言没有 " + table + "." + name},
                    nearest_name(name, names)
                )
            );
}

/// The filter that takes the secret of that name; empty when none does.
std::string_view filter_of(const dialect::Dialect* speech, const std::string& name) {
    if (speech == nullptr)
        return {};
    const auto found = speech->filter_of.find(name);
    return found == speech->filter_of.end() ? std::string_view{} : found->second;
}

Wire read_partner(TomlFields& fields, const WireContext& context) {
    PartnerWire wire;
    wire.url = read_url(fields, context.overrides);
    wire.tls = read_tls(fields, context, speaks_tls(fields));
    wire.dialect = read_dialect_name(fields, context);
    for (auto& member : fields.members("ids"))
        wire.ids.emplace(std::move(member.key), std::move(member.text));
    for (auto& member : fields.members("secrets"))
        wire.secrets.emplace(
            member.key,
            secret_at(member.text, member.at, context, filter_of(wire.dialect.get(), member.key))
        );
    wire.call_token = read_secret_at(fields, "call_token", context);
    const bool called = wire.dialect && wire.dialect->push;
    if (called != fields.has("call_token"))
        fields.fault(
            "call_token",
            called ? Sentence{"the dialect's receipts are brought by call: call_token is needed",
                              "方言的回执由对方推送，须给出 call_token"}
                   : Sentence{"call_token is of no effect: nobody calls", "没有推送，call_token 不起作用"}
        );
    if (wire.dialect) {
        match_names(fields, "ids", wire.ids, wire.dialect->ids);
        match_names(fields, "secrets", wire.secrets, wire.dialect->secrets);
    }
    return wire;
}

Wire read_queue(TomlFields& fields, const WireContext& context) {
    QueueWire wire;
    wire.host = fields.required_text("host");
    wire.encrypted = fields.truth("encrypted", false);
    const std::int64_t usual = wire.encrypted ? 5671 : 5672;
    wire.port = static_cast<std::uint16_t>(fields.number("port", usual, 1, port_max));
    wire.user = fields.required_text("user");
    wire.password = read_secret_at(fields, "password", context);
    if (const auto given = fields.text("virtual_host"); !given.empty())
        wire.virtual_host = given;
    wire.tls = read_tls(fields, context, wire.encrypted);
    wire.exchange = fields.text("exchange");
    wire.routing_key = fields.required_text("routing_key");
    wire.receipt_queues = fields.texts("receipt_queues");
    wire.prefetch = static_cast<std::uint16_t>(fields.number("prefetch", wire.prefetch, 1, 1'000));
    wire.contents = read_contents(fields, wire.contents);
    wire.queue_manager = fields.truth("queue_manager", false);
    wire.charset = read_charset(fields, wire.queue_manager ? "GB2312" : "UTF-8");
    return wire;
}

Wire read_sftp(TomlFields& fields, const WireContext& context) {
    SftpWire wire;
    wire.host = fields.required_text("host");
    wire.port = static_cast<std::uint16_t>(fields.number("port", wire.port, 1, port_max));
    wire.user = fields.required_text("user");
    wire.password = read_secret_at(fields, "password", context);
    wire.key_file = optional_path(fields, "key_file", context);
    wire.key_passphrase = read_secret_at(fields, "key_passphrase", context);
    wire.host_key = read_host_key(fields);
    wire.send = fields.required_text("send_folder");
    wire.receive = fields.required_text("receive_folder");
    wire.received = fields.required_text("received_folder");
    wire.done = folder(fields, "done_folder", context);
    wire.contents = read_contents(fields, wire.contents);
    wire.name_pattern = read_name_pattern(fields);
    wire.charset = read_charset(fields, wire.charset);
    if (!fields.has("password") && !fields.has("key_file"))
        fields.fault(
            "user", {"either password or key_file is needed", "须给出 password 或 key_file"}
        );
    return wire;
}

struct Row {
    std::string_view name;
    Wire (*read)(TomlFields&, const WireContext&);
};

constexpr std::array rows{
    Row{"dxp-http", &read_exchange},
    Row{"ceb-folder", &read_folders},
    Row{"http", &read_partner},
    Row{"amqp", &read_queue},
    Row{"sftp", &read_sftp},
};

}  // namespace

fs::path placed_below(const std::string& given, const ZoneOverrides& overrides) {
    const fs::path path(given);
    if (given.empty() || path.is_absolute())
        return path;
    return (overrides.exchange_root / path).lexically_normal();
}

Secret read_secret_at(TomlFields& fields, std::string_view key, const WireContext& context) {
    const auto place = fields.text(key);
    return place.empty() ? Secret{} : secret_at(place, fields.place_of(key), context);
}

Wire read_wire(TomlFields& fields, const std::string& transport, const WireContext& context) {
    const auto row = std::ranges::find(rows, transport, &Row::name);
    if (row != rows.end())
        return row->read(fields, context);
    const auto names = wire_names();
    std::string known;
    for (const auto name : names) known += (known.empty() ? "" : ", ") + std::string(name);
    Sentence what{
        "no transport " + transport + "; known: " + known,
        "没有传输方式 " + transport + "，可用：" + known};
    if (!transport.empty())
        fields.fault("transport", with_nearest(std::move(what), nearest_name(transport, names)));
    return ExchangeWire{};
}

std::vector<std::string_view> wire_names() {
    std::vector<std::string_view> names;
    for (const auto& row : rows) names.push_back(row.name);
    return names;
}

}  // namespace tg::forward
