// Everything a store needs around it: judged declarations, signed messages, a loop to run on, a
// folder to lie in. Calls are made one after another and wait for their answer.
#pragma once

#include "gateway/compose/message.hpp"
#include "gateway/core/metrics.hpp"
#include "gateway/sign/key_store.hpp"
#include "gateway/sign/make_keys.hpp"
#include "gateway/sign/signer.hpp"
#include "gateway/store/sqlite_store.hpp"
#include "gateway/store/store.hpp"
#include "tests/support/judging.hpp"
#include "tests/support/run_task.hpp"
#include "tests/support/sample_keys.hpp"
#include "tests/support/temp_folder.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tg::test {

/// Enterprises of the sample orders, all with one key.
inline const sign::KeyStore& store_keys() {
    static const TempFolder folder;
    static const sign::KeyStore keys = [] {
        const auto& pair = sample_pair(sign::Algorithm::rsa_sha1);
        std::vector<sign::Enterprise> enterprises;
        for (const auto& code : sample_enterprises()) {
            sign::Enterprise enterprise;
            enterprise.code = code;
            enterprise.name = "示例企业";
            enterprise.dxp_id = "DXPENT" + code;
            if (!sign::write_key_pair(folder.path(), pair, enterprise))
                std::abort();
            enterprises.push_back(std::move(enterprise));
        }
        return sign::KeyStore::from(std::move(enterprises)).value();
    }();
    return keys;
}

class StoreHouse {
 public:
    using Maker = std::function<Result<std::unique_ptr<store::Store>>(
        const std::string& path, const Clock& clock, IdSource& ids, Metrics& metrics
    )>;

    explicit StoreHouse(Maker with) : maker(std::move(with)) { open(); }
    ~StoreHouse() { shut(); }
    StoreHouse(const StoreHouse&) = delete;
    StoreHouse& operator=(const StoreHouse&) = delete;

    void open() {
        store = maker(path(), judging.clock, judging.ids, metrics).value();
        store->on_work([this](const compose::Lane& lane) { announced.push_back(lane); });
    }
    void shut() {
        if (!store)
            return;
        run(store->close());
        store.reset();
    }
    [[nodiscard]] std::string path() const { return (folder / "store.db").string(); }

    template <class T>
    T run(Task<T> task) {
        return run_task(loop, std::move(task));
    }

    validate::Declaration declare(const std::string& json) {
        auto declaration = judging.judge(json);
        if (!declaration)
            throw std::runtime_error(describe(declaration.error()));
        return std::move(declaration).value();
    }
    Result<store::Accepted> append(const std::string& json) {
        return run(store->append(declare(json)));
    }
    Result<store::Accepted> append_as(const std::string& json, std::string key) {
        judging_key = std::move(key);
        return run(store->append(declare_with_key(json)));
    }
    /// A filing that must be taken.
    FilingId filed(const std::string& order_no) {
        return append(import_9610({order_no, {}})).value().filing;
    }

    store::FilingView view(FilingId id) { return run(store->filing(all(), id)).value(); }
    store::FilingState state(FilingId id) { return view(id).state; }
    store::DocumentView document(FilingId id, schemas::Kind kind) {
        for (auto& document : view(id).documents)
            if (document.kind == kind)
                return document;
        throw std::runtime_error("no such document");
    }
    [[nodiscard]] store::Scope all() const { return {TenantId(1), {}}; }

