// Documents without number for any message, made of the tables alone: short and full-length values,
// optional elements there and not, any number of lines, and the characters that go wrong. Every one
// of them keeps the rules of its table (code lists and rules among fields aside). The same seed
// makes the same documents everywhere.
#pragma once

#include "gateway/compose/pack.hpp"
#include "schemas/catalogue.hpp"
#include "schemas/document.hpp"

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace tg::test {

/// What is there of a document: only what must be, anything, or everything in full length.
enum class Fill : std::uint8_t { least, some, most };

class Population {
 public:
    explicit Population(std::uint64_t seed) : random_(seed) {}

    /// 0 .. largest
    std::size_t up_to(std::size_t largest);
    std::size_t between(std::size_t least, std::size_t most) { return least + up_to(most - least); }
    bool once_in(std::size_t times) { return up_to(times - 1) == 0; }
    template <class Range>
    const auto& one(const Range& among) {
        return among[up_to(among.size() - 1)];
    }

    /// So many characters, from ASCII to beyond the BMP, with & < > " ' and blanks.
    std::string text(std::size_t characters);
    /// The same without blanks.
    std::string solid_text(std::size_t characters);
    /// A value that keeps the row.
    std::string value(const schemas::Row& row, Fill fill);
    schemas::Document document(const schemas::Table& table, Fill fill, std::size_t lines);
    /// Lines that a document may have: within the table's bounds, `most` at most.
    std::size_t lines_of(const schemas::Table& table, std::size_t most);
    /// Documents of one message, with numbers of their own.
    std::vector<compose::PackedDocument> documents(
        const schemas::Table& table, std::size_t count, Fill fill, std::size_t lines_max
    );
    /// 36 characters in the form of customs' guids.
    std::string guid();

 private:
    std::string digits(std::size_t count);
    std::string moment(std::size_t digit_count);
    std::string amount(const schemas::Row& row, Fill fill);
    std::string words(const schemas::Row& row, Fill fill);
    bool present(const schemas::Row& row, Fill fill);

    std::mt19937_64 random_;
    std::int64_t made_ = 0;
};

}  // namespace tg::test
