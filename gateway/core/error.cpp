// The error catalogue as a table, and the sentences made from it.
#include "gateway/core/error.hpp"

#include <charconv>

namespace tg {
namespace {

const std::vector<ErrorEntry>& table() {
    static const std::vector<ErrorEntry> rows{
#define TG_ERROR_ROW(                                                              \
    name, fate, status, title_zh, title_en, text_zh, text_en, remedy_zh, remedy_en \
)                                                                                  \
    ErrorEntry{                                                                    \
        Errc::name,                                                                \
        #name,                                                                     \
        Fate::fate,                                                                \
        status,                                                                    \
        title_zh,                                                                  \
        title_en,                                                                  \
        text_zh,                                                                   \
        text_en,                                                                   \
        remedy_zh,                                                                 \
        remedy_en,                                                                 \
    },
#include "gateway/core/errors.inc"
#undef TG_ERROR_ROW
    };
    return rows;
}

std::string filled(std::string_view text, const std::vector<std::string>& args) {
    std::string out;
    out.reserve(text.size() + 16);
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto close = text[i] == '{' ? text.find('}', i) : std::string_view::npos;
        std::size_t index = 0;
        if (close != std::string_view::npos) {
            const auto [end, failure] =
                std::from_chars(text.data() + i + 1, text.data() + close, index);
            if (failure == std::errc{} && end == text.data() + close) {
                if (index < args.size())
                    out += args[index];
                i = close;
                continue;
            }
        }
        out += text[i];
    }
    return out;
}

/// The rule's own words where it has them, else the catalogue's.
std::string_view worded(
    const Error& error,
    Language language,
    std::string Phrase::*own_zh,
    std::string Phrase::*own_en,
    std::string_view zh,
    std::string_view en
) {
    const bool chinese = language == Language::zh;
    if (error.phrase) {
        const std::string& own = (*error.phrase).*(chinese ? own_zh : own_en);
        if (!own.empty())
            return own;
    }
    return chinese ? zh : en;
}

}  // namespace

const std::vector<ErrorEntry>& error_catalogue() {
    return table();
}

const ErrorEntry& entry_of(Errc code) {
    return table().at(static_cast<std::size_t>(code));
}

Fate Error::fate() const {
    return entry_of(code).fate;
}

std::string_view severity_name(Severity severity) {
    switch (severity) {
        case Severity::error:
            return "error";
        case Severity::warning:
            return "warning";
        case Severity::notice:
            return "notice";
    }
    return {};
}

std::string render(const Error& error, Language language) {
    const auto& entry = entry_of(error.code);
    return filled(
        worded(error, language, &Phrase::text_zh, &Phrase::text_en, entry.text_zh, entry.text_en),
        error.args
    );
}

std::string_view code_of(const Error& error) {
    const bool own = error.phrase && !error.phrase->code.empty();
    return own ? std::string_view(error.phrase->code) : entry_of(error.code).name;
}

std::string_view title_of(const Error& error, Language language) {
    const auto& entry = entry_of(error.code);
    return worded(
        error, language, &Phrase::title_zh, &Phrase::title_en, entry.title_zh, entry.title_en
    );
}

std::string_view remedy_of(const Error& error, Language language) {
    const auto& entry = entry_of(error.code);
    return worded(
        error, language, &Phrase::remedy_zh, &Phrase::remedy_en, entry.remedy_zh, entry.remedy_en
    );
}

std::string_view source_of(const Error& error) {
    return error.phrase ? std::string_view(error.phrase->source) : std::string_view{};
}

std::string describe(const Error& error) {
    std::string out{entry_of(error.code).name};
    if (!error.where.empty())
        out += " at " + error.where;
    if (!error.detail.empty())
        out += ": " + error.detail;
    for (const auto& part : error.parts) out += "; " + describe(part);
    return out;
}

}  // namespace tg
