// Making and reading identifiers.
#include "gateway/core/ids.hpp"

#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace tg {
namespace {

constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr int counter_bits = 16;
constexpr int node_bits = 6;
constexpr int time_shift = counter_bits + node_bits;

// 2024-01-01T00:00:00Z
constexpr std::int64_t epoch_ms = 1'704'067'200'000;

std::int64_t ms_since_epoch(Instant time) {
    return time.time_since_epoch().count() - epoch_ms;
}

template <std::size_t N>
std::array<unsigned char, N> random_bytes() {
    // Fetched in blocks: the generator's own locks cost more than the bytes.
    thread_local std::array<unsigned char, 4096> stock{};
    thread_local std::size_t left = 0;
    std::array<unsigned char, N> bytes{};
    if (left < N) {
        if (RAND_bytes(stock.data(), static_cast<int>(stock.size())) != 1)
            std::abort();
        left = stock.size();
    }
    std::copy_n(stock.end() - static_cast<std::ptrdiff_t>(left), N, bytes.begin());
    left -= N;
    return bytes;
}

std::string guid_text(const std::array<unsigned char, 16>& bytes) {
    static constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    out.reserve(36);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            out += '-';
        out += digits[bytes[i] >> 4U];
        out += digits[bytes[i] & 15U];
    }
    return out;
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return -1;
}

}  // namespace

std::string id_text(std::int64_t value) {
    std::string out(13, '0');
    auto rest = static_cast<std::uint64_t>(value);
    for (std::size_t i = out.size(); i-- > 0; rest >>= 5U) out[i] = alphabet[rest & 31U];
    return out;
}

std::optional<std::int64_t> id_from_text(std::string_view text) {
    if (text.size() != 13)
        return {};
    std::uint64_t value = 0;
    for (const char c : text) {
        const char upper = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        const auto at = alphabet.find(upper);
        if (at == std::string_view::npos)
            return {};
        if ((value >> 58U) != 0)
            return {};
        value = (value << 5U) | at;
    }
    return static_cast<std::int64_t>(value);
}

Instant id_time(std::int64_t value) {
    return Instant{std::chrono::milliseconds{(value >> time_shift) + epoch_ms}};
}

std::int64_t id_floor(Instant time) {
    const auto ms = std::clamp<std::int64_t>(ms_since_epoch(time), 0, (std::int64_t{1} << 41) - 1);
    return ms << time_shift;
}

IdSource::IdSource(const Clock& clock, unsigned node)
    : clock_(clock), node_((std::int64_t{node} & 63) << counter_bits) {}

void IdSource::stay_above(std::int64_t value) {
    const std::lock_guard lock(mutex_);
    last_ = std::max(last_, value);
}

std::int64_t IdSource::next() {
    const auto fresh = id_floor(clock_.now()) | node_;
    const std::lock_guard lock(mutex_);
    if (fresh > last_) {
        last_ = fresh;
        return last_;
    }
    // The same millisecond, or a clock that went back: count on. A full counter runs over into the
    // next millisecond.
    const auto counter = (last_ + 1) & ((std::int64_t{1} << counter_bits) - 1);
    if (counter != 0) {
        ++last_;
    } else {
        last_ = (((last_ >> time_shift) + 1) << time_shift) | node_;
    }
    return last_;
}

std::string guid_for(std::int64_t id) {
    const auto noise = random_bytes<8>();
    const auto bits = static_cast<std::uint64_t>(id);
    std::array<unsigned char, 16> bytes{};
    // 48 bits, version, 12 bits, variant, 4 bits of the id; the remaining 58 bits are random.
    for (std::size_t i = 0; i < 6; ++i) {
        bytes[i] = static_cast<unsigned char>(bits >> (56U - 8U * i));
    }
    bytes[6] = static_cast<unsigned char>(0x80U | ((bits >> 12U) & 15U));
    bytes[7] = static_cast<unsigned char>(bits >> 4U);
    bytes[8] = static_cast<unsigned char>(0x80U | ((bits & 15U) << 2U) | (noise[0] & 3U));
    std::copy(noise.begin() + 1, noise.end(), bytes.begin() + 9);
    return guid_text(bytes);
}

std::optional<std::int64_t> id_in_guid(std::string_view guid) {
    if (guid.size() != 36)
        return {};
    std::array<unsigned char, 16> bytes{};
    std::size_t at = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) {
            if (guid[at++] != '-')
                return {};
        }
        const int high = hex_digit(guid[at]);
        const int low = hex_digit(guid[at + 1]);
        if (high < 0 || low < 0)
            return {};
        bytes[i] = static_cast<unsigned char>(high * 16 + low);
        at += 2;
    }
    if ((bytes[6] & 0xF0U) != 0x80U || (bytes[8] & 0xC0U) != 0x80U)
        return {};
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < 6; ++i) bits = (bits << 8U) | bytes[i];
    bits = (bits << 4U) | (bytes[6] & 15U);
    bits = (bits << 8U) | bytes[7];
    bits = (bits << 4U) | ((bytes[8] >> 2U) & 15U);
    if ((bits >> 63U) != 0)
        return {};
    return static_cast<std::int64_t>(bits);
}

std::string random_guid() {
    auto bytes = random_bytes<16>();
    bytes[6] = static_cast<unsigned char>(0x40U | (bytes[6] & 15U));
    bytes[8] = static_cast<unsigned char>(0x80U | (bytes[8] & 63U));
    return guid_text(bytes);
}

}  // namespace tg
