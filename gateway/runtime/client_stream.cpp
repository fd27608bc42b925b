// The only file that makes code of Asio's TLS stream.
#include "gateway/runtime/client_stream.hpp"

#include "gateway/runtime/tls_session.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <array>
#include <optional>

namespace tg::http {

struct ClientStream::Tls {
    explicit Tls(std::shared_ptr<const TlsPolicy> under) : policy(std::move(under)) {}
    Tls(const Tls&) = delete;
    Tls& operator=(const Tls&) = delete;
    ~Tls();

    std::shared_ptr<const TlsPolicy> policy;  // the session refers to it
    TlsNotes notes;
    std::optional<asio::ssl::stream<Socket>> stream;
    bool sound = false;  ///< the last step ended well, so that TLS can be ended in good form
};

ClientStream::Tls::~Tls() {
    if (!sound)
        return;
    boost::system::error_code failure;
    stream->next_layer().non_blocking(true, failure);
    if (!failure)
        stream->shutdown(failure);
}

namespace {

constexpr std::size_t record_bytes_max = 16 * 1024;

/// OpenSSL's error code, or 0 when the connection ended or broke.
unsigned long openssl_code(const boost::system::error_code& failure) {
    const bool of_openssl = failure.category() == asio::error::get_ssl_category();
    return of_openssl ? static_cast<unsigned long>(failure.value()) : 0;
}

bool just_ended(const boost::system::error_code& failure) {
    return failure == asio::error::eof || failure == asio::ssl::error::stream_truncated ||
           failure == asio::error::connection_reset || failure == asio::error::broken_pipe;
}

/// Head and the beginning of the body go into one record, and small requests into one packet.
std::string first_record(std::string_view head, std::string_view& body) {
    const auto room = record_bytes_max - std::min(record_bytes_max, head.size());
    const auto along = body.substr(0, room);
    body.remove_prefix(along.size());
    std::string first;
    first.reserve(head.size() + along.size());
    first += head;
    first += along;
    return first;
}

Task<void> write_records(
    asio::ssl::stream<ClientStream::Socket>& stream, std::string_view text, IoEnd& end
) {
    while (!text.empty()) {
        const auto given = text.substr(0, record_bytes_max);
        end.bytes += given.size();
        const auto [failure, count] = co_await stream.async_write_some(
            asio::buffer(given), asio::as_tuple(asio::use_awaitable)
        );
        end.failure = failure;
        if (failure)
            co_return;
        end.bytes -= given.size() - count;
        text.remove_prefix(count);
    }
}

}  // namespace

ClientStream::ClientStream(Socket plain) : connection_(std::move(plain)) {}
ClientStream::ClientStream(std::unique_ptr<Tls> tls) : connection_(std::move(tls)) {}
ClientStream::ClientStream(ClientStream&&) noexcept = default;
ClientStream& ClientStream::operator=(ClientStream&&) noexcept = default;
ClientStream::~ClientStream() = default;

Task<Result<ClientStream>> ClientStream::secured(
    Socket socket, std::shared_ptr<const TlsPolicy> policy, std::string host
) {
    auto tls = std::make_unique<Tls>(std::move(policy));
    auto session = open_tls_session(*tls->policy, host, tls->notes);
    if (!session)
        co_return fail(Errc::not_sent, {}, {}, "no session for this name");
    tls->stream.emplace(std::move(socket), session.release());
    const auto [failure] = co_await tls->stream->async_handshake(
        asio::ssl::stream_base::client, asio::as_tuple(asio::use_awaitable)
    );
    if (failure == asio::error::operation_aborted)
        co_return fail(Errc::cancelled);
    ClientStream stream(std::move(tls));
    if (failure)
        co_return fail(Errc::not_sent, {}, {}, "handshake: " + stream.reason(failure));
    std::get<1>(stream.connection_)->sound = true;
    co_return stream;
}

Task<IoEnd> ClientStream::read_some(asio::mutable_buffer into) {
    if (auto* plain = std::get_if<Socket>(&connection_)) {
        const auto [failure, bytes] =
            co_await plain->async_read_some(into, asio::as_tuple(asio::use_awaitable));
        co_return IoEnd{failure, bytes};
    }
    auto& tls = *std::get<1>(connection_);
    tls.sound = false;
    const auto [failure, bytes] =
        co_await tls.stream->async_read_some(into, asio::as_tuple(asio::use_awaitable));
    tls.sound = !failure || failure == asio::error::eof;
    co_return IoEnd{failure, bytes};
}

Task<IoEnd> ClientStream::write(std::string_view head, std::string_view body) {
    if (auto* plain = std::get_if<Socket>(&connection_)) {
        const std::array<asio::const_buffer, 2> buffers{asio::buffer(head), asio::buffer(body)};
        const auto [failure, bytes] =
            co_await asio::async_write(*plain, buffers, asio::as_tuple(asio::use_awaitable));
        co_return IoEnd{failure, bytes};
    }
    auto& tls = *std::get<1>(connection_);
    tls.sound = false;
    IoEnd end;
    const auto first = first_record(head, body);
    co_await write_records(*tls.stream, first, end);
    if (!end.failure)
        co_await write_records(*tls.stream, body, end);
    tls.sound = !end.failure;
    co_return end;
}

bool ClientStream::alive() {
    std::array<char, 1> byte{};
    boost::system::error_code failure;
    if (auto* plain = std::get_if<Socket>(&connection_)) {
        plain->non_blocking(true, failure);
        if (failure)
            return false;
        plain->receive(asio::buffer(byte), asio::socket_base::message_peek, failure);
        return failure == asio::error::would_block;
    }
    // What has come may be TLS's own (tickets, new keys) and is taken in; a byte for us is one too
    // many.
    auto& tls = *std::get<1>(connection_);
    tls.stream->next_layer().non_blocking(true, failure);
    if (failure)
        return false;
    tls.stream->read_some(asio::buffer(byte), failure);
    tls.sound = failure == asio::error::would_block || failure == asio::error::eof;
    return failure == asio::error::would_block;
}

std::string ClientStream::reason(const boost::system::error_code& failure) const {
    const auto* tls = std::get_if<std::unique_ptr<Tls>>(&connection_);
    const auto code = openssl_code(failure);
    if (tls == nullptr || (code == 0 && !just_ended(failure)))
        return failure.message();
    auto& session = *(*tls)->stream->native_handle();
    const auto words = tls_failure(session, (*tls)->notes, code);
    if (code != 0 && !words.empty())
        return words;
    return words.empty() ? failure.message() : words + " (" + failure.message() + ")";
}

}  // namespace tg::http
