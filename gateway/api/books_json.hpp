// Code lists and rules as JSON: what is in force, what a switch would change, what is wrong with a
// file.
#pragma once

#include "gateway/api/json_text.hpp"
#include "gateway/books/books.hpp"

namespace tg::api {

/// Lists with their editions, packs, files, history. Long: digests of all lists.
std::string books_json(const books::Snapshot& snapshot, const std::vector<books::Switch>& history);

/// The changes as an object; long ones are counted and cut.
void write_changes(JsonText& out, const books::Differences& changes);

/// `{"file":"codes/tariff.csv","line":3,"code":"bad_table","reason":"..."}` of each fault.
void write_file_faults(JsonText& out, const Error& refusal);

}  // namespace tg::api
