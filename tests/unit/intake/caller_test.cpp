// What an API key may file for.
#include "gateway/intake/order.hpp"

#include <gtest/gtest.h>

namespace tg::intake {
namespace {

TEST(Caller, RolesKeepTheirNames) {
    for (const Role role : {Role::seller, Role::logistics, Role::zone_operator, Role::admin}) {
        EXPECT_EQ(role_from(role_name(role)), role);
    }
    EXPECT_EQ(role_name(Role::zone_operator), "operator");
    EXPECT_EQ(role_from("root"), std::nullopt);
}

TEST(Caller, FilesForItsOwnEnterprisesOnly) {
    const Caller caller{TenantId(1), "k", Role::seller, {"2102960001", "2102960002"}};
    EXPECT_TRUE(caller.may_file_for("2102960002"));
    EXPECT_FALSE(caller.may_file_for("2102960003"));
    EXPECT_FALSE(caller.may_file_for(""));
}

TEST(Caller, OnlyAnAdminWithoutAListMayFileForAnybody) {
    EXPECT_TRUE((Caller{TenantId(1), "k", Role::admin, {}}).may_file_for("2102960001"));
    EXPECT_FALSE((Caller{TenantId(1), "k", Role::admin, {"2102960002"}}).may_file_for("2102960001")
    );
    EXPECT_FALSE((Caller{TenantId(1), "k", Role::seller, {}}).may_file_for("2102960001"));
    EXPECT_FALSE((Caller{TenantId(1), "k", Role::zone_operator, {}}).may_file_for("2102960001"));
}

}  // namespace
}  // namespace tg::intake
