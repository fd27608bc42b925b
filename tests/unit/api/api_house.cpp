// The fakes of api_house.hpp.
#include "tests/unit/api/api_house.hpp"

#include "gateway/core/text.hpp"
#include "tests/support/run_task.hpp"

#include <rapidjson/pointer.h>

#include <algorithm>
#include <stdexcept>

namespace tg::test {
namespace {

template <class T>
Task<Result<T>> never_asked() {
    throw std::logic_error("the API asked the store for something that is not its business");
    co_return fail(Errc::internal);
}

api::ApiKey key_of(
    std::string name, std::int64_t tenant, intake::Role role, std::vector<std::string> codes
) {
    api::ApiKey key;
    key.digest = sha256("token-" + name);
    key.caller.key_name = std::move(name);
    key.caller.tenant = TenantId(tenant);
    key.caller.role = role;
    key.caller.enterprises = std::move(codes);
    return key;
}

std::vector<api::ApiKey> sample_keys() {
    std::vector<api::ApiKey> keys;
    keys.push_back(key_of("seller", 1, intake::Role::seller, {"SELLER0001"}));
    keys.push_back(key_of("other-seller", 1, intake::Role::seller, {"SELLER0002"}));
    keys.push_back(key_of("logistics", 1, intake::Role::logistics, {"CARRIER001"}));
    keys.push_back(key_of("operator", 1, intake::Role::zone_operator, {}));
    keys.push_back(key_of("admin", 1, intake::Role::admin, {}));
    keys.push_back(key_of("stranger", 2, intake::Role::admin, {}));
    keys.push_back(key_of("expired", 1, intake::Role::admin, {}));
    keys.back().not_after = from_rfc3339("2025-02-28T00:00:00Z");
    return keys;
}

validate::Place place_of(std::string id, std::string zone, std::string name) {
    validate::Place place;
    place.id = std::move(id);
    place.zone_id = std::move(zone);
    place.name_zh = place.name_en = std::move(name);
    place.zone_name_zh = "综试区 " + place.zone_id;
    place.zone_name_en = "Zone " + place.zone_id;
    place.customs_code = "0910";
    place.procedures.push_back({schemas::Direction::import, "9610", true});
    return place;
}

}  // namespace

Task<Result<store::Accepted>> FakeDesk::accept(intake::RawOrder raw) {
    under_way_most = std::max(under_way_most, ++under_way);
    const auto executor = co_await asio::this_coro::executor;
    co_await asio::post(executor, asio::use_awaitable);  // others get their turn, as with a commit
    --under_way;
    if (refusal)
        co_return *refusal;
    store::Accepted accepted;
    accepted.accepted_at = raw.received;
    if (!raw.idempotency_key.empty() && by_key.contains(raw.idempotency_key)) {
        const auto& [body, filing] = by_key[raw.idempotency_key];
        if (body != raw.body)
            co_return fail(Errc::idempotency_conflict, {}, {id_text(filing)});
        accepted.filing = filing;
        accepted.replayed = true;
        co_return accepted;
    }
    if (raw.body.find("good") == std::string::npos) {
        auto error = fail(Errc::order_refused, {}, {"2"});
        error.parts.push_back(fail(Errc::missing, "/order/orderNo", {"orderNo"}));
        error.parts.push_back(fail(Errc::too_long, "/order/ebpName", {"ebpName", "100", "101"}));
        co_return error;
    }
    accepted.filing = FilingId(next_++);
    accepted.missing = {schemas::Kind::payment};
    if (!raw.idempotency_key.empty())
        by_key[raw.idempotency_key] = {raw.body, accepted.filing};
    taken.push_back(std::move(raw));
    co_return accepted;
}

Task<Result<store::Accepted>> FakeDesk::pursue(
    FilingId filing, store::Wish wish, intake::RawOrder raw
) {
    if (refusal)
        co_return *refusal;
    wishes.emplace_back(filing, wish);
    taken.push_back(std::move(raw));
    store::Accepted accepted;
    accepted.filing = filing;
    accepted.acts.push_back({schemas::Kind::inventory, store::Act::cancel, 623});
    co_return accepted;
}

Task<Result<store::Accepted>> FakeDesk::supplement(FilingId filing, intake::RawOrder raw) {
    if (refusal)
        co_return *refusal;
    supplemented.push_back(filing);
    taken.push_back(std::move(raw));
    store::Accepted accepted;
    accepted.filing = filing;
    co_return accepted;
}

const FakeStore::Held* FakeStore::find(const store::Scope& scope, FilingId id) {
    last_scope = scope;
    const auto found = held.find(id.value());
    if (found == held.end() || found->second.tenant != scope.tenant)
        return nullptr;
    const auto& seen_by = found->second.enterprises;
    const bool sees =
        scope.enterprises.empty() ||
        std::any_of(seen_by.begin(), seen_by.end(), [&](const std::string& code) {
            return std::find(scope.enterprises.begin(), scope.enterprises.end(), code) !=
                   scope.enterprises.end();
        });
    return sees ? &found->second : nullptr;
}

Task<Result<void>> FakeStore::note_refusal(
    TenantId tenant, std::string actor, std::string event, std::string detail
) {
    refusals.push_back(std::to_string(tenant.value()) + ' ' + actor + ' ' + event + ' ' + detail);
    co_return success();
}

Task<Result<store::FilingView>> FakeStore::filing(store::Scope scope, FilingId id) {
    const auto* found = find(scope, id);
    if (found == nullptr)
        co_return fail(Errc::not_found);
    co_return found->view;
}

Task<Result<store::Accepted>> FakeStore::send_elsewhere(
    store::Scope scope, FilingId id, store::SentElsewhere said
) {
    if (find(scope, id) == nullptr)
        co_return fail(Errc::not_found);
    elsewhere.push_back(std::move(said));
    store::Accepted accepted;
    accepted.filing = id;
    co_return accepted;
}

Task<Result<store::BillTold>> FakeStore::tell_bill(store::Scope scope, store::BillWord word) {
    if (find(scope, word.filing) == nullptr)
        co_return fail(Errc::not_found);
    store::BillTold answer;
    answer.changed = true;
    if (word.paid_on)
        answer.paid = store::BillPaid{*word.paid_on, Instant{}};
    told.push_back(std::move(word));
    co_return answer;
}

Task<Result<store::Parcel>> FakeStore::parcel(store::Scope scope, FilingId id, schemas::Kind) {
    const auto* found = find(scope, id);
    if (found == nullptr)
        co_return fail(Errc::not_found);
    store::Parcel parcel;
    parcel.view = found->view;
    if (const auto inventory = inventories.find(id.value()); inventory != inventories.end())
        parcel.inventory = inventory->second;
    if (const auto list = listed.find(id.value()); list != listed.end())
        parcel.listed_in = list->second;
    for (const auto& document : found->view.documents)
        if (document.kind == schemas::Kind::inventory)
            parcel.status = document.standing.status;
    co_return parcel;
}

Task<Result<std::vector<FilingId>>> FakeStore::under_bill(
    store::Scope scope, std::string place, std::string bill, std::size_t max
) {
    std::vector<FilingId> ids;
    for (const auto id : bills[bill]) {
        const auto* found = find(scope, id);
        if (found != nullptr && found->view.park == place && ids.size() < max)
            ids.push_back(id);
    }
    co_return ids;
}

Task<Result<store::FilingPage>> FakeStore::filings(store::Scope scope, store::FilingQuery query) {
    last_scope = scope;
    last_query = query;
    store::FilingPage page;
    for (const auto& [id, one] : held) {
        if (find(scope, FilingId(id)) != nullptr)
            page.filings.push_back(one.view);
    }
    page.next = next_page;
    co_return page;
}

Task<Result<std::string>> FakeStore::message_bytes(store::Scope scope, FilingId id, std::size_t n) {
    const auto* found = find(scope, id);
    if (found == nullptr || n > found->messages.size())
        co_return fail(Errc::not_found);
    co_return found->messages[n - 1];
}

Task<Result<std::string>> FakeStore::receipt_bytes(store::Scope scope, FilingId id, RawId raw) {
    const auto* found = find(scope, id);
    if (found == nullptr || !found->receipts.contains(raw.value()))
        co_return fail(Errc::not_found);
    co_return found->receipts.at(raw.value());
}

Task<Result<store::Accepted>> FakeStore::append(validate::Declaration, std::vector<schemas::Kind>) {
    return never_asked<store::Accepted>();
}
Task<Result<store::Accepted>> FakeStore::supplement(FilingId, validate::Declaration, store::Entry) {
    return never_asked<store::Accepted>();
}
Task<Result<void>> FakeStore::recover(Instant) {
    return never_asked<void>();
}
Task<Result<std::vector<compose::Lane>>> FakeStore::busy_lanes() {
    return never_asked<std::vector<compose::Lane>>();
}
Task<Result<std::vector<compose::Pack>>> FakeStore::claim(compose::Lane, store::ClaimLimits) {
    return never_asked<std::vector<compose::Pack>>();
}
Task<Result<void>> FakeStore::release(compose::Lane, std::vector<DocumentId>) {
    return never_asked<void>();
}
Task<Result<store::OutboxEntry>> FakeStore::seal(sign::SignedMessage, Instant) {
    return never_asked<store::OutboxEntry>();
}
Task<Result<std::optional<store::OutboxEntry>>> FakeStore::next_due(compose::Lane, Instant) {
    return never_asked<std::optional<store::OutboxEntry>>();
}
Task<Result<std::optional<Instant>>> FakeStore::next_due_time(compose::Lane) {
    return never_asked<std::optional<Instant>>();
}
Task<Result<void>> FakeStore::record(store::Delivery) {
    return never_asked<void>();
}
Task<Result<std::vector<receipt::KeptReceipt>>> FakeStore::keep(std::vector<receipt::RawReceipt>) {
    return never_asked<std::vector<receipt::KeptReceipt>>();
}
Task<Result<store::Settled>> FakeStore::apply(receipt::Receipt, Instant) {
    return never_asked<store::Settled>();
}
Task<Result<void>> FakeStore::quarantine(RawId, std::string) {
    return never_asked<void>();
}
Task<Result<std::vector<receipt::KeptReceipt>>> FakeStore::unread(std::size_t) {
    return never_asked<std::vector<receipt::KeptReceipt>>();
}
Task<Result<store::Backlog>> FakeStore::backlog() {
    return never_asked<store::Backlog>();
}
Task<void> FakeStore::close() {
    co_return;
}

ApiHouse::ApiHouse() : keys(sample_keys()) {
    zones.places = validate::Places(
        {place_of("DL-DYW", "DL", "Dayaowan"), place_of("YK-BYQ", "YK", "Bayuquan")}
    );
    store.held[known_filing.value()] = sample_filing();
    std::filesystem::create_directories(folder / "codes");
    std::filesystem::create_directories(folder / "rules");
    std::filesystem::create_directories(folder / "shapes");
    const books::OwnFolders folders{folder / "codes", folder / "rules", folder / "shapes"};
    books = books::Books::open(folders, folder / "kept.books", clock.now()).value();
    if (!books->begin())
        throw std::runtime_error("the books of the test do not begin");
    api::Services services{
        desk,
        store,
        zones,
        keys,
        metrics,
        clock,
        *books,
        pool,
        [this] { return readiness; },
        {},
        {"1.2.3", "abc"},
        {}};
    services.limits.batch_at_once = 3;
    services.limits.batch_lines_max = 10;
    services.limits.batch_line_bytes_max = 400;
    given = std::make_unique<api::Services>(services);
    handler = api::make_handler(services);
}

void ApiHouse::limit_key(std::string_view who, std::int64_t requests_per_minute) {
    auto all = sample_keys();
    for (auto& key : all)
        if (key.caller.key_name == who)
            key.requests_per_minute_max = requests_per_minute;
    keys = api::ApiKeys(std::move(all));
}

http::Response ApiHouse::call(
    std::string method,
    std::string target,
    std::string_view who,
    std::string body,
    std::vector<http::Header> headers
) {
    http::Request request;
    request.method = std::move(method);
    const auto question = target.find('?');
    request.path = target.substr(0, question);
    if (question != std::string::npos)
        request.query = target.substr(question + 1);
    request.headers = std::move(headers);
    if (!who.empty())
        request.headers.push_back({"authorization", "Bearer token-" + std::string(who)});
    request.body = std::move(body);
    return run_task(loop, handler(std::move(request)));
}

http::Response ApiHouse::post(
    std::string target, std::string_view who, std::string body, std::vector<http::Header> headers
) {
    const bool is_batch = target.ends_with("/batch");
    headers.push_back({"content-type", is_batch ? "application/x-ndjson" : "application/json"});
    return call("POST", std::move(target), who, std::move(body), std::move(headers));
}

rapidjson::Document json(const http::Response& response) {
    rapidjson::Document document;
    document.Parse(response.body.data(), response.body.size());
    if (document.HasParseError())
        throw std::runtime_error("not JSON: " + response.body);
    return document;
}

std::string header(const http::Response& response, std::string_view name) {
    for (const auto& one : response.headers) {
        if (lower_ascii(one.name) == lower_ascii(name))
            return one.value;
    }
    return "<absent>";
}

std::string at(const rapidjson::Document& document, std::string_view pointer) {
    const auto* value = rapidjson::Pointer(std::string(pointer)).Get(document);
    if (value == nullptr)
        return "<absent>";
    if (value->IsString())
        return value->GetString();
    if (value->IsInt64())
        return std::to_string(value->GetInt64());
    if (value->IsBool())
        return value->GetBool() ? "true" : "false";
    if (value->IsNull())
        return "null";
    return value->IsArray() ? "array of " + std::to_string(value->Size()) : "object";
}

FakeStore::Held sample_filing() {
    FakeStore::Held held;
    held.tenant = TenantId(1);
    held.enterprises = {"SELLER0001", "PLATFORM01"};
    auto& view = held.view;
    view.id = known_filing;
    view.state = store::FilingState::released;
    view.zone = "DL";
    view.park = "DL-DYW";
    view.procedure = "9610";
    view.order_no = "ORDER-1";
    view.accepted_at = *from_rfc3339("2025-03-01T08:00:00Z");
    view.updated_at = *from_rfc3339("2025-03-01T08:00:09Z");
    view.missing = {schemas::Kind::payment};

    store::DocumentView order;
    order.id = DocumentId(11);
    order.kind = schemas::Kind::order;
    order.message_number = 311;
    order.phase = store::Phase::sent;
    order.message = MessageId(21);
    order.sealed_at = *from_rfc3339("2025-03-01T08:00:01Z");
    order.delivered_at = *from_rfc3339("2025-03-01T08:00:02Z");
    order.attempts = 1;
    store::DocumentView inventory = order;
    inventory.id = DocumentId(12);
    inventory.kind = schemas::Kind::inventory;
    inventory.message_number = 621;
    inventory.message = MessageId(22);
    inventory.standing.status = 800;
    inventory.standing.time_ms = view.updated_at.time_since_epoch().count();
    view.documents = {order, inventory};

    store::AnswerView released;
    released.document = DocumentId(12);
    released.kind = schemas::Kind::inventory;
    released.status = 800;
    released.returned_status = "800";
    released.return_time = *from_rfc3339("2025-03-01T08:00:05Z");
    released.received = *from_rfc3339("2025-03-01T08:00:09Z");
    released.info = "放行";
    released.applied = true;
    released.raw = RawId(31);
    store::AnswerView odd = released;
    odd.status = -301014;
    odd.returned_status = "-301014";
    odd.return_time.reset();
    odd.received = *from_rfc3339("2025-03-01T08:00:04Z");
    odd.raw = RawId(32);
    view.answers = {released, odd};
    view.audit = {{1, view.accepted_at, "seller", "filing_accepted", "order inventory"}};
    held.messages = {"<?xml version=\"1.0\"?>\n<a/>", "<b/>"};
    held.receipts[31] = "<receipt/>";
    held.receipts[32] = std::string("\x00\x01 no XML", 9);
    return held;
}

}  // namespace tg::test
