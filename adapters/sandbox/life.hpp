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

/// Order, payment, waybill: accepted, then stored.
std::vector<Step> simple_life(std::string accepted_text);
/// An inventory's first answer.
std::vector<Step> accepted(std::string text);
/// The text with which an inventory waits for a partner that is not there.
std::vector<Step> still_waiting(std::string text);
/// One negative answer of the e-port.
std::vector<Step> refused(int code, std::string text);

struct Decision {
    schemas::Direction direction{};
    Ending ending = Ending::smooth;
    std::string difference;  ///< rejection of the comparison; empty when the documents agree
    std::uint64_t luck = 0;  ///< chooses among the variants that real traffic shows
    bool closes = false;     ///< an export ends with 899
};

/// What customs answers about an inventory once its partners are there.
std::vector<Step> decided(const Decision& decision);

}  // namespace tg::sandbox
