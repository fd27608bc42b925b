// Files of orders.
#include "gateway/app/judge_source.hpp"

#include <iostream>
#include <system_error>

namespace tg::app {

Result<std::unique_ptr<JudgeSource>> JudgeSource::open(
    const std::filesystem::path& file, const shapes::Shape* shape, shapes::Encoding encoding
) {
    std::unique_ptr<JudgeSource> made(new JudgeSource);
    const bool standard = file == "-";
    std::error_code unknown;
    if (!standard) {
        made->file_.open(file, std::ios::binary);
        if (!made->file_ || std::filesystem::is_directory(file, unknown)) {
            const auto name = file.string();
            return fail(Errc::io_failed, name, {name, "cannot be read / 无法读取"});
        }
        const auto size = std::filesystem::file_size(file, unknown);
        made->size_ = unknown ? 0 : size;
    }
    std::istream& stream = standard ? std::cin : made->file_;
    if (shape != nullptr && shape->medium == shapes::Medium::csv) {
        made->rows_.emplace(stream, encoding, *shape);
        return made;
    }
    const auto ending = file.extension();
    const bool lines = ending == ".ndjson" || ending == ".jsonl";
    const auto list = shape == nullptr ? shapes::Path{} : shape->orders;
    made->values_.emplace(stream, lines ? shapes::Lines::one_each : shapes::Lines::unknown, list);
    return made;
}

bool JudgeSource::next(JudgeItem& item) {
    item = JudgeItem();
    if (rows_) {
        item.rows.emplace();
        if (!rows_->next(*item.rows))
            return false;
        item.line = item.rows->first_row();
    } else {
        shapes::JsonPiece piece;
        if (!values_->next(piece))
            return false;
        item.line = piece.line;
        item.text = std::move(piece.text);
        item.pointer = std::move(piece.pointer);
    }
    item.number = ++number_;
    return true;
}

const std::optional<Error>& JudgeSource::failure() const {
    return rows_ ? rows_->failure() : values_->failure();
}

std::uint64_t JudgeSource::bytes() const {
    return rows_ ? rows_->bytes() : values_->bytes();
}

}  // namespace tg::app
