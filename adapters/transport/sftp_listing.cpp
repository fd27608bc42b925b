// See sftp_listing.hpp.
#include "adapters/transport/sftp_listing.hpp"

#include "adapters/transport/file_names.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <set>
#include <tuple>

namespace tg::adapters {
namespace {

constexpr std::array months{
    std::string_view{"Jan"},
    std::string_view{"Feb"},
    std::string_view{"Mar"},
    std::string_view{"Apr"},
    std::string_view{"May"},
    std::string_view{"Jun"},
    std::string_view{"Jul"},
    std::string_view{"Aug"},
    std::string_view{"Sep"},
    std::string_view{"Oct"},
    std::string_view{"Nov"},
    std::string_view{"Dec"},
};

/// -rw-r--r-- 1 owner group bytes month day time
constexpr std::size_t words_before_name = 8;
using Words = std::array<std::string_view, words_before_name>;

std::optional<std::int64_t> number(std::string_view text) {
    std::int64_t value = 0;
    const auto* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, value);
    const bool whole = read.ec == std::errc{} && read.ptr == end && value >= 0;
    return whole ? std::optional(value) : std::nullopt;
}

/// The words, and what stands behind the blank after the last of them.
std::optional<std::string_view> take_words(std::string_view line, Words& words) {
    for (auto& word : words) {
        line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
        const auto end = line.find(' ');
        if (end == std::string_view::npos || end == 0)
            return std::nullopt;
        word = line.substr(0, end);
        line.remove_prefix(end);
    }
    return line.substr(1);
}

/// "Nov 23 02:49" of the last year or "Nov 23 2025". 0 when it has another form: only the order
/// suffers.
std::int64_t rank_of(const Words& words, Instant now) {
    const auto name = std::ranges::find(months, words[5]);
    const auto day = number(words[6]);
    if (name == months.end() || !day)
        return 0;
    const auto today = china_date8(now);
    const auto this_month = number(std::string_view(today).substr(4, 2)).value_or(1);
    const std::int64_t month = name - months.begin() + 1;
    auto year = number(std::string_view(today).substr(0, 4)).value_or(0);
    std::int64_t minutes = 0;
    if (const auto colon = words[7].find(':'); colon != std::string_view::npos) {
        minutes = number(words[7].substr(0, colon)).value_or(0) * 60 +
                  number(words[7].substr(colon + 1)).value_or(0);
        // A month ahead may be another clock's tomorrow; more than that is last year's.
        if (month > this_month + 1 || (this_month == 1 && month == 12))
            --year;
    } else {
        year = std::min<std::int64_t>(number(words[7]).value_or(0), 9'999);
    }
    return ((year * 12 + month) * 31 + *day % 32) * 24 * 60 + minutes;
}

std::optional<RemoteFile> read_line(std::string_view line, Instant now) {
    Words words;
    const auto name = take_words(line, words);
    if (!name || name->empty() || name->find('/') != std::string_view::npos)
        return std::nullopt;
    const auto bytes = number(words[4]);
    if (!bytes)
        return std::nullopt;
    RemoteFile file;
    file.name = *name;
    file.bytes = *bytes;
    file.look = line.substr(0, line.size() - name->size());
    file.rank = rank_of(words, now);
    return file;
}

bool of_another_kind(std::string_view line) {
    constexpr std::string_view kinds = "dlbcpsD";
    return kinds.find(line.front()) != std::string_view::npos;
}

}  // namespace

Listing read_listing(std::string_view text, Instant now) {
    Listing out;
    std::set<std::string, std::less<>> names;
    while (!text.empty()) {
        const auto end = text.find('\n');
        // What has no end was cut off: its name may be longer.
        if (end == std::string_view::npos)
            break;
        const auto line = text.substr(0, end);
        text.remove_prefix(end + 1);
        if (line.empty() || of_another_kind(line))
            continue;
        auto file = line.front() == '-' ? read_line(line, now) : std::nullopt;
        if (!file)
            ++out.unclear;
        else if (names.insert(file->name).second)
            out.files.push_back(std::move(*file));
    }
    std::ranges::sort(out.files, [](const RemoteFile& a, const RemoteFile& b) {
        return std::tie(a.rank, a.name) < std::tie(b.rank, b.name);
    });
    return out;
}

}  // namespace tg::adapters
