// The one thread that reads, with a connection of its own that cannot write or checkpoint. It also
// owns the claims: a claim, its release and the reads between them happen one after another here,
// so that no document is given twice.
#pragma once

#include "gateway/store/sqlite_rows.hpp"

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <thread>

namespace tg::store {

/// Documents given out and neither sealed nor released, by lane. As many as packs are in the
/// making.
using Claims = std::map<LaneId, std::set<DocumentId>>;

struct Reading {
    Db& db;
    const LaneBook& lanes;
    Claims& claims;
};

class Reader {
 public:
    using Job = std::function<void(Reading&)>;

    Reader(std::unique_ptr<Db> db, const LaneBook& lanes, std::size_t queue_max);
    ~Reader();  ///< runs what waits to its end
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;

    /// `bounded` jobs are refused when the queue is full; the few that end a claim are not.
    enum class Kind : std::uint8_t { bounded, always };
    /// Any thread. Each job sees one snapshot; a failed read shows in Reading::db.failed().
    bool push(Job job, Kind kind = Kind::bounded);

 private:
    void work();

    std::unique_ptr<Db> db_;
    const LaneBook& lanes_;
    const std::size_t queue_max_;
    Claims claims_;

    std::mutex mutex_;
    std::condition_variable filled_;
    std::deque<Job> queue_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace tg::store
