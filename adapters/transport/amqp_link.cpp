// See amqp_link.hpp. The only file that sees rabbitmq-c.
#include "adapters/transport/amqp_link.hpp"

#include "gateway/runtime/tls_lend.hpp"

#include <amqp.h>
#include <amqp_framing.h>
#include <amqp_ssl_socket.h>
#include <amqp_tcp_socket.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <array>
#include <string_view>
#include <utility>

namespace tg::adapters::amqp {
namespace {

constexpr amqp_channel_t only_channel = 1;
constexpr int heartbeat_seconds = 20;
constexpr int frame_bytes_max = 131'072;
constexpr std::uint8_t persistent = 2;

/// A body that is announced larger is not waited for: no broker takes more than 512 MB.
constexpr std::uint64_t body_bytes_sane = std::uint64_t{512} << 20U;

std::string text_of(amqp_bytes_t bytes) {
    return bytes.len == 0 ? std::string{} : std::string(static_cast<char*>(bytes.bytes), bytes.len);
}

/// rabbitmq-c reads only; its type knows no const.
amqp_bytes_t bytes_of(const std::string& text) {
    return {text.size(), const_cast<char*>(text.data())};  // NOLINT
}

timeval time_of(std::chrono::milliseconds time) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
    const std::chrono::microseconds rest = time - seconds;
    return {static_cast<time_t>(seconds.count()), static_cast<suseconds_t>(rest.count())};
}

amqp_table_entry_t header(const char* name, const std::string& value) {
    amqp_table_entry_t entry{};
    entry.key = amqp_cstring_bytes(name);
    entry.value.kind = AMQP_FIELD_KIND_UTF8;
    entry.value.value.bytes = bytes_of(value);
    return entry;
}

amqp_table_entry_t truth(const char* name) {
    amqp_table_entry_t entry{};
    entry.key = amqp_cstring_bytes(name);
    entry.value.kind = AMQP_FIELD_KIND_BOOLEAN;
    entry.value.value.boolean = 1;
    return entry;
}

std::string status_text(int status) {
    std::string text = amqp_error_string2(status);
    const auto code = ERR_peek_last_error();
    const bool of_tls = status <= AMQP_STATUS_SSL_ERROR && code != 0;
    const char* reason = of_tls ? ERR_reason_error_string(code) : nullptr;
    return reason == nullptr ? text : text + " (" + reason + ")";
}

}  // namespace

struct Link::Parts {
    std::string channel;
    std::shared_ptr<const TlsPolicy> trust;  // outlives the context that refers to it
    forward::QueueWire wire;
    amqp_connection_state_t state = nullptr;
    amqp_socket_t* socket = nullptr;
    Farewell farewell;
    std::string last_words;
    // A returned or delivered message comes as a method, a header and bodies.
    std::optional<Event> half;
    std::uint64_t half_missing = 0;

    ~Parts() {
        if (state != nullptr)
            amqp_destroy_connection(state);
    }

    [[nodiscard]] Error unreachable(std::string why) const {
        return fail(Errc::not_sent, channel, {channel}, std::move(why));
    }
    [[nodiscard]] Error ended(std::string why) const {
        return fail(Errc::no_answer, channel, {}, std::move(why));
    }
    /// The outcome of the question that was just put about `what`.
    Result<void> answered(const std::string& what) {
        const auto why = failure_of(amqp_get_rpc_reply(state));
        amqp_maybe_release_buffers(state);
        if (why.empty())
            return success();
        return unreachable(what + ": " + why);
    }
    /// The outcome of sending what has no answer.
    [[nodiscard]] Result<void> sent(int status) const {
        if (status == AMQP_STATUS_OK)
            return success();
        return unreachable(status_text(status));
    }
    Result<void> open_socket(const Endpoint& endpoint);
    Result<void> log_in();
    /// Nothing when it went well, else why not.
    std::string failure_of(const amqp_rpc_reply_t& reply);
    void note_close(
        std::uint16_t code, amqp_bytes_t text, std::uint16_t kind, std::uint16_t method
    );
    std::optional<Event> take_method(const amqp_method_t& method);
    std::optional<Event> take_content(const amqp_frame_t& frame);
};

