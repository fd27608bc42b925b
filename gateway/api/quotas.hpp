// Requests per minute of each API key that has a limit: a bucket that fills evenly and holds a
// minute's worth. I/O thread only.
#pragma once

#include "gateway/core/clock.hpp"

#include <cstdint>
#include <map>
#include <string>

namespace tg::api {

class Quotas {
 public:
    /// What a key has left.
    struct Standing {
        std::int64_t limit = 0;      ///< requests a minute; 0: none is set
        std::int64_t remaining = 0;  ///< never below 0
        std::int64_t reset_s = 0;    ///< until the bucket is full again
        std::int64_t wait_s = 0;     ///< until the next request may come; 0: now
        bool taken = true;
    };
    /// Takes one request, if there is one.
    Standing take(const std::string& key, std::int64_t limit, Instant now);
    /// What a request turned out to weigh beyond one (lines of a batch); may leave a debt.
    void charge(const std::string& key, std::int64_t more);

 private:
    struct Bucket {
        std::int64_t limit = 0;
        std::int64_t level = 0;  ///< a request is 60,000; a millisecond brings `limit`
        Instant at{};
    };
    std::map<std::string, Bucket, std::less<>> buckets_;
};

}  // namespace tg::api
