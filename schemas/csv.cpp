// Reader for the tables: one pass over the text, one small state per row.
#include "schemas/csv.hpp"

#include <algorithm>

namespace tg::schemas {
namespace {

class Reader {
 public:
    explicit Reader(std::string_view text) : text_(text) {
        if (text_.substr(0, 3) == "\xEF\xBB\xBF") {
            text_.remove_prefix(3);
        }
    }

    [[nodiscard]] bool done() const { return at_ >= text_.size(); }
    [[nodiscard]] std::size_t line() const { return line_; }
    [[nodiscard]] const std::string& error() const { return error_; }

    /// The cells up to the end of the row; an empty line gives one empty cell.
    std::vector<std::string> row() {
        std::vector<std::string> cells;
        do {
            cells.push_back(cell());
        } while (error_.empty() && comma());
        end_of_row();
        return cells;
    }

    void fault(std::size_t line, std::string_view reason) {
        if (error_.empty()) {
            error_ = "line " + std::to_string(line) + ": " + std::string(reason);
        }
    }

 private:
    [[nodiscard]] std::size_t line_end_size() const {
        if (done()) {
            return 0;
        }
        if (text_[at_] == '\n') {
            return 1;
        }
        return text_.substr(at_, 2) == "\r\n" ? 2 : 0;
    }

    bool comma() {
        const bool found = !done() && text_[at_] == ',';
        at_ += found ? 1 : 0;
        return found;
    }

    std::string cell() { return !done() && text_[at_] == '"' ? quoted() : bare(); }

    std::string bare() {
        const auto start = at_;
        for (;;) {
            at_ = std::min(text_.find_first_of(",\n\r\"", at_), text_.size());
            if (done() || text_[at_] == ',' || line_end_size() != 0) {
                return std::string(text_.substr(start, at_ - start));
            }
            fault(
                line_,
                text_[at_] == '"' ? "quote inside an unquoted cell"
                                  : "carriage return without line feed"
            );
            ++at_;
        }
    }

    std::string quoted() {
        const auto opened = line_;
        std::string cell;
        for (++at_; !done(); ++at_) {
            const char c = text_[at_];
            if (c != '"') {
                line_ += c == '\n' ? 1 : 0;
                cell += c;
                continue;
            }
            if (text_.substr(at_, 2) != "\"\"") {
                ++at_;
                if (!done() && text_[at_] != ',' && line_end_size() == 0) {
                    fault(line_, "text after a closing quote");
                }
                return cell;
            }
            cell += '"';
            ++at_;
        }
        fault(opened, "quote not closed");
        return cell;
    }

    void end_of_row() {
        if (const auto size = line_end_size(); size != 0) {
            at_ += size;
            ++line_;
        }
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t line_ = 1;
    std::string error_;
};

bool blank(const std::vector<std::string>& cells) {
    return cells.size() == 1 && cells.front().empty();
}

}  // namespace

std::size_t CsvFile::column(std::string_view name) const {
    const auto found = std::find(columns.begin(), columns.end(), name);
    return found == columns.end() ? std::string_view::npos
                                  : static_cast<std::size_t>(found - columns.begin());
}

CsvFile read_csv(std::string_view text) {
    CsvFile file;
    Reader reader(text);
    while (!reader.done() && reader.error().empty()) {
        const auto line = reader.line();
        auto cells = reader.row();
        if (blank(cells) || !reader.error().empty()) {
            continue;
        }
        if (file.columns.empty()) {
            file.columns = std::move(cells);
            continue;
        }
        if (cells.size() != file.columns.size()) {
            reader.fault(
                line,
                std::to_string(cells.size()) + " cells where the first row has " +
                    std::to_string(file.columns.size())
            );
        }
        file.rows.push_back({line, std::move(cells)});
    }
    file.error = reader.error();
    if (file.error.empty() && file.columns.empty()) {
        file.error = "line 1: the row of column names is missing";
    }
    return file;
}

}  // namespace tg::schemas