void Link::Parts::note_close(
    std::uint16_t code, amqp_bytes_t text, std::uint16_t kind, std::uint16_t method
) {
    constexpr std::uint16_t basic = 60, publish = 40;
    farewell.code = code;
    farewell.of_publish = kind == basic && method == publish;
    last_words = std::to_string(code) + " " + text_of(text);
}

std::string Link::Parts::failure_of(const amqp_rpc_reply_t& reply) {
    switch (reply.reply_type) {
        case AMQP_RESPONSE_NORMAL:
            return {};
        case AMQP_RESPONSE_LIBRARY_EXCEPTION:
            return status_text(reply.library_error);
        case AMQP_RESPONSE_SERVER_EXCEPTION:
            break;
        default:
            return "no answer";
    }
    if (reply.reply.id == AMQP_CHANNEL_CLOSE_METHOD) {
        const auto* said = static_cast<const amqp_channel_close_t*>(reply.reply.decoded);
        note_close(said->reply_code, said->reply_text, said->class_id, said->method_id);
    } else if (reply.reply.id == AMQP_CONNECTION_CLOSE_METHOD) {
        const auto* said = static_cast<const amqp_connection_close_t*>(reply.reply.decoded);
        note_close(said->reply_code, said->reply_text, said->class_id, said->method_id);
    } else {
        last_words = "an unexpected answer";
    }
    return last_words;
}

Result<void> Link::Parts::open_socket(const Endpoint& endpoint) {
    state = amqp_new_connection();
    if (state == nullptr)
        return unreachable("no memory");
    auto limit = time_of(endpoint.step_time_max);
    amqp_set_handshake_timeout(state, &limit);
    amqp_set_rpc_timeout(state, &limit);
    if (wire.encrypted) {
        socket = amqp_ssl_socket_new(state);
        auto* context = socket == nullptr
                            ? nullptr
                            : static_cast<ssl_ctx_st*>(amqp_ssl_socket_get_context(socket));
        if (context == nullptr || !trust || !lend_tls_policy(*trust, wire.host, *context))
            return unreachable("TLS cannot be set up");
        // OpenSSL itself compares the name, in the handshake and with addresses, too; the library
        // would compare only the names of hosts, and only with the address that it connects to.
        amqp_ssl_socket_set_verify_peer(socket, 1);
        amqp_ssl_socket_set_verify_hostname(socket, 0);
    } else {
        socket = amqp_tcp_socket_new(state);
    }
    if (socket == nullptr)
        return unreachable("no memory");
    const int status = amqp_socket_open_noblock(socket, wire.host.c_str(), wire.port, &limit);
    if (status != AMQP_STATUS_OK)
        return unreachable(status_text(status));
    // Sending has no limit of its own in the library: a broker that reads nothing any more ends the
    // connection.
    const auto patience = static_cast<unsigned>(endpoint.step_time_max.count());
    const int descriptor = amqp_get_sockfd(state);
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_USER_TIMEOUT, &patience, sizeof patience);
    return success();
}

Result<void> Link::Parts::log_in() {
    std::array abilities{truth("connection.blocked"), truth("consumer_cancel_notify")};
    const std::string name = "tongguan";
    std::array<amqp_table_entry_t, 2> entries{header("connection_name", name), {}};
    entries[1].key = amqp_cstring_bytes("capabilities");
    entries[1].value.kind = AMQP_FIELD_KIND_TABLE;
    entries[1].value.value.table = {static_cast<int>(abilities.size()), abilities.data()};
    const amqp_table_t properties{static_cast<int>(entries.size()), entries.data()};
    const auto& password = wire.password.reveal();
    const auto reply = amqp_login_with_properties(
        state,
        wire.virtual_host.c_str(),
        0,
        frame_bytes_max,
        heartbeat_seconds,
        &properties,
        AMQP_SASL_METHOD_PLAIN,
        wire.user.c_str(),
        password.c_str()
    );
    if (auto why = failure_of(reply); !why.empty())
        return unreachable("login: " + why);
    amqp_channel_open(state, only_channel);
    return answered("channel");
}

