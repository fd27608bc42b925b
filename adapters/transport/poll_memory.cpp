// See poll_memory.hpp. The file has one line per question: its moment in milliseconds, a blank, its
// name.
#include "adapters/transport/poll_memory.hpp"

#include <charconv>
#include <fstream>
#include <utility>

namespace tg::adapters {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::minutes kept_every{1};

}  // namespace

PollMemory::PollMemory(fs::path file, const Clock& clock) : file_(std::move(file)), clock_(clock) {
    std::ifstream in(file_);
    std::string line;
    while (std::getline(in, line)) {
        const auto blank = line.find(' ');
        std::int64_t moment = 0;
        if (blank == std::string::npos)
            continue;
        const auto [end, failure] = std::from_chars(line.data(), line.data() + blank, moment);
        if (failure != std::errc{} || end != line.data() + blank)
            continue;
        auto& question = questions_[line.substr(blank + 1)];
        question.done = question.kept = Instant(std::chrono::milliseconds(moment));
    }
}

Instant PollMemory::since(
    std::string_view question, std::chrono::hours look_back, std::chrono::seconds overlap
) const {
    const auto found = questions_.find(question);
    const auto now = clock_.now();
    // A moment in the future is of a clock that went wrong.
    if (found == questions_.end() || found->second.done == Instant{} || found->second.done > now)
        return now - look_back;
    return found->second.done - overlap;
}

bool PollMemory::confirmed(std::string_view question, std::string_view id) const {
    const auto found = questions_.find(question);
    return found != questions_.end() && found->second.confirmed.contains(id);
}

void PollMemory::answered(
    std::string_view question,
    Instant asked_at,
    const std::set<std::string>& ids,
    std::set<std::string> open
) {
    auto& one = questions_[std::string(question)];
    one.asked = asked_at;
    // What the answer no longer holds will not come again.
    std::erase_if(one.confirmed, [&ids](const std::string& id) { return !ids.contains(id); });
    one.open = {open.begin(), open.end()};
    settle(one);
}

void PollMemory::confirm(std::string_view question, const std::string& id) {
    const auto found = questions_.find(question);
    if (found == questions_.end())
        return;
    found->second.open.erase(id);
    found->second.confirmed.insert(id);
    settle(found->second);
}

void PollMemory::settle(Question& question) {
    if (question.open.empty() && question.asked > question.done)
        question.done = question.asked;
}

Result<void> PollMemory::keep() {
    bool moved = false;
    for (const auto& [name, question] : questions_)
        moved = moved || question.done - question.kept >= kept_every;
    if (!moved)
        return success();
    const auto beside = fs::path(file_).concat(".tmp");
    {
        std::ofstream out(beside, std::ios::trunc);
        for (const auto& [name, question] : questions_)
            out << question.done.time_since_epoch().count() << ' ' << name << '\n';
        if (!out.flush())
            return fail(Errc::io_failed, beside.string(), {beside.string(), "write"});
    }
    std::error_code failure;
    fs::rename(beside, file_, failure);
    if (failure)
        return fail(Errc::io_failed, file_.string(), {file_.string(), failure.message()});
    for (auto& [name, question] : questions_) question.kept = question.done;
    return success();
}

}  // namespace tg::adapters
