// A text that must not be shown. It prints as ***.
#pragma once

#include <ostream>
#include <string>
#include <utility>

namespace tg {

class Secret {
 public:
    Secret() = default;
    explicit Secret(std::string value) : value_(std::move(value)) {}
    /// The text itself; named so that every use can be found.
    [[nodiscard]] const std::string& reveal() const { return value_; }
    [[nodiscard]] bool empty() const { return value_.empty(); }

 private:
    std::string value_;
};

inline std::ostream& operator<<(std::ostream& out, const Secret&) {
    return out << "***";
}

}  // namespace tg
