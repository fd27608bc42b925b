// Takes the orders out of one seller's folder: each is judged and filed as by the API, in the name
// of the folder's caller, and answered by a line in <name>.answer.ndjson. What it promises:
//   - the idempotency key of an order is made of the file's digest and the place of the order, so a
//     file that is begun again files nothing twice;
//   - an answer appears whole, after the commit of every order in it; the file is moved to `done`
//     after its answer is on disk;
//   - the same bytes again get the same answer; other bytes under the same name are a new file;
//   - a full queue or a store that fails makes the file wait, where it is, and nothing is refused.
#pragma once

#include "gateway/api/order_line.hpp"
#include "gateway/api/services.hpp"
#include "gateway/drop/answer_book.hpp"
#include "gateway/drop/file_orders.hpp"
#include "gateway/drop/options.hpp"
#include "gateway/drop/seller_folder.hpp"

#include <memory>
#include <string>
#include <vector>

namespace tg::drop {

/// I/O thread only.
class FolderIntake {
 public:
    /// `state`: a folder of ours, beside the store.
    FolderIntake(FolderOptions options, api::Services services, std::filesystem::path state);

    /// Works until it is cancelled; what is under way then is finished by the next process.
    Task<void> run();
    [[nodiscard]] api::IntakeFolder standing() const;

 private:
    /// A file that was copied and is being answered.
    struct Work {
        std::string sha256, key, request_id;
        api::Shaping shaping;
        std::size_t order_bytes_max = 0;
        std::unique_ptr<FileOrders> orders;
        GrowingAnswer answer;
    };
    struct Chunk {
        std::vector<api::SentOrder> orders;
        std::vector<std::string> answers;  ///< empty: not answered yet
        std::size_t first = 0;             ///< place of the first order in the file
        std::size_t next = 0, accepted = 0, refused = 0;
        std::optional<Error> trouble;
    };

    Task<Result<void>> look();
    Task<Result<void>> take(FoundFile found);
    Task<Result<void>> take_copied(FoundFile found, Copied copied, FileKind kind);
    Task<Result<void>> answer_orders(FoundFile found, Work& work);
    Task<Result<void>> answer_chunk(Work& work, Chunk& chunk);
    Task<void> work_through(Work& work, Chunk& chunk);
    Task<Result<void>> refuse(FoundFile found, Error error, std::string sha256);
    Task<Result<void>> deliver(FoundFile found, std::filesystem::path answer, std::string mark);
    Result<api::Shaping> shaping_of(FileKind kind) const;
    [[nodiscard]] std::optional<Error> fault_of(const FoundFile& found) const;
    [[nodiscard]] std::string endings() const;
    [[nodiscard]] api::ProblemContext context_of(const std::string& request_id) const;
    void note_trouble(std::optional<Error> trouble);
    void count_file(std::string_view result);

    FolderOptions options_;
    api::Services services_;
    SellerFolder folder_;
    AnswerBook book_;
    api::IntakeFolder standing_;
    std::string instance_;
    Instant swept_{};
};

}  // namespace tg::drop
