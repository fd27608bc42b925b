// The lives of documents as lists of answers: which status, in whose voice, with which text, how
// many steps after the message came. Pure; the times and the texts of receipts are made from it by
// customs.cpp.
#pragma once

#include "adapters/sandbox/outcomes.hpp"
#include "schemas/table.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace tg::sandbox {

/// The e-port repeats the guid that was sent; customs uses one of its own, in lower case.
enum class Voice : std::uint8_t { eport, customs };

/// Which keys of the document an inventory answer names.
enum class Keys : std::uint8_t { all, numbers_only };

struct Step {
    int status;
    Voice voice;
    std::string info;
    int after;  ///< steps after the moment of acceptance or decision
    Keys keys = Keys::all;
};

struct Course {
    std::uint16_t number;  ///< of the message
    Ending ending = Ending::smooth;
    std::string accepted;    ///< text of the first answer
    std::uint64_t luck = 0;  ///< chooses among the variants that real traffic shows
};
/// The answers about a document of any kind but inventory, by the row of its kind.
std::vector<Step> course_of(const Course& course);
/// The first steps, up to that status; the steps behind it.
std::vector<Step> up_to(std::vector<Step> steps, int status);
std::vector<Step> behind(std::vector<Step> steps, int status);

/// The last status that is said; with it the key is free again after a refusal.
int last_status(const std::vector<Step>& steps);
bool is_refusal(int status);

/// An inventory's first answer.
std::vector<Step> accepted(std::string text);
/// The text with which an inventory waits for a partner that is not there.
std::vector<Step> still_waiting(std::string text);
/// A document taken back by its sender.
std::vector<Step> deleted(std::string accepted_text);
/// One negative answer of the e-port.
std::vector<Step> refused(int code, std::string text);

struct Decision {
    schemas::Direction direction{};
    Ending ending = Ending::smooth;
    std::string difference;  ///< rejection of the comparison; empty when the documents agree
    std::uint64_t luck = 0;  ///< chooses among the variants that real traffic shows
    bool closes = false;     ///< an export ends with 899
    bool waits = false;      ///< an export is released by manifest and arrival
};

/// What customs answers about an inventory once its partners are there.
std::vector<Step> decided(const Decision& decision);
/// What follows 399 when manifest and arrival are there.
std::vector<Step> cleared(Ending ending);
/// One customs answer more: released, closed, rejected with a reason.
std::vector<Step> further(int status, std::string reason = {});

}  // namespace tg::sandbox
