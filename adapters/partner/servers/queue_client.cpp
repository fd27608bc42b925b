// See queue_client.hpp.
#include "adapters/partner/servers/queue_client.hpp"

#include "adapters/partner/servers/child.hpp"

#include <amqp.h>
#include <amqp_framing.h>
#include <amqp_tcp_socket.h>
#include <sys/time.h>

#include <algorithm>

namespace tg::partner {
namespace {

constexpr amqp_channel_t channel = 1;

}  // namespace

struct QueueClient::Parts {
    amqp_connection_state_t state = nullptr;

    ~Parts() { amqp_destroy_connection(state); }
    void expect(const char* what) const { expect(amqp_get_rpc_reply(state), what); }
    static void expect(const amqp_rpc_reply_t& reply, const char* what) {
        if (reply.reply_type != AMQP_RESPONSE_NORMAL)
            throw ServerFailure(std::string("the broker refuses: ") + what);
    }
};

namespace {

amqp_bytes_t bytes_of(const std::string& text) {
    return {text.size(), const_cast<char*>(text.data())};
}
std::string text_of(amqp_bytes_t bytes) {
    return bytes.len == 0 ? "" : std::string(static_cast<const char*>(bytes.bytes), bytes.len);
}

QueueMessage read_message(const amqp_message_t& message) {
    QueueMessage out;
    const auto& properties = message.properties;
    out.body = text_of(message.body);
    out.id = text_of(properties.message_id);
    out.correlation = text_of(properties.correlation_id);
    out.type = text_of(properties.type);
    out.content_type = text_of(properties.content_type);
    out.delivery_mode = properties.delivery_mode;
    for (int i = 0; i < properties.headers.num_entries; ++i) {
        const auto& entry = properties.headers.entries[i];
        const bool text = entry.value.kind == AMQP_FIELD_KIND_UTF8;
        out.headers[text_of(entry.key)] =
            text ? text_of(entry.value.value.bytes) : std::to_string(entry.value.value.i32);
    }
    return out;
}

}  // namespace

QueueClient::QueueClient(std::uint16_t port) : parts_(std::make_unique<Parts>()) {
    parts_->state = amqp_new_connection();
    auto* socket = amqp_tcp_socket_new(parts_->state);
    const timeval patience{20, 0};
    amqp_set_rpc_timeout(parts_->state, &patience);
    amqp_set_handshake_timeout(parts_->state, &patience);
    if (amqp_socket_open_noblock(socket, "127.0.0.1", port, &patience) != AMQP_STATUS_OK)
        throw ServerFailure("nobody listens");
    const auto login =
        amqp_login(parts_->state, "/", 0, 131'072, 0, AMQP_SASL_METHOD_PLAIN, "guest", "guest");
    Parts::expect(login, "login");
    amqp_channel_open(parts_->state, channel);
    parts_->expect("channel");
    amqp_confirm_select(parts_->state, channel);
    parts_->expect("confirms");
}

QueueClient::~QueueClient() = default;
QueueClient::QueueClient(QueueClient&&) noexcept = default;
QueueClient& QueueClient::operator=(QueueClient&&) noexcept = default;

void QueueClient::declare(
    const std::string& queue, const std::map<std::string, std::string>& arguments
) {
    std::vector<amqp_table_entry_t> entries;
    for (const auto& [name, value] : arguments) {
        amqp_table_entry_t entry{};
        entry.key = bytes_of(name);
        const bool number = std::ranges::all_of(value, [](char c) { return c >= '0' && c <= '9'; });
        entry.value.kind = number ? AMQP_FIELD_KIND_I64 : AMQP_FIELD_KIND_UTF8;
        if (number)
            entry.value.value.i64 = std::stoll(value);
        else
            entry.value.value.bytes = bytes_of(value);
        entries.push_back(entry);
    }
    const amqp_table_t table{static_cast<int>(entries.size()), entries.data()};
    amqp_queue_declare(parts_->state, channel, bytes_of(queue), 0, 1, 0, 0, table);
    parts_->expect("declare");
}

void QueueClient::declare_exchange(const std::string& exchange) {
    const auto kind = amqp_cstring_bytes("direct");
    amqp_exchange_declare(
        parts_->state, channel, bytes_of(exchange), kind, 0, 1, 0, 0, amqp_empty_table
    );
    parts_->expect("exchange");
}

void QueueClient::bind(
    const std::string& exchange, const std::string& key, const std::string& queue
) {
    amqp_queue_bind(
        parts_->state, channel, bytes_of(queue), bytes_of(exchange), bytes_of(key), amqp_empty_table
    );
    parts_->expect("bind");
}

void QueueClient::remove(const std::string& queue) {
    amqp_queue_delete(parts_->state, channel, bytes_of(queue), 0, 0);
    parts_->expect("delete");
}

void QueueClient::put(const std::string& queue, const std::string& body) {
    amqp_basic_properties_t properties{};
    properties._flags = AMQP_BASIC_DELIVERY_MODE_FLAG;
    properties.delivery_mode = 2;
    amqp_basic_publish(
        parts_->state, channel, amqp_empty_bytes, bytes_of(queue), 1, 0, &properties, bytes_of(body)
    );
    amqp_frame_t frame{};
    const timeval patience{20, 0};
    if (amqp_simple_wait_frame_noblock(parts_->state, &frame, &patience) != AMQP_STATUS_OK ||
        frame.frame_type != AMQP_FRAME_METHOD || frame.payload.method.id != AMQP_BASIC_ACK_METHOD)
        throw ServerFailure("the broker did not take a message");
    amqp_maybe_release_buffers(parts_->state);
}

std::vector<QueueMessage> QueueClient::take(const std::string& queue) {
    std::vector<QueueMessage> out;
    while (true) {
        const auto got = amqp_basic_get(parts_->state, channel, bytes_of(queue), 1);
        Parts::expect(got, "get");
        if (got.reply.id == AMQP_BASIC_GET_EMPTY_METHOD)
            return out;
        amqp_message_t message{};
        Parts::expect(amqp_read_message(parts_->state, channel, &message, 0), "message");
        out.push_back(read_message(message));
        amqp_destroy_message(&message);
        amqp_maybe_release_buffers(parts_->state);
    }
}

}  // namespace tg::partner
