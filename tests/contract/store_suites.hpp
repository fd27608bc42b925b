// The implementations of the store that the suite runs against; a new one is a row here.
#pragma once

#include "tests/contract/store_house.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tg::test {

struct StoreKind {
    const char* name;
    StoreHouse::Maker maker;
};

inline StoreKind sqlite_kind() {
    return {
        "sqlite", [](const std::string& path, const Clock& clock, IdSource& ids, Metrics& metrics) {
            return store::open_sqlite_store(path, clock, ids, metrics);
        }};
}

class StoreContract : public testing::TestWithParam<StoreKind> {
 protected:
    StoreHouse house{GetParam().maker};
};

}  // namespace tg::test

#define TG_STORE_SUITE(suite)                                                                    \
    class suite : public tg::test::StoreContract {};                                             \
    INSTANTIATE_TEST_SUITE_P(Every, suite, testing::Values(sqlite_kind()), [](const auto& row) { \
        return std::string(row.param.name);                                                      \
    })
