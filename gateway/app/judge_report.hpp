// What `tongguan judge` prints: every finding with its place, a summary, and on a terminal a bar.
// Sound orders are counted, not printed: a million of them say nothing (but their tax, when it is
// wanted).
#pragma once

#include "gateway/app/judge_order.hpp"

#include <chrono>
#include <iosfwd>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tg::app {

enum class JudgeFormat : std::uint8_t { text, json };
enum class JudgeLanguage : std::uint8_t { zh, en, both };

class JudgeReport {
 public:
    JudgeReport(std::ostream& out, JudgeFormat format, JudgeLanguage language, Told tax)
        : out_(out), format_(format), language_(language), tax_(tax) {}

    /// The file that the following is about.
    void begin(const std::string& file, bool rows);
    void order(const JudgeVerdict& verdict);
    /// Of the file as a whole: it cannot be opened, or not read on.
    void file_failed(const Error& error);
    void summary();

    /// 0 every order is sound (or only warned), 1 one has an error, 2 something is unreadable.
    [[nodiscard]] int exit_code() const;
    [[nodiscard]] std::uint64_t orders() const { return orders_; }

 private:
    void print(const JudgeVerdict& verdict);
    void print(const JudgeFinding& finding);
    void write(const JudgeVerdict& verdict);
    void summary_text();
    void summary_json();
    [[nodiscard]] std::string in_language(std::string zh, std::string en) const;
    [[nodiscard]] std::vector<Language> languages() const;

    std::ostream& out_;
    JudgeFormat format_;
    JudgeLanguage language_;
    Told tax_;
    std::optional<tax::Assessment> first_tax_;  ///< told at the end, if no other order came
    std::string file_;
    bool rows_ = false;
    std::uint64_t orders_ = 0, files_failed_ = 0;
    std::map<Grade, std::uint64_t> grades_;
    std::map<std::string, std::uint64_t, std::less<>> codes_;  // of findings
    shapes::Unmapped unmapped_;
};

/// On a terminal: how much of a file has been judged, redrawn a few times a second in one line,
/// however narrow, and gone at the end. It has no colours. Elsewhere, and where TERM is dumb,
/// nothing.
class JudgeBar {
 public:
    JudgeBar();
    ~JudgeBar();
    JudgeBar(const JudgeBar&) = delete;
    JudgeBar& operator=(const JudgeBar&) = delete;
    /// `size` 0: unknown.
    void show(std::uint64_t bytes, std::uint64_t size, std::uint64_t orders);
    /// Gives the line back before something else is printed.
    void clear();

 private:
    bool terminal_;
    bool drawn_ = false;
    std::chrono::steady_clock::time_point begun_, last_{};
};

}  // namespace tg::app
