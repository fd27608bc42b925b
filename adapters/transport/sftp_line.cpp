// See sftp_line.hpp.
#include "adapters/transport/sftp_line.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace tg::adapters {
namespace {

using Milliseconds = std::chrono::milliseconds;

constexpr long file_mode = 0640;

struct CurlLibrary {
    CurlLibrary() { usable = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK; }
    bool usable = false;
};

bool library_usable() {
    static const CurlLibrary library;
    return library.usable;
}

struct FreeList {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

/// A path inside a command: in quotes, which the library takes off again.
std::string in_quotes(std::string_view path) {
    std::string out = "\"";
    for (const char c : path) {
        if (c == '"' || c == '\\')
            out += '\\';
        out += c;
    }
    return out + '"';
}

/// Percent-encoded, slashes kept.
std::string encoded(std::string_view path) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : path) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                           (c >= 'A' && c <= 'Z') || c == '-' || c == '_' || c == '.' || c == '/';
        if (plain) {
            out += c;
            continue;
        }
        out += '%';
        out += digits[byte >> 4U];
        out += digits[byte & 15U];
    }
    return out;
}

bool never_connected(CURLcode code) {
    constexpr std::array codes{
        CURLE_COULDNT_RESOLVE_HOST,
        CURLE_COULDNT_CONNECT,
        CURLE_PEER_FAILED_VERIFICATION,
        CURLE_LOGIN_DENIED,
        CURLE_FAILED_INIT,
    };
    return std::ranges::find(codes, code) != codes.end();
}

}  // namespace

/// What one call says and hears.
struct SftpLine::Call {
    std::string_view upload;
    bool uploads = false, looks = false;
    std::string rename_from, rename_to;
    std::size_t most = 0;

    std::string heard;
    bool too_much = false;
    std::array<char, CURL_ERROR_SIZE> why{};
    std::unique_ptr<curl_slist, FreeList> commands;
    const std::atomic<bool>* stopping = nullptr;

    static std::size_t give(char* out, std::size_t size, std::size_t count, void* self) {
        auto& upload = static_cast<Call*>(self)->upload;
        const auto step = std::min(size * count, upload.size());
        std::memcpy(out, upload.data(), step);
        upload.remove_prefix(step);
        return step;
    }
    static std::size_t take(char* bytes, std::size_t size, std::size_t count, void* self) {
        auto& call = *static_cast<Call*>(self);
        const auto step = size * count;
        if (step > call.most - std::min(call.most, call.heard.size())) {
            call.too_much = true;
            return 0;
        }
        call.heard.append(bytes, step);
        return step;
    }
    static int go_on(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
        return static_cast<Call*>(self)->stopping->load() ? 1 : 0;
    }
};

void SftpLine::Close::operator()(void* handle) const {
    curl_easy_cleanup(handle);
}

SftpLine::SftpLine(
    const forward::SftpWire& wire, std::string channel, const std::atomic<bool>& stopping
)
    : wire_(wire),
      channel_(std::move(channel)),
      stopping_(stopping),
      handle_(library_usable() ? curl_easy_init() : nullptr) {}

SftpLine::~SftpLine() = default;

void SftpLine::begin(Milliseconds time) {
    deadline_ = std::chrono::steady_clock::now() + time;
}

std::string SftpLine::url_of(const std::string& path) const {
    const bool v6 = wire_.host.find(':') != std::string::npos;
    const auto host = v6 ? "[" + wire_.host + "]" : wire_.host;
    // A path that does not begin at the root begins at the account's home.
    const auto* const begin = path.starts_with('/') ? "" : "/~/";
    return "sftp://" + host + ":" + std::to_string(wire_.port) + begin + encoded(path);
}

Error SftpLine::failure(const Call& call, int code) const {
    const auto curl_code = static_cast<CURLcode>(code);
    const std::string why =
        call.why.front() != '\0' ? call.why.data() : curl_easy_strerror(curl_code);
    if (never_connected(curl_code))
        return fail(Errc::not_sent, channel_, {channel_}, why);
    if (curl_code == CURLE_REMOTE_FILE_NOT_FOUND)
        return fail(Errc::not_found, channel_, {}, why);
    if (curl_code == CURLE_REMOTE_ACCESS_DENIED || curl_code == CURLE_REMOTE_DISK_FULL)
        return fail(Errc::io_failed, channel_, {channel_, why}, why);
    return fail(Errc::no_answer, channel_, {}, why);
}

