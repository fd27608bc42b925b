// See sftp_script.hpp.
#include "adapters/partner/sftp_script.hpp"

#include "adapters/partner/folder_files.hpp"

namespace tg::partner {
namespace {

namespace fs = std::filesystem;
using std::chrono_literals::operator""ms;
using Then = Passed::Then;

/// A login, an upload and a rename are about as long.
constexpr std::uint32_t cut_bytes_max = 5'000;
/// An attempt has ended when the line has been quiet so long.
constexpr auto quiet = 25ms;
constexpr auto away_max = 400ms;

constexpr std::string_view noise = "\x01<garbage>]]>{ nothing that an SSH line would hold \xff\xfe";

Passed cut(std::string onward = {}) {
    return {std::move(onward), Then::cut_all};
}

}  // namespace

const fs::path& SftpScript::place(Question question) const {
    return question == Question::send ? folders_.send : folders_.receive;
}

fs::path SftpScript::here(Question question) const {
    const bool away = away_ && away_->question == question;
    return away ? fs::path(place(question)).concat(".away") : place(question);
}

void SftpScript::look_for_arrivals() {
    for (const auto& file : files_in(here(Question::send)))
        fresh_arrivals_ += arrived_.insert(file.filename().string()).second ? 1U : 0U;
}

void SftpScript::look_for_confirmations() {
    for (const auto& file : files_in(folders_.received))
        fresh_confirmations_ += confirmed_.insert(file.filename().string()).second ? 1U : 0U;
}

std::vector<std::string> SftpScript::take() {
    const std::lock_guard lock(mutex_);
    look_for_arrivals();
    std::vector<std::string> out;
    for (const auto& file : files_in(here(Question::send))) {
        out.push_back(message_in(file, charset_));
        std::error_code ignored;
        fs::remove(file, ignored);
    }
    return out;
}

void SftpScript::offer(const Waiting& receipt) {
    const std::lock_guard lock(mutex_);
    leave_file(here(Question::receipts), receipt);
}

void SftpScript::offer_half(const Waiting& receipt) {
    const std::lock_guard lock(mutex_);
    leave_half(here(Question::receipts), receipt);
}

std::vector<Waiting> SftpScript::waiting() {
    const std::lock_guard lock(mutex_);
    return receipts_in(here(Question::receipts));
}

bool SftpScript::opened(LineId) {
    const std::lock_guard lock(mutex_);
    if (plans_.next(Question::send) != Mischief::busy) {
        if (away_)
            ++away_->logins;
        return true;
    }
    plans_.take(Question::send);
    cut_for_busy_ = false;
    return false;
}

/// As OpenSSH says it when too many are logging in.
std::string SftpScript::refusal() const {
    return "Exceeded MaxStartups\r\n";
}

Passed SftpScript::to_server(LineId, std::string_view bytes) {
    const std::lock_guard lock(mutex_);
    if (away_) {
        away_->last = std::chrono::steady_clock::now();
        away_->asked = true;
        away_->answered = false;
    }
    for (const auto question : {Question::send, Question::receipts, Question::confirm}) {
        if (plans_.next(question) != Mischief::drop_before)
            continue;
        if (!bytes_left_) {
            dice_ = dice_ * 1'664'525U + 1'013'904'223U;
            bytes_left_ = (dice_ >> 8U) % cut_bytes_max;
        }
        if (bytes.size() < *bytes_left_) {
            *bytes_left_ -= bytes.size();
            break;
        }
        const auto onward = std::string(bytes.substr(0, *bytes_left_));
        bytes_left_.reset();
        plans_.take(question);
        return cut(onward);
    }
    return {std::string(bytes)};
}

/// A file has become visible: this is, or is soon followed by, the answer about it.
std::optional<Passed> SftpScript::after_arrival(std::string_view bytes) {
    look_for_arrivals();
    while (fresh_arrivals_ > 0) {
        --fresh_arrivals_;
        switch (plans_.next(Question::send)) {
            case Mischief::none:
                plans_.take(Question::send);
                break;
            case Mischief::drop_after:
                plans_.take(Question::send);
                return cut();
            case Mischief::garbage:
                plans_.take(Question::send);
                return cut(std::string(noise));
            case Mischief::half:
                plans_.take(Question::send);
                return cut(std::string(bytes.substr(0, bytes.size() / 2)));
            case Mischief::slow:
                plans_.take(Question::send);
                return Passed{std::string(bytes), Then::go_on, slow_};
            default:
                break;  // what comes before an arrival waits for the next
        }
    }
    return std::nullopt;
}

std::optional<Passed> SftpScript::after_confirmation() {
    look_for_confirmations();
    while (fresh_confirmations_ > 0) {
        --fresh_confirmations_;
        const auto next = plans_.next(Question::confirm);
        if (next == Mischief::drop_before)
            continue;
        plans_.take(Question::confirm);
        if (next == Mischief::drop_after)
            return cut();
    }
    return std::nullopt;
}

std::optional<Passed> SftpScript::of_receipts(std::string_view bytes) {
    switch (plans_.next(Question::receipts)) {
        case Mischief::garbage:
            plans_.take(Question::receipts);
            return cut(std::string(noise));
        case Mischief::half:
            plans_.take(Question::receipts);
            return cut(std::string(bytes.substr(0, bytes.size() / 2)));
        case Mischief::drop_after:
            plans_.take(Question::receipts);
            return cut(std::string(bytes));
        case Mischief::none:
            plans_.take(Question::receipts);
            break;
        default:
            break;
    }
    return std::nullopt;
}

Passed SftpScript::to_client(LineId, std::string_view bytes) {
    const std::lock_guard lock(mutex_);
    if (away_) {
        away_->last = std::chrono::steady_clock::now();
        away_->answered = true;
    }
    if (auto passed = after_arrival(bytes))
        return std::move(*passed);
    if (auto passed = after_confirmation())
        return std::move(*passed);
    if (auto passed = of_receipts(bytes))
        return std::move(*passed);
    return {std::string(bytes)};
}

void SftpScript::put_away(Question question) {
    std::error_code failure;
    fs::rename(place(question), fs::path(place(question)).concat(".away"), failure);
    if (!failure)
        away_ = Away{question, std::chrono::steady_clock::now(), {}, false, false, 0, sessions_()};
}

void SftpScript::put_back() {
    const auto question = away_->question;
    std::error_code ignored;
    fs::rename(here(question), place(question), ignored);
    away_.reset();
    plans_.take(question);
}

bool SftpScript::beat() {
    const std::lock_guard lock(mutex_);
    const auto now = std::chrono::steady_clock::now();
    if (away_) {
        // Nothing has been tried yet by who is still logging in.
        const bool over = away_->asked && away_->answered && now - away_->last > quiet &&
                          sessions_() >= away_->sessions_before + away_->logins;
        if (over || (away_->asked && now - away_->since > away_max))
            put_back();
        return false;
    }
    for (const auto question : {Question::send, Question::receipts})
        if (!away_ && plans_.next(question) == Mischief::fail)
            put_away(question);
    const bool busy = plans_.next(Question::send) == Mischief::busy;
    // The lines that are open would not notice: it takes new ones only.
    if (!busy || cut_for_busy_)
        return false;
    cut_for_busy_ = true;
    return true;
}

}  // namespace tg::partner
