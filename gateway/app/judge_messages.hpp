// `tongguan judge --xml DIR`: the messages that would be sent, one file each. Names hold only
// letters, digits, dots, hyphens and underscores, whatever an order calls itself.
#pragma once

#include "gateway/app/judge_order.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace tg::app {

/// Makes the folder if need be. Errc::io_failed.
Result<void> ready_folder(const std::filesystem::path& folder);

/// 000017-DEMO202503010001-CEB311Message.xml; `nth` from 1, of messages of one type in an order.
std::string message_file(
    std::uint64_t order, std::string_view order_no, std::string_view type, std::size_t nth
);

class JudgeMessages {
 public:
    explicit JudgeMessages(std::filesystem::path folder) : folder_(std::move(folder)) {}

    /// `order`: number among all of the run. After a failure nothing more is written.
    void write(const JudgeVerdict& verdict, std::uint64_t order);
    [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }

 private:
    std::filesystem::path folder_;
    std::optional<Error> failure_;
};

}  // namespace tg::app