Result<void> SftpLine::prepare(Call& call, const std::string& path) {
    const auto left =
        std::chrono::duration_cast<Milliseconds>(deadline_ - std::chrono::steady_clock::now());
    if (left.count() <= 0 || stopping_.load())
        return fail(Errc::no_answer, channel_, {}, "no time left");
    if (!handle_)
        return fail(Errc::not_sent, channel_, {channel_}, "the library cannot be used");
    auto* const handle = handle_.get();
    curl_easy_reset(handle);  // connections stay
    call.stopping = &stopping_;
    bool set = true;
    const auto option = [&set, handle](CURLoption name, auto value) {
        set = set && curl_easy_setopt(handle, name, value) == CURLE_OK;
    };
    const auto url = url_of(path);
    option(CURLOPT_URL, url.c_str());
    option(CURLOPT_PROTOCOLS_STR, "sftp");
    option(CURLOPT_NOPROXY, "*");
    option(CURLOPT_NOSIGNAL, 1L);
    option(CURLOPT_TIMEOUT_MS, static_cast<long>(left.count()));
    option(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(left.count()));
    option(CURLOPT_ERRORBUFFER, call.why.data());
    option(CURLOPT_SSH_HOST_PUBLIC_KEY_SHA256, wire_.host_key.c_str());
    option(CURLOPT_USERNAME, wire_.user.c_str());
    if (!wire_.key_file.empty()) {
        option(CURLOPT_SSH_AUTH_TYPES, static_cast<long>(CURLSSH_AUTH_PUBLICKEY));
        option(CURLOPT_SSH_PRIVATE_KEYFILE, wire_.key_file.c_str());
        option(CURLOPT_KEYPASSWD, wire_.key_passphrase.reveal().c_str());
    } else {
        option(
            CURLOPT_SSH_AUTH_TYPES, static_cast<long>(CURLSSH_AUTH_PASSWORD | CURLSSH_AUTH_KEYBOARD)
        );
        option(CURLOPT_PASSWORD, wire_.password.reveal().c_str());
    }
    option(CURLOPT_NOPROGRESS, 0L);
    option(CURLOPT_XFERINFOFUNCTION, &Call::go_on);
    option(CURLOPT_XFERINFODATA, &call);
    option(CURLOPT_WRITEFUNCTION, &Call::take);
    option(CURLOPT_WRITEDATA, &call);
    option(CURLOPT_FILETIME, 1L);
    if (call.looks)
        option(CURLOPT_NOBODY, 1L);
    if (call.uploads) {
        option(CURLOPT_UPLOAD, 1L);
        option(CURLOPT_NEW_FILE_PERMS, file_mode);
        option(CURLOPT_READFUNCTION, &Call::give);
        option(CURLOPT_READDATA, &call);
        option(CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(call.upload.size()));
    }
    if (!call.rename_from.empty()) {
        const auto line = "rename " + in_quotes(call.rename_from) + " " + in_quotes(call.rename_to);
        call.commands.reset(curl_slist_append(nullptr, line.c_str()));
        option(CURLOPT_QUOTE, call.commands.get());
    }
    // An option that is not taken, the server's key above all, must never be missed.
    if (!set)
        return fail(Errc::not_sent, channel_, {channel_}, "the library refuses an option");
    return success();
}

Result<void> SftpLine::perform(Call& call, const std::string& path) {
    TG_TRY(prepare(call, path));
    const auto code = curl_easy_perform(handle_.get());
    if (call.too_much)
        return fail(Errc::answer_too_large, channel_, {std::to_string(call.most)});
    if (code != CURLE_OK)
        return failure(call, code);
    return success();
}

Result<void> SftpLine::put(const std::string& path, std::string_view bytes) {
    Call call;
    call.uploads = true;
    call.upload = bytes;
    return perform(call, path);
}

Result<void> SftpLine::rename(const std::string& from, const std::string& to) {
    Call call;
    call.looks = true;
    call.rename_from = from;
    call.rename_to = to;
    // Nothing is asked for beside the command: of a folder only its attributes are looked at.
    return perform(call, to.substr(0, to.rfind('/') + 1));
}

namespace {

RemoteFacts facts_of(CURL* handle) {
    curl_off_t bytes = -1;
    curl_off_t changed = -1;
    curl_easy_getinfo(handle, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &bytes);
    curl_easy_getinfo(handle, CURLINFO_FILETIME_T, &changed);
    return {std::max<curl_off_t>(bytes, 0), changed};  // the library says -1 for an empty file
}

}  // namespace

Result<RemoteFacts> SftpLine::rename_and_look(const std::string& from, const std::string& to) {
    Call call;
    call.looks = true;
    call.rename_from = from;
    call.rename_to = to;
    TG_TRY(perform(call, to));
    return facts_of(handle_.get());
}

Result<RemoteFacts> SftpLine::look(const std::string& path) {
    Call call;
    call.looks = true;
    TG_TRY(perform(call, path));
    return facts_of(handle_.get());
}

Result<RemoteContent> SftpLine::get(const std::string& path, std::size_t most) {
    Call call;
    call.most = most;
    TG_TRY(perform(call, path));
    RemoteContent out;
    out.facts = facts_of(handle_.get());
    out.bytes = std::move(call.heard);
    return out;
}

Result<std::string> SftpLine::list(const std::string& folder, std::size_t most) {
    Call call;
    call.most = most;
    auto done = perform(call, folder + "/");
    if (!done && done.error().code != Errc::answer_too_large)
        return std::move(done).error();
    return std::move(call.heard);
}

}  // namespace tg::adapters
