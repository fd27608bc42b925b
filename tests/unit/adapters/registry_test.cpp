// The list of transports is closed: a zone file that names another one is told which there are.
#include "adapters/registry.hpp"

#include "adapters/transport/drop_folder.hpp"
#include "gateway/runtime/io_loop.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace tg::adapters {
namespace {

TEST(Registry, NamesItsTransports) {
    const auto names = transports();
    for (const auto* name : {"dxp-http", "ceb-folder", "http", "amqp", "sftp"})
        EXPECT_NE(std::ranges::find(names, name), names.end()) << name;
    const auto known = forward::wire_names();
    for (const auto name : names)
        EXPECT_NE(std::ranges::find(known, name), known.end())
            << name << " cannot be named by a zone file";
}

TEST(Registry, RefusesAnUnknownOneWithTheNamesKnown) {
    IoLoop loop;
    Pool pool(1);
    SystemClock clock;
    http::Client client(loop.executor());
    const Surroundings around{loop.executor(), client, pool, clock, {}};
    forward::Channel channel;
    channel.name = "city";
    channel.transport = "pigeon";
    const auto made = make_adapter(channel, around);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, Errc::unknown_transport);
    EXPECT_EQ(made.error().where, "city");
    ASSERT_EQ(made.error().args.size(), 2U);
    EXPECT_EQ(made.error().args[0], "pigeon");
    EXPECT_TRUE(made.error().args[1].starts_with("dxp-http, ceb-folder, http, "));
}

TEST(PlainName, IsNothingThatLeavesAFolder) {
    EXPECT_TRUE(plain_name("CEB311Message_DXPENT0000000001_0A-1.xml"));
    for (const auto* name : {"", ".", "..", ".x", "a/b", "a\\b", "a b", "a\n", "名"})
        EXPECT_FALSE(plain_name(name)) << name;
    EXPECT_FALSE(plain_name(std::string_view("a\0b", 3)));
    EXPECT_FALSE(plain_name(std::string(201, 'a')));
}

}  // namespace
}  // namespace tg::adapters
