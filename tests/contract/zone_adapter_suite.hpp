// What every transport owes the gateway (zone_adapter_suite.cpp), run over each of them. A
// transport brings a FarSide, which plays the other end of its wire, and instantiates
// ZoneAdapterContract.
#pragma once

#include "adapters/registry.hpp"
#include "tests/support/run_task.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace tg::contract {

inline constexpr const char* sender = "DXPENT0000000001";

/// The other end: what it took, what it does next, what it has to give.
class FarSide {
 public:
    virtual ~FarSide() = default;

    virtual std::unique_ptr<forward::ZoneAdapter> adapter() = 0;
    /// CEB bytes of every message that arrived, in order, as often as they arrived.
    virtual std::vector<std::string> taken() = 0;
    /// Makes a message unsendable for now, without its arriving.
    virtual void block() = 0;
    virtual void unblock() = 0;
    /// Whether one can be asked about a message there. Where not, an adapter says so.
    virtual bool answers_questions() { return true; }
    /// Puts a receipt where the adapter finds it.
    virtual void offer(const std::string& id, const std::string& bytes) = 0;
    /// Receipts that were not confirmed yet.
    virtual std::size_t unconfirmed() = 0;
    /// Everything that needs the loop to run is done on it.
    virtual IoLoop& loop() = 0;
};

using MakeFarSide = std::unique_ptr<FarSide> (*)();

struct Transport {
    std::string name;
    MakeFarSide make;
};

class ZoneAdapterContract : public testing::TestWithParam<Transport> {
 protected:
    void SetUp() override {
        far_ = GetParam().make();
        adapter_ = far_->adapter();
        ASSERT_NE(adapter_, nullptr);
    }

    static forward::Handover message(const std::string& id) {
        forward::Handover out;
        out.message_type = "CEB311Message";
        out.direction = schemas::Direction::import;
        out.cop_msg_id = id;
        out.sender_dxp_id = sender;
        out.bytes = "<ceb:CEB311Message>" + id + " 放行</ceb:CEB311Message>";
        return out;
    }
    Result<forward::Taken> hand_over(const std::string& id) {
        return test::run_task(far_->loop(), adapter_->hand_over(message(id)));
    }
    Result<forward::Presence> ask(const std::string& id) {
        return test::run_task(far_->loop(), adapter_->ask(message(id)));
    }
    Result<std::vector<receipt::RawReceipt>> fetch(std::size_t limit = 100) {
        return test::run_task(far_->loop(), adapter_->fetch(limit));
    }
    Result<void> confirm(const std::vector<receipt::RawReceipt>& receipts) {
        std::vector<std::string> handles;
        for (const auto& one : receipts) handles.push_back(one.handle);
        return test::run_task(far_->loop(), adapter_->confirm(std::move(handles)));
    }

    /// What ask() is to say where the other side could answer `known`.
    [[nodiscard]] forward::Presence presence(forward::Presence known) const {
        return far_->answers_questions() ? known : forward::Presence::cannot_tell;
    }

    std::unique_ptr<FarSide> far_;
    std::unique_ptr<forward::ZoneAdapter> adapter_;
};

}  // namespace tg::contract
