// See judge_messages.hpp.
#include "gateway/app/judge_messages.hpp"

#include <fstream>
#include <map>
#include <system_error>

namespace tg::app {
namespace {

constexpr std::size_t number_digits = 6, order_no_max = 60;

std::string safe(std::string_view text) {
    std::string out(text.substr(0, order_no_max));
    for (char& c : out) {
        const bool kept = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                          (c >= 'a' && c <= 'z') || c == '-' || c == '_' || c == '.';
        if (!kept)
            c = '_';
    }
    return out;
}

bool put(const std::filesystem::path& file, const std::string& xml) {
    // A link that stands there is replaced and not followed.
    std::error_code ignored;
    std::filesystem::remove(file, ignored);
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    out << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" << xml << "\n";
    out.close();
    return out.good();
}

}  // namespace

Result<void> ready_folder(const std::filesystem::path& folder) {
    std::error_code failed;
    std::filesystem::create_directories(folder, failed);
    if (!std::filesystem::is_directory(folder, failed))
        return fail(Errc::io_failed, "--xml", {folder.string(), "is no folder / 不是文件夹"});
    return success();
}

std::string message_file(
    std::uint64_t order, std::string_view order_no, std::string_view type, std::size_t nth
) {
    auto file = std::to_string(order);
    if (file.size() < number_digits)
        file.insert(0, number_digits - file.size(), '0');
    if (!order_no.empty())
        file += "-" + safe(order_no);
    file += "-" + std::string(type);
    if (nth > 1)
        file += "-" + std::to_string(nth);
    return file + ".xml";
}

void JudgeMessages::write(const JudgeVerdict& verdict, std::uint64_t order) {
    std::map<std::string_view, std::size_t> met;
    for (const auto& message : verdict.messages) {
        if (failure_)
            return;
        const auto nth = ++met[message.type];
        const auto file = folder_ / message_file(order, verdict.order_no, message.type, nth);
        if (!put(file, message.xml))
            failure_ =
                fail(Errc::io_failed, "--xml", {file.string(), "cannot be written / 无法写入"});
    }
}

}  // namespace tg::app