    std::vector<compose::Lane> lanes() { return run(store->busy_lanes()).value(); }
    compose::Lane lane_of(std::uint16_t message) {
        for (const auto& lane : lanes())
            if (lane.message == message)
                return lane;
        throw std::runtime_error("no busy lane of this message");
    }
    std::optional<compose::Pack> claim(const compose::Lane& lane, std::size_t max = 100) {
        auto packs = run(store->claim(lane, {max, 1})).value();
        return packs.empty() ? std::nullopt : std::optional(std::move(packs.front()));
    }
    sign::SignedMessage sign(compose::Pack pack) {
        const auto transfer = store_keys().transfer_for(pack.lane().signer).value();
        auto message = compose::write(std::move(pack), transfer, judging.ids).value();
        const sign::Signer signer(store_keys(), judging.clock, metrics);
        return signer.seal(std::move(message)).value();
    }
    /// Claims, signs and seals all that waits in the lane of a message type.
    store::OutboxEntry seal(std::uint16_t message) {
        auto pack = claim(lane_of(message));
        auto signed_message = sign(std::move(pack.value()));
        return run(store->seal(std::move(signed_message), judging.clock.now())).value();
    }
    Result<void> record(const store::OutboxEntry& entry, store::Outgoing outcome, int wait_s = 60) {
        store::Delivery delivery;
        delivery.message = entry.id;
        delivery.tenant = entry.tenant;
        delivery.outcome = outcome;
        delivery.at = judging.clock.now();
        delivery.next_attempt = delivery.at + std::chrono::seconds(wait_s);
        delivery.answer_code = "0000";
        return run(store->record(std::move(delivery)));
    }
    /// Seals and hands over everything that waits.
    void send_all() {
        for (const auto& lane : lanes())
            if (auto pack = claim(lane)) {
                auto signed_message = sign(std::move(*pack));
                const auto entry =
                    run(store->seal(std::move(signed_message), judging.clock.now())).value();
                (void)record(entry, store::Outgoing::delivered).value();
            }
    }

    receipt::RawReceipt raw(std::string handle, std::string bytes) {
        receipt::RawReceipt out;
        out.place = "DL";
        out.channel = "http";
        out.handle = std::move(handle);
        out.bytes = std::move(bytes);
        out.received = judging.clock.now();
        return out;
    }
    receipt::KeptReceipt keep(std::string handle, std::string bytes = "<receipt/>") {
        std::vector<receipt::RawReceipt> raws;
        raws.push_back(raw(std::move(handle), std::move(bytes)));
        return run(store->keep(std::move(raws))).value().at(0);
    }
    store::Settled apply(RawId id, std::vector<receipt::Answer> answers) {
        receipt::Receipt receipt;
        receipt.raw = id;
        receipt.root = "CEB312Message";
        receipt.answers = std::move(answers);
        return run(store->apply(std::move(receipt), judging.clock.now())).value();
    }
    /// Keeps and applies one receipt with these answers.
    store::Settled settle(std::vector<receipt::Answer> answers) {
        const auto number = std::to_string(++receipts);
        const auto kept = keep("R" + number, "<r n='" + number + "'/>");
        return apply(kept.id, std::move(answers));
    }
    /// An answer of customs, `second` seconds after the clock.
    receipt::Answer answer(std::uint16_t message, int status, int second) const {
        receipt::Answer out;
        out.message = message;
        out.guid = random_guid();
        out.returned_status = std::to_string(status);
        out.status = status;
        out.time = judging.clock.now() + std::chrono::seconds(second);
        out.info = "[Code:1800;Desc:示例]";
        return out;
    }
    receipt::Answer order_answer(const std::string& order_no, int status, int second) const {
        auto out = answer(312, status, second);
        out.ebp_code = platform_code;
        out.ebc_code = seller_code;
        out.order_no = order_no;
        return out;
    }
    receipt::Answer inventory_answer(const std::string& cop_no, int status, int second) const {
        auto out = answer(622, status, second);
        out.cop_no = cop_no;
        out.agent_code = agent_code;
        return out;
    }

    /// Customs' rejection of a filing's inventory.
    receipt::Answer inventory_rejected(FilingId filing) {
        auto out = answer(622, 100, 5);
        out.guid = document(filing, schemas::Kind::inventory).guid;
        return out;
    }

    Judging judging;
    Metrics metrics;
    TempFolder folder;
    IoLoop loop;
    Maker maker;
    std::unique_ptr<store::Store> store;
    std::vector<compose::Lane> announced;
    std::string judging_key;
    intake::Sent sent;  ///< of append_as: the order came by a mapping
    int receipts = 0;

 private:
    validate::Declaration declare_with_key(const std::string& json) {
        intake::RawOrder raw_order;
        raw_order.caller = judging.caller;
        raw_order.body = json;
        raw_order.idempotency_key = judging_key;
        raw_order.received = judging.clock.now();
        raw_order.sent = sent;
        auto order = intake::read(std::move(raw_order)).value();
        const auto* place = judging.places.find(order.park());
        auto made = normalise::draft(
            std::move(order), judging.codes, {place->customs_code}, judging.clock.now(), judging.ids
        );
        const validate::Rulebook rules{judging.codes, judging.places, judging.signatories};
        return validate::check(std::move(made), rules, judging.filing, judging.clock.now()).value();
    }
};

}  // namespace tg::test
