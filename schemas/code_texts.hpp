// The code lists compiled into the program, as the table compiler packed them. Only code_book.cpp
// reads them; they stand in a file of their own because it is large and changes seldom.
#pragma once

#include <span>
#include <string_view>

namespace tg::schemas {

struct BuiltInCodes {
    std::string_view file;  ///< name of the list; with @ and a day when it counts from that day
    std::string_view version, source;
    bool complete;
    std::string_view text;  ///< packed, see code_table.hpp
};

std::span<const BuiltInCodes> built_in_codes();

}  // namespace tg::schemas
