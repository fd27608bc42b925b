// One pass over the bytes, one small state per cell.
#include "gateway/shapes/csv_reader.hpp"

#include "gateway/core/decimal.hpp"
#include "gateway/core/text.hpp"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <map>

namespace tg::shapes {
namespace {

constexpr int at_end = -1;

/// Converts GB18030 to UTF-8; what is no GB18030 becomes 0xFF, which is no UTF-8, so that it is
/// found again in its cell.
class Conversion {
 public:
    Conversion() : handle_(iconv_open("UTF-8", "GB18030")) {}
    ~Conversion() {
        if (sound())
            iconv_close(handle_);
    }
    Conversion(const Conversion&) = delete;
    Conversion& operator=(const Conversion&) = delete;

    /// Appends what `pending` gives; an unfinished character stays in it, unless this is the end.
    void convert(std::string& pending, std::string& out, bool end) {
        std::array<char, 4096> piece{};
        char* in = pending.data();
        std::size_t left = sound() ? pending.size() : 0;
        while (left != 0) {
            char* to = piece.data();
            std::size_t room = piece.size();
            const std::size_t outcome = iconv(handle_, &in, &left, &to, &room);
            const int reason = outcome == static_cast<std::size_t>(-1) ? errno : 0;
            out.append(piece.data(), piece.size() - room);
            if (reason == EINVAL && !end)
                break;
            if (reason == EILSEQ || reason == EINVAL) {
                out += '\xFF';
                ++in;
                --left;
            }
        }
        pending.erase(0, pending.size() - left);
    }

 private:
    [[nodiscard]] bool sound() const {
        return handle_ != reinterpret_cast<iconv_t>(static_cast<std::intptr_t>(-1));
    }
    iconv_t handle_;
};

bool is_utf8(std::string_view text) {
    return character_count(text).has_value();
}

bool is_gb18030(std::string_view text) {
    std::string pending(text);
    std::string out;
    Conversion().convert(pending, out, true);
    return is_utf8(out);
}

/// The sign by which a spreadsheet would take the cell for a formula; nothing for a plain negative
/// number.
std::string_view formula_sign(std::string_view cell) {
    const std::string_view text = trimmed(cell);
    if (text.empty() || std::string_view("=+-@").find(text.front()) == std::string_view::npos)
        return {};
    if (text.front() == '-' && Decimal::parse(text))
        return {};
    return text.substr(0, 1);
}

}  // namespace

/// The file in blocks, converted.
class CsvReader::Bytes {
 public:
    Bytes(std::istream& stream, Encoding encoding) : stream_(stream), encoding_(encoding) {}

    int look() {
        if (at_ >= block_.size() && !fill())
            return at_end;
        return static_cast<unsigned char>(block_[at_]);
    }
    void skip() { ++at_; }
    [[nodiscard]] std::uint64_t taken() const { return taken_; }

 private:
    static constexpr std::size_t block_bytes = std::size_t{1} << 16U;

    bool fill() {
        at_ = 0;
        block_.clear();
        std::string raw(block_bytes, '\0');
        while (block_.empty() && stream_) {
            stream_.read(raw.data(), static_cast<std::streamsize>(raw.size()));
            const auto size = static_cast<std::size_t>(stream_.gcount());
            taken_ += size;
            if (encoding_ == Encoding::utf8) {
                block_.assign(raw, 0, size);
            } else {
                pending_.append(raw, 0, size);
                conversion_.convert(pending_, block_, !stream_);
            }
        }
        return !block_.empty();
    }

