// Who is turned away when the queue fills up: whoever holds more than his share, and nobody for
// another's crowd.
#include "gateway/admission.hpp"
#include "tests/contract/store_suites.hpp"

namespace tg::test {
namespace {

/// A store of which only the count of what waits is asked.
class Queue {
 public:
    std::map<std::int64_t, std::uint64_t> waiting;

    [[nodiscard]] store::WaitingNow of(TenantId tenant) const {
        store::WaitingNow now;
        for (const auto& [one, documents] : waiting) {
            now.all += documents;
            now.tenants += documents > 0 ? 1 : 0;
            if (one == tenant.value())
                now.own = documents;
        }
        return now;
    }
};

class AdmissionTest : public testing::Test {
 protected:
    AdmissionTest() { limits.waiting_max = 1'000; }

    std::string verdict(std::int64_t tenant) {
        Admission admission(
            clock, [this](TenantId id) { return queue.of(id); }, limits
        );
        if (drained > 0)
            admission.sealed(drained);
        const auto refusal = admission.refusal(TenantId(tenant));
        return refusal ? std::string(entry_of(refusal->code).name) + " " + refusal->args.front()
                       : "taken";
    }

    FakeClock clock;
    Queue queue;
    AdmissionLimits limits;
    std::size_t drained = 0;
};

TEST_F(AdmissionTest, TakesEverybodyWhileThereIsRoom) {
    queue.waiting[1] = 749;
    EXPECT_EQ(verdict(1), "taken");
    EXPECT_EQ(verdict(2), "taken");
}

TEST_F(AdmissionTest, ATenantThatIsAloneMayUseTheWholeQueue) {
    queue.waiting[1] = 999;
    EXPECT_EQ(verdict(1), "taken");
    queue.waiting[1] = 1'000;
    EXPECT_EQ(verdict(1), "overloaded 300");
}

TEST_F(AdmissionTest, AFullQueueOfOneIsOpenToOthersUpToTheirShare) {
    queue.waiting[1] = 1'000;
    EXPECT_EQ(verdict(2), "taken");
    queue.waiting[2] = 249;
    EXPECT_EQ(verdict(2), "taken");
    EXPECT_EQ(verdict(1), "share_used 300");
    queue.waiting[2] = 250;
    EXPECT_EQ(verdict(2), "overloaded 300") << "the queue has an end";
    EXPECT_EQ(verdict(1), "overloaded 300");
}

TEST_F(AdmissionTest, TellsTheTimeFromWhatIsReallySent) {
    queue.waiting[1] = 1'000;
    drained = 300;  // ten a second
    EXPECT_EQ(verdict(1), "overloaded 10") << "until a tenth of the queue is free";
    queue.waiting[2] = 1;
    EXPECT_EQ(verdict(1), "share_used 55") << "until it is a tenth below its half";
}

TEST_F(AdmissionTest, TakesNothingOnADiskWithoutRoom) {
    const TempFolder folder;
    limits.disk = folder.path();
    limits.disk_bytes_min = 1;
    EXPECT_EQ(verdict(1), "taken");
    limits.disk_bytes_min = std::uint64_t{1} << 60U;
    EXPECT_EQ(verdict(1), "disk_low 60");
}

}  // namespace
}  // namespace tg::test
