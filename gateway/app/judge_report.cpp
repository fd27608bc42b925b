// Text for people, one JSON object per line for programs.
#include "gateway/app/judge_report.hpp"

#include "gateway/api/assessment_json.hpp"
#include "gateway/api/json_text.hpp"
#include "gateway/api/problem.hpp"
#include "gateway/app/judge_tax.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <iostream>
#include <vector>

namespace tg::app {
namespace {

struct GradeText {
    std::string_view name, zh, en;
};
constexpr std::array<GradeText, 4> grades{{
    {"sound", "通过", "sound"},
    {"warned", "有警告", "with warnings"},
    {"refused", "有错误", "with errors"},
    {"unreadable", "无法读取", "unreadable"},
}};

const GradeText& text_of(Grade grade) {
    return grades[static_cast<std::size_t>(grade)];
}

std::string_view severity_zh(Severity severity) {
    switch (severity) {
        case Severity::error:
            return "错误";
        case Severity::warning:
            return "警告";
        case Severity::notice:
            break;
    }
    return "提示";
}

std::int64_t number(std::uint64_t value) {
    return static_cast<std::int64_t>(value);
}

}  // namespace

std::string JudgeReport::in_language(std::string zh, std::string en) const {
    if (language_ == JudgeLanguage::both)
        return zh + " / " + en;
    return language_ == JudgeLanguage::zh ? zh : en;
}

std::vector<Language> JudgeReport::languages() const {
    if (language_ == JudgeLanguage::both)
        return {Language::zh, Language::en};
    return {language_ == JudgeLanguage::zh ? Language::zh : Language::en};
}

void JudgeReport::begin(const std::string& file, bool rows) {
    file_ = file;
    rows_ = rows;
}

void JudgeReport::order(const JudgeVerdict& verdict) {
    ++orders_;
    ++grades_[verdict.grade];
    unmapped_.add(verdict.unmapped);
    for (const JudgeFinding& finding : verdict.findings)
        ++codes_[std::string(code_of(finding.error))];
    if (tax_ == Told::first && orders_ == 1)
        first_tax_ = verdict.tax;
    const bool tax_wanted = tax_ == Told::all && verdict.tax;
    if (verdict.findings.empty() && !tax_wanted)
        return;
    if (format_ == JudgeFormat::json)
        write(verdict);
    else
        print(verdict);
}

void JudgeReport::print(const JudgeVerdict& verdict) {
    const auto count = std::to_string(verdict.number);
    const auto line = std::to_string(verdict.line);
    const std::string zh = "订单 " + count + "（" + (rows_ ? "表行 " : "行 ") + line + "）";
    const std::string en = "order " + count + (rows_ ? " (row " : " (line ") + line + ")";
    out_ << file_ << ": " << in_language(zh, en);
    if (!verdict.order_no.empty())
        out_ << " " << verdict.order_no;
    const auto& grade = text_of(verdict.grade);
    out_ << ": " << in_language(std::string(grade.zh), std::string(grade.en)) << "\n";
    for (const JudgeFinding& finding : verdict.findings) print(finding);
    if (tax_ == Told::all && verdict.tax)
        print_tax(out_, *verdict.tax, languages());
}

void JudgeReport::print(const JudgeFinding& finding) {
    const Error& error = finding.error;
    out_ << "  ["
         << in_language(
                std::string(severity_zh(error.severity)), std::string(severity_name(error.severity))
            )
         << "] ";
    if (!finding.place.empty())
        out_ << finding.place << " ";
    if (!error.where.empty() && error.where != finding.place)
        out_ << (finding.place.empty() ? "" : "-> ") << error.where << " ";
    out_ << code_of(error) << "\n";
    for (const Language language : languages()) {
        const std::string stop = language == Language::zh ? "。" : ". ";
        out_ << "      " << api::valid_utf8(render(error, language)) << stop
             << remedy_of(error, language) << "\n";
    }
}

void JudgeReport::write(const JudgeVerdict& verdict) {
    const auto language = language_ == JudgeLanguage::en ? Language::en : Language::zh;
    api::JsonText json;
    json.open_object().member("file", file_).member("order", number(verdict.number));
    json.member(rows_ ? "row" : "line", number(verdict.line));
    json.member_if("order_no", verdict.order_no);
    json.member("grade", text_of(verdict.grade).name).key("findings").open_array();
    for (const JudgeFinding& finding : verdict.findings) {
        json.open_object().member_if("place", finding.place).key("finding");
        api::write_finding(json, finding.error, language);
        json.close_object();
    }
    json.close_array();
    if (tax_ == Told::all && verdict.tax) {
        json.key("tax");
        api::write_assessment(json, *verdict.tax);
    }
    json.close_object();
    out_ << json.take() << "\n";
}

void JudgeReport::file_failed(const Error& error) {
    ++files_failed_;
    const auto& parts = error.parts;
    const std::vector<Error> all = parts.empty() ? std::vector<Error>{error} : parts;
    for (const Error& part : all) ++codes_[std::string(code_of(part))];
    if (format_ == JudgeFormat::text) {
        out_ << file_ << ": " << in_language("无法读取", "unreadable") << "\n";
        for (const Error& part : all) print(JudgeFinding{part, {}});
        return;
    }
    const auto language = language_ == JudgeLanguage::en ? Language::en : Language::zh;
    api::JsonText json;
    json.open_object().member("file", file_).member("grade", "unreadable");
    json.key("findings").open_array();
    for (const Error& part : all) {
        json.open_object().key("finding");
        api::write_finding(json, part, language);
        json.close_object();
    }
    json.close_array().close_object();
    out_ << json.take() << "\n";
}

void JudgeReport::summary() {
    if (format_ == JudgeFormat::json)
        summary_json();
    else
        summary_text();
    out_.flush();
}

void JudgeReport::summary_text() {
    if (orders_ == 1 && first_tax_)
        print_tax(out_, *first_tax_, languages());
    const auto orders = std::to_string(orders_);
    out_ << in_language("共 " + orders + " 个订单", orders + " orders");
    for (const auto& [grade, count] : grades_) {
        const auto& text = text_of(grade);
        const auto times = std::to_string(count);
        out_ << ", "
             << in_language(std::string(text.zh) + " " + times, times + " " + std::string(text.en));
    }
    out_ << "\n";
    std::vector<std::pair<std::uint64_t, std::string_view>> ranked;
    for (const auto& [code, count] : codes_) ranked.emplace_back(count, code);
    std::ranges::stable_sort(
        ranked, std::greater<>{}, &std::pair<std::uint64_t, std::string_view>::first
    );
    for (const auto& [count, code] : ranked) out_ << "  " << count << " x " << code << "\n";
    if (unmapped_.paths().empty())
        return;
    out_ << in_language("未映射的字段：", "fields that nobody maps:") << "\n";
    for (const auto& [path, times] : unmapped_.paths())
        out_ << "  " << times << " x " << path << "\n";
    if (unmapped_.beyond() != 0)
        out_ << "  " << unmapped_.beyond() << " x ...\n";
}

void JudgeReport::summary_json() {
    api::JsonText json;
    json.open_object().key("summary").open_object().member("orders", number(orders_));
    for (std::size_t i = 0; i < grades.size(); ++i) {
        const auto found = grades_.find(static_cast<Grade>(i));
        json.member(grades[i].name, found == grades_.end() ? 0 : number(found->second));
    }
    json.member("files_unreadable", number(files_failed_)).key("codes").open_object();
    for (const auto& [code, count] : codes_) json.member(code, number(count));
    json.close_object().key("unmapped").open_object();
    for (const auto& [path, times] : unmapped_.paths()) json.member(path, number(times));
    json.close_object().close_object().close_object();
    out_ << json.take() << "\n";
}

int JudgeReport::exit_code() const {
    if (files_failed_ != 0 || grades_.contains(Grade::unreadable))
        return 2;
    return grades_.contains(Grade::refused) ? 1 : 0;
}

namespace {

/// Somebody looks at it, and it can go back in its line.
bool draws_lines() {
    const char* kind = std::getenv("TERM");
    return ::isatty(STDERR_FILENO) == 1 && kind != nullptr && std::string_view(kind) != "dumb";
}

/// Blocks of the bar that leave room for the numbers: a line that wraps cannot be taken back.
std::uint64_t bar_width() {
    constexpr std::uint64_t width_max = 30, numbers = 34;
    winsize size{};
    if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return width_max;
    return size.ws_col <= numbers ? 0 : std::min<std::uint64_t>(width_max, size.ws_col - numbers);
}

}  // namespace

JudgeBar::JudgeBar() : terminal_(draws_lines()), begun_(std::chrono::steady_clock::now()) {}

JudgeBar::~JudgeBar() {
    clear();
}

void JudgeBar::clear() {
    if (drawn_)
        std::cerr << "\r\x1b[2K" << std::flush;
    drawn_ = false;
}

void JudgeBar::show(std::uint64_t bytes, std::uint64_t size, std::uint64_t orders) {
    constexpr std::chrono::milliseconds redrawn_every{200};
    const auto now = std::chrono::steady_clock::now();
    if (!terminal_ || now - last_ < redrawn_every)
        return;
    last_ = now;
    drawn_ = true;
    std::string text = "\r\x1b[2K";
    if (size != 0) {
        const auto done = std::min(bytes, size);
        const auto width = bar_width();
        if (width != 0)
            text += "[";
        for (std::uint64_t i = 0; i < width; ++i) text += i < done * width / size ? "█" : "░";
        text += (width == 0 ? "" : "] ") + std::to_string(done * 100 / size) + "%  ";
    }
    const auto running =
        std::chrono::duration_cast<std::chrono::milliseconds>(now - begun_).count();
    const auto rate = running == 0 ? 0 : orders * 1000 / static_cast<std::uint64_t>(running);
    text += std::to_string(orders) + "  " + std::to_string(rate) + "/s";
    std::cerr << text << std::flush;
}

}  // namespace tg::app
