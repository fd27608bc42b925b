// What a partner was told to do, by kind of question, and what of it has been done. Any thread.
#pragma once

#include "adapters/partner/partner.hpp"

#include <mutex>

namespace tg::partner {

class Script {
 public:
    void plan(Question question, std::deque<Mischief> mischiefs);
    /// What comes next; none when nothing is planned.
    [[nodiscard]] Mischief next(Question question) const;
    /// The same, and it is done.
    Mischief take(Question question);
    [[nodiscard]] Done done() const;

 private:
    mutable std::mutex mutex_;
    std::map<Question, std::deque<Mischief>> planned_;
    Done done_;
};

}  // namespace tg::partner
