// Stores that keep accounts: the buyer's year and the guarantee that the sample orders claim.
#pragma once

#include "gateway/store/sqlite_keys.hpp"
#include "gateway/tax/buyer_key.hpp"
#include "tests/contract/store_house.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tg::test {

inline Decimal cny(const char* text) {
    return Decimal::parse(text).value();
}

inline constexpr std::string_view secret = "0123456789abcdef0123456789abcdef";

inline std::string buyer_of(std::string_view number) {
    return tax::BuyerKeys::with(Secret(std::string(secret))).value().name_of("1", number);
}

/// What the sample order claims.
struct Sample {
    Decimal dutiable, tax;
    std::string buyer, guarantee;
};

inline Sample sample() {
    Judging judging;
    const auto declaration = judging.judge(import_9610()).value();
    Sample out{declaration.tax()->dutiable, declaration.tax()->total, {}, {}};
    for (const auto& declared : declaration.documents())
        if (declared.document.table().kind == schemas::Kind::inventory) {
            out.buyer = buyer_of(store::head_text(declared.document, "buyerIdNumber"));
            out.guarantee =
                tax::guarantee_account(store::head_text(declared.document, "assureCode"));
        }
    return out;
}

/// A guarantee that is enough for so many sample orders and a little more.
inline StoreHouse::Maker enough_for(int orders, std::optional<Decimal> year_limit = {}) {
    return
        [orders,
         year_limit](const std::string& path, const Clock& clock, IdSource& ids, Metrics& metrics) {
            const auto one = sample();
            const auto limit = one.tax.times(Decimal(orders)).value().plus(cny("0.01")).value();
            store::SqliteOptions options;
            options.holding = store::HoldRules({}, {{one.guarantee, limit}});
            options.buyers = tax::BuyerKeys::with(Secret(std::string(secret))).value();
            options.year_limit = year_limit;
            return store::open_sqlite_store(path, clock, ids, metrics, options);
        };
}

}  // namespace tg::test
