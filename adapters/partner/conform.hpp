// The conformance kit: a channel as its zone file describes it, run by the gateway's own adapter,
// delivery plan and poller against a scripted partner that misbehaves in every way that a network
// and a platform can. What comes out is a sheet that a park can read and accept.
#pragma once

#include "adapters/partner/partner.hpp"
#include "adapters/partner/servers.hpp"
#include "adapters/registry.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace tg::partner {

enum class Grade : std::uint8_t {
    passed,
    failed,
    not_here,  ///< this wire or dialect knows no such thing; the sentence says why
};
std::string_view grade_name(Grade grade);  ///< "passed", "failed", "not_here"

struct CaseResult {
    std::string id;  ///< "answer-lost"
    std::string title_zh, title_en;
    Grade grade{};
    std::string told_zh, told_en;  ///< what was seen
};

struct Sheet {
    std::string channel, transport, dialect, source;
    std::string made;  ///< RFC 3339
    std::string version;
    std::vector<CaseResult> cases;

    [[nodiscard]] bool passed() const;
};

/// How long the gateway waits for an answer, and how long a slow one takes.
struct Pace {
    std::chrono::milliseconds answer, slow;
};

struct ConformPlan {
    std::size_t documents = 20;  ///< per case
    std::filesystem::path memory_folder;
    Servers* servers = nullptr;  ///< those of a run, so that they start once; else its own
    std::optional<Pace> pace{};  ///< else by the kind of wire
};

/// Runs every case, each with a partner of its own. I/O thread. Errors: a partner that cannot be
/// started.
Task<Result<Sheet>> conform(
    forward::Channel channel, const adapters::Surroundings& around, ConformPlan plan
);

std::string sheet_text(const Sheet& sheet, Language language);
std::string sheet_json(const Sheet& sheet);
/// A page to print, in both languages.
std::string sheet_html(const Sheet& sheet);

}  // namespace tg::partner