    std::istream& stream_;
    Encoding encoding_;
    Conversion conversion_;
    std::string pending_, block_;
    std::size_t at_ = 0;
    std::uint64_t taken_ = 0;
};

std::string cell_place(std::uint64_t row, std::size_t column) {
    return std::to_string(row) + ":" + std::to_string(column);
}

CsvReader::CsvReader(std::istream& stream, Encoding encoding)
    : bytes_(std::make_unique<Bytes>(stream, encoding)), encoding_(encoding) {
    for (const int byte : {0xEF, 0xBB, 0xBF}) {
        if (bytes_->look() != byte)
            break;
        bytes_->skip();
    }
    CsvRecord record;
    if (!read_row(record)) {
        if (!failure_)
            fail_with(fail(Errc::csv_broken, "1:1", {"1", "1", "a, b, c"}));
        return;
    }
    header_ = record.text;
    judge_columns(record);
}

CsvReader::~CsvReader() = default;

std::uint64_t CsvReader::bytes() const {
    return bytes_->taken();
}

std::optional<std::size_t> CsvReader::column(std::string_view name) const {
    const auto found = std::ranges::find(columns_, name);
    if (found == columns_.end())
        return std::nullopt;
    return static_cast<std::size_t>(found - columns_.begin());
}

int CsvReader::look() {
    return bytes_->look();
}

int CsvReader::take() {
    const int byte = bytes_->look();
    bytes_->skip();
    ++row_bytes_;
    row_text_ += static_cast<char>(byte);
    if (byte == '\n') {
        ++line_;
        character_ = 1;
    } else if ((static_cast<unsigned>(byte) & 0xC0U) != 0x80U) {
        ++character_;  // of several bytes the first counts
    }
    return byte;
}

void CsvReader::fail_with(Error error) {
    if (!failure_)
        failure_ = std::move(error);
}

bool CsvReader::broken(const char* expected) {
    const auto line = std::to_string(line_);
    const auto character = std::to_string(character_);
    fail_with(fail(Errc::csv_broken, line + ":" + character, {line, character, expected}));
    return false;
}

void CsvReader::take_line_end() {
    if (look() == '\r') {
        take();
        if (look() != '\n') {
            broken("LF");
            return;
        }
    }
    if (look() == '\n')
        take();
}

bool CsvReader::read_quoted(std::string& cell) {
    const auto line = line_;
    const auto character = character_;
    take();
    for (;;) {
        if (look() == at_end) {
            line_ = line;  // where the quote was opened says more than the end of the file
            character_ = character;
            return broken("\"...\"");
        }
        if (row_bytes_ > row_bytes_max)
            return true;  // refused by the row
        const int byte = take();
        if (byte != '"') {
            cell += static_cast<char>(byte);
        } else if (look() == '"') {
            take();
            cell += '"';
        } else {
            break;
        }
    }
    const int after = look();
    return after == ',' || after == '\r' || after == '\n' || after == at_end || broken(", LF");
}

/// False after a failure.
bool CsvReader::read_cell(CsvRecord& record, std::string& cell) {
    if (look() == '"') {
        if (!read_quoted(cell))
            return false;
    } else {
        while (look() != at_end && look() != ',' && look() != '\r' && look() != '\n') {
            if (look() == '"')
                return broken(", LF");
            if (look() == 0)
                return broken("U+0020..");
            cell += static_cast<char>(take());
            if (row_bytes_ > row_bytes_max)
                break;
        }
    }
    if (row_bytes_ <= row_bytes_max)
        return true;
    fail_with(
        fail(Errc::batch_line_too_long, cell_place(record.row, 1), {std::to_string(row_bytes_max)})
    );
    return false;
}

bool CsvReader::read_row(CsvRecord& record) {
    while (!failure_ && look() != at_end) {
        record = CsvRecord{++row_, line_, {}, {}, {}};
        row_bytes_ = 0;
        row_text_.clear();
        for (;;) {
            std::string& cell = record.cells.emplace_back();
            if (!read_cell(record, cell))
                return false;
            if (look() != ',')
                break;
            take();
        }
        take_line_end();
        const bool blank = record.cells.size() == 1 && trimmed(record.cells.front()).empty();
        if (failure_ || blank)
            continue;
        record.text = row_text_;
        return true;
    }
    return false;
}

void CsvReader::judge_cells(CsvRecord& record) {
    for (std::size_t i = 0; i < record.cells.size(); ++i) {
        const std::string& cell = record.cells[i];
        const std::string where = cell_place(record.row, i + 1);
        if (const auto sign = formula_sign(cell); !sign.empty())
            record.faults.push_back(fail(Errc::unsafe_cell, where, {std::string(sign)}));
        if (is_utf8(cell))
            continue;
        if (encoding_ == Encoding::utf8 && is_gb18030(cell)) {
            fail_with(fail(Errc::csv_gb18030, where));
            return;
        }
        const char* name = encoding_ == Encoding::utf8 ? "UTF-8" : "GB18030";
        record.faults.push_back(fail(Errc::csv_not_utf8, where, {name}));
    }
}

/// The names decide about the whole file.
void CsvReader::judge_columns(const CsvRecord& record) {
    CsvRecord judged = record;
    judge_cells(judged);
    std::vector<Error> faults = std::move(judged.faults);
    std::map<std::string_view, std::size_t> seen;
    for (std::size_t i = 0; i < record.cells.size(); ++i) {
        const auto name = trimmed(record.cells[i]);
        columns_.emplace_back(name);
        if (!name.empty() && !seen.emplace(name, i).second)
            faults.push_back(
                fail(Errc::duplicate_column, cell_place(record.row, i + 1), {std::string(name)})
            );
    }
    if (faults.empty())
        return;
    Error all = faults.front();
    if (faults.size() > 1)
        all.parts = std::move(faults);
    fail_with(std::move(all));
}

bool CsvReader::next(CsvRecord& record) {
    if (failure_ || !read_row(record))
        return false;
    judge_cells(record);
    if (failure_)
        return false;
    if (record.cells.size() != columns_.size()) {
        const auto last = std::min(record.cells.size(), columns_.size()) + 1;
        record.faults.push_back(fail(
            Errc::csv_cells,
            cell_place(record.row, last),
            {std::to_string(record.cells.size()), std::to_string(columns_.size())}
        ));
    }
    return true;
}

}  // namespace tg::shapes
