// One business document as values addressed by table row, so that one loop serves every message
// type: checking, writing, storing, reading. Values are UTF-8 text in the form that goes on the
// wire.
#pragma once

#include "gateway/core/result.hpp"
#include "schemas/table.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tg::schemas {

class Document {
 public:
    explicit Document(const Table& table);

    [[nodiscard]] const Table& table() const { return *table_; }

    /// Absent and empty are different; absent answers nothing.
    [[nodiscard]] std::optional<std::string_view> get(Field field) const;
    [[nodiscard]] std::optional<std::string_view> get(std::size_t line, Field field) const;
    [[nodiscard]] std::optional<std::string_view> head(std::size_t row) const;
    [[nodiscard]] std::optional<std::string_view> line(std::size_t line, std::size_t row) const;

    void set_head(std::size_t row, std::string_view value);
    void set_line(std::size_t line, std::size_t row, std::string_view value);
    /// A field of another table, or of the other group, is a bug. Views handed out before a change
    /// are void after it.
    void set(Field field, std::string_view value);
    void set(std::size_t line, Field field, std::string_view value);
    void clear(Field field);
    void clear(std::size_t line, Field field);

    std::size_t add_line();
    [[nodiscard]] std::size_t line_count() const;

    /// Values of Table::key joined by '|'; a missing part is empty.
    [[nodiscard]] std::string business_key() const;
    /// The first present value of Table::party, or empty.
    [[nodiscard]] std::string_view party() const;

    /// Compact binary form for the store: values beside tags of their elements' names, so that it
    /// outlives rows that are added or moved. parse() survives any bytes and answers
    /// Errc::bad_table for what it does not know.
    [[nodiscard]] std::string serialise() const;
    static Result<Document> parse(std::string_view bytes);

 private:
    friend class StoredForm;
    struct Slot {
        std::uint32_t at;
        std::uint32_t size;  ///< absent_size when absent
    };
    static constexpr std::uint32_t absent_size = 0xffffffff;
    [[nodiscard]] std::optional<std::string_view> value(std::size_t slot) const;
    void put(std::size_t slot, std::string_view value);
    [[nodiscard]] std::size_t slot_of(std::size_t line, std::size_t row) const;

    const Table* table_;
    std::string
        text_;  // all values; overwritten ones leave garbage behind, which serialise() drops
    std::vector<Slot> slots_;  // head rows, then lines one after another
};

}  // namespace tg::schemas
