// See file_orders.hpp.
#include "gateway/drop/file_orders.hpp"

#include "gateway/core/text.hpp"

#include <array>

namespace tg::drop {
namespace {

struct Ending {
    std::string_view text;
    FileKind kind;
};
constexpr std::array<Ending, 4> endings{
    {{".json", FileKind::json},
     {".ndjson", FileKind::lines},
     {".jsonl", FileKind::lines},
     {".csv", FileKind::sheet}}};

/// An answer line may be many times as long as what it answers.
constexpr std::size_t orders_per_file_max = 100'000;

/// Whether the text is a list of orders without a wrapper.
bool begins_with_bracket(std::istream& file) {
    std::string head(256, '\0');
    file.read(head.data(), static_cast<std::streamsize>(head.size()));
    head.resize(static_cast<std::size_t>(file.gcount()));
    file.clear();
    file.seekg(0);
    return trimmed(head).starts_with('[');
}

}  // namespace

std::optional<FileKind> kind_of(std::string_view name) {
    const auto low = lower_ascii(name);
    for (const auto& ending : endings)
        if (low.ends_with(ending.text))
            return ending.kind;
    return std::nullopt;
}

std::string_view kind_name(FileKind kind) {
    constexpr std::array<std::string_view, 3> names{"json", "ndjson", "csv"};
    return names[static_cast<std::size_t>(kind)];
}

FileOrders::FileOrders(
    const std::filesystem::path& file,
    FileKind kind,
    const shapes::Shape* shape,
    shapes::Encoding encoding
)
    : file_(file, std::ios::binary), kind_(kind) {
    if (kind == FileKind::sheet) {
        rows_.emplace(file_, encoding, *shape);
        return;
    }
    array_ = kind == FileKind::json && begins_with_bracket(file_);
    const bool lines = kind == FileKind::lines;
    const auto list = shape == nullptr || lines ? shapes::Path{} : shape->orders;
    values_.emplace(file_, lines ? shapes::Lines::one_each : shapes::Lines::unknown, list);
}

bool FileOrders::next(api::SentOrder& order) {
    order = api::SentOrder();
    if (rows_) {
        shapes::CsvOrder rows;
        if (!rows_->next(rows))
            return false;
        order.number = rows.first_row();
        order.text = rows.text();
        order.rows = std::move(rows);
        return true;
    }
    shapes::JsonPiece piece;
    if (!values_->next(piece))
        return false;
    order.number = kind_ == FileKind::lines ? piece.line : read_ + 1;
    order.pointer = array_ ? "/" + std::to_string(read_) : std::move(piece.pointer);
    order.text = std::move(piece.text);
    ++read_;
    return true;
}

std::optional<Error> FileOrders::failure() const {
    auto failure = rows_ ? rows_->failure() : values_->failure();
    // A line of the text is no pointer; the sentence names the byte.
    if (failure && !rows_ && !failure->where.starts_with('/'))
        failure->where.clear();
    return failure;
}

Result<std::size_t> count_orders(FileOrders& orders) {
    std::size_t count = 0;
    api::SentOrder order;
    while (orders.next(order))
        if (++count > orders_per_file_max)
            return fail(Errc::batch_too_long, {}, {std::to_string(orders_per_file_max)});
    if (auto failure = orders.failure())
        return std::move(*failure);
    if (count == 0)
        return fail(Errc::file_empty);
    return count;
}

}  // namespace tg::drop
