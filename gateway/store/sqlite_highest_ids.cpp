// See sqlite_highest_ids.hpp.
#include "gateway/store/sqlite_highest_ids.hpp"

#include <algorithm>

namespace tg::store {
namespace {

struct IdColumn {
    const char* next_tenant;
    const char* highest;
};
#define TG_ID_COLUMN(table)                                                               \
    IdColumn {                                                                            \
        "SELECT tenant_id FROM " table " WHERE tenant_id > ? ORDER BY tenant_id LIMIT 1", \
            "SELECT max(id) FROM " table " WHERE tenant_id = ?"                           \
    }

// Goes from tenant to tenant, because a plain maximum would read the whole table at every start.
std::int64_t highest_id(Db& db, const IdColumn& column) {
    std::int64_t highest = 0;
    for (std::int64_t tenant = -1; !db.failed();) {
        {
            auto query = db.query(column.next_tenant);
            if (!query.bind(tenant).row())
                break;
            tenant = query.integer(0);
        }
        auto query = db.query(column.highest);
        if (query.bind(tenant).row())
            highest = std::max(highest, query.integer(0));
    }
    return highest;
}

}  // namespace

HighestIds highest_ids(Db& db) {
    HighestIds out;
    for (const auto& column :
         {TG_ID_COLUMN("filing"),
          TG_ID_COLUMN("document"),
          TG_ID_COLUMN("message"),
          TG_ID_COLUMN("raw_receipt"),
          TG_ID_COLUMN("statement")})
        out.any = std::max(out.any, highest_id(db, column));
    out.audit = highest_id(db, TG_ID_COLUMN("audit"));
    return out;
}

}  // namespace tg::store