Link::Link(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Link::~Link() = default;

Result<std::unique_ptr<Link>> Link::open(const Endpoint& endpoint) {
    auto parts = std::make_unique<Parts>();
    parts->channel = endpoint.channel;
    parts->trust = endpoint.trust;
    parts->wire = endpoint.wire;
    TG_TRY(parts->open_socket(endpoint));
    TG_TRY(parts->log_in());
    return std::unique_ptr<Link>(new Link(std::move(parts)));
}

Result<void> Link::expect_queue(const std::string& queue) {
    amqp_queue_declare(parts_->state, only_channel, bytes_of(queue), 1, 0, 0, 0, amqp_empty_table);
    return parts_->answered("queue " + queue);
}

Result<void> Link::expect_exchange(const std::string& exchange) {
    amqp_exchange_declare(
        parts_->state,
        only_channel,
        bytes_of(exchange),
        amqp_cstring_bytes("direct"),
        1,
        0,
        0,
        0,
        amqp_empty_table
    );
    return parts_->answered("exchange " + exchange);
}

Result<void> Link::begin_confirms() {
    amqp_confirm_select(parts_->state, only_channel);
    return parts_->answered("confirms");
}

Result<void> Link::begin_consuming(const std::string& queue, std::uint16_t prefetch) {
    amqp_basic_qos(parts_->state, only_channel, 0, prefetch, 0);
    TG_TRY(parts_->answered("prefetch"));
    amqp_basic_consume(
        parts_->state, only_channel, bytes_of(queue), bytes_of(queue), 0, 0, 0, amqp_empty_table
    );
    return parts_->answered("queue " + queue);
}

Result<void> Link::publish(const Outgoing& message) {
    const std::string format = "MQSTR";
    std::array<amqp_table_entry_t, 4> headers{
        header("SenderId", message.sender),
        header("ReceiverId", message.receiver),
        header("Format", format),
        {}};
    headers[3].key = amqp_cstring_bytes("CodedCharSetId");
    headers[3].value.kind = AMQP_FIELD_KIND_I32;
    headers[3].value.value.i32 = message.character_set;
    amqp_basic_properties_t properties{};
    properties._flags = AMQP_BASIC_CONTENT_TYPE_FLAG | AMQP_BASIC_HEADERS_FLAG |
                        AMQP_BASIC_DELIVERY_MODE_FLAG | AMQP_BASIC_CORRELATION_ID_FLAG |
                        AMQP_BASIC_MESSAGE_ID_FLAG | AMQP_BASIC_TIMESTAMP_FLAG |
                        AMQP_BASIC_TYPE_FLAG;
    properties.content_type = bytes_of(message.content_type);
    properties.headers = {message.character_set == 0 ? 2 : 4, headers.data()};
    properties.delivery_mode = persistent;
    properties.correlation_id = bytes_of(message.id);
    properties.message_id = bytes_of(message.id);
    properties.timestamp = message.created_seconds;
    properties.type = bytes_of(message.type);
    const int status = amqp_basic_publish(
        parts_->state,
        only_channel,
        bytes_of(parts_->wire.exchange),
        bytes_of(parts_->wire.routing_key),
        1,
        0,
        &properties,
        bytes_of(message.body)
    );
    if (status == AMQP_STATUS_OK)
        return success();
    // The library fails before the last byte is the kernel's, except in its own timers.
    auto why = status_text(status);
    if (status == AMQP_STATUS_TIMER_FAILURE)
        return parts_->ended(std::move(why));
    return parts_->unreachable(std::move(why));
}

Result<void> Link::acknowledge(std::uint64_t tag) {
    return parts_->sent(amqp_basic_ack(parts_->state, only_channel, tag, 0));
}

Result<void> Link::count(const std::string& queue) {
    amqp_queue_declare_t question{};
    question.queue = bytes_of(queue);
    question.passive = 1;
    return parts_->sent(
        amqp_send_method(parts_->state, only_channel, AMQP_QUEUE_DECLARE_METHOD, &question)
    );
}

Result<void> Link::sign_of_life() {
    amqp_frame_t heartbeat{};
    heartbeat.frame_type = AMQP_FRAME_HEARTBEAT;
    return parts_->sent(amqp_send_frame(parts_->state, &heartbeat));
}

std::optional<Event> Link::Parts::take_method(const amqp_method_t& method) {
    Event event;
    switch (method.id) {
        case AMQP_BASIC_ACK_METHOD: {
            const auto* said = static_cast<const amqp_basic_ack_t*>(method.decoded);
            event = {Happening::confirmed, said->delivery_tag, said->multiple != 0};
            return event;
        }
        case AMQP_BASIC_NACK_METHOD: {
            const auto* said = static_cast<const amqp_basic_nack_t*>(method.decoded);
            event = {Happening::refused, said->delivery_tag, said->multiple != 0};
            return event;
        }
        case AMQP_BASIC_RETURN_METHOD:
            event.what = Happening::returned;
            half = std::move(event);
            return std::nullopt;
        case AMQP_BASIC_DELIVER_METHOD: {
            const auto* said = static_cast<const amqp_basic_deliver_t*>(method.decoded);
            event.what = Happening::delivered;
            event.tag = said->delivery_tag;
            event.queue = text_of(said->consumer_tag);
            half = std::move(event);
            return std::nullopt;
        }
        case AMQP_QUEUE_DECLARE_OK_METHOD:
            event.what = Happening::counted;
            event.queue =
                text_of(static_cast<const amqp_queue_declare_ok_t*>(method.decoded)->queue);
            return event;
        case AMQP_BASIC_CANCEL_METHOD:
            event.what = Happening::cancelled;
            event.queue =
                text_of(static_cast<const amqp_basic_cancel_t*>(method.decoded)->consumer_tag);
            return event;
        case AMQP_CONNECTION_BLOCKED_METHOD:
            event.what = Happening::blocked;
            return event;
        case AMQP_CONNECTION_UNBLOCKED_METHOD:
            event.what = Happening::unblocked;
            return event;
        case AMQP_CHANNEL_CLOSE_METHOD: {
            const auto* said = static_cast<const amqp_channel_close_t*>(method.decoded);
            note_close(said->reply_code, said->reply_text, said->class_id, said->method_id);
            return std::nullopt;
        }
        case AMQP_CONNECTION_CLOSE_METHOD: {
            const auto* said = static_cast<const amqp_connection_close_t*>(method.decoded);
            note_close(said->reply_code, said->reply_text, said->class_id, said->method_id);
            return std::nullopt;
        }
        default:
            return std::nullopt;
    }
}

/// The header or a piece of the body of what began with a method.
std::optional<Event> Link::Parts::take_content(const amqp_frame_t& frame) {
    if (!half)
        return std::nullopt;
    if (frame.frame_type == AMQP_FRAME_HEADER) {
        const auto& properties = frame.payload.properties;
        half_missing = properties.body_size;
        if (half_missing > body_bytes_sane) {
            last_words = "a body of " + std::to_string(half_missing) + " bytes is announced";
            return std::nullopt;
        }
        const auto* read = static_cast<const amqp_basic_properties_t*>(properties.decoded);
        if ((read->_flags & AMQP_BASIC_MESSAGE_ID_FLAG) != 0)
            half->id = text_of(read->message_id);
    } else {
        const auto piece = frame.payload.body_fragment;
        if (half->what == Happening::delivered)
            half->body.append(static_cast<const char*>(piece.bytes), piece.len);
        half_missing -= std::min<std::uint64_t>(half_missing, piece.len);
    }
    if (half_missing > 0)
        return std::nullopt;
    return std::exchange(half, std::nullopt);
}

Result<std::optional<Event>> Link::next() {
    while (true) {
        amqp_frame_t frame{};
        timeval no_time{};
        const int status = amqp_simple_wait_frame_noblock(parts_->state, &frame, &no_time);
        if (status == AMQP_STATUS_TIMEOUT)
            return std::optional<Event>{};
        if (status != AMQP_STATUS_OK)
            return parts_->ended(status_text(status));
        std::optional<Event> event;
        if (frame.frame_type == AMQP_FRAME_METHOD)
            event = parts_->take_method(frame.payload.method);
        else if (frame.frame_type == AMQP_FRAME_HEADER || frame.frame_type == AMQP_FRAME_BODY)
            event = parts_->take_content(frame);
        amqp_maybe_release_buffers(parts_->state);
        if (!parts_->last_words.empty())
            return parts_->ended(parts_->last_words);
        if (event)
            return event;
    }
}

const Farewell& Link::farewell() const {
    return parts_->farewell;
}

int Link::descriptor() const {
    return amqp_get_sockfd(parts_->state);
}

}  // namespace tg::adapters::amqp
