// A verdict as people and programs read it: what `tongguan verify FILE` prints.
#pragma once

#include "gateway/sign/verify.hpp"

#include <string>

namespace tg::sign {

/// One line per step (ok, FAILS, not reached, not asked), what was found, and for the first failure
/// what usually causes it. Ends with a line feed. The canonical SignedInfo is shown when the
/// signature value is what fails.
std::string report(const Verdict& verdict, Language language);

/// The same as one JSON object.
std::string report_json(const Verdict& verdict);

}  // namespace tg::sign
