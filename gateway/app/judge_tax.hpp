// The tax of an order as text for people: what is due per line and in all, with each term.
#pragma once

#include "gateway/core/error.hpp"
#include "gateway/tax/assess.hpp"

#include <iosfwd>
#include <vector>

namespace tg::app {

void print_tax(
    std::ostream& out, const tax::Assessment& tax, const std::vector<Language>& languages
);

}  // namespace tg::app
