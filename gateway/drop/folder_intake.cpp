// See folder_intake.hpp. Files are worked through one after another, orders of a file a chunk at a
// time and side by side, so that they share the store's group commits.
#include "gateway/drop/folder_intake.hpp"

#include "gateway/api/call.hpp"
#include "gateway/core/crash_point.hpp"
#include "gateway/core/log.hpp"
#include "gateway/core/text.hpp"
#include "gateway/runtime/task_group.hpp"

#include <algorithm>

namespace tg::drop {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds look_every{500};
constexpr milliseconds after_trouble{5'000};
constexpr std::size_t files_at_once = 100;
constexpr std::size_t chunk_bytes_max = std::size_t{4} << 20U;
constexpr std::size_t json_bytes_max = shapes::JsonValues::piece_bytes_max;
constexpr std::chrono::hours sweep_every{1};

/// Nobody can say yet what becomes of the order: it is asked for again with the same key.
bool is_trouble(const Error& error) {
    const int status = entry_of(error.code).http_status;
    return error.fate() != Fate::reject && (status == 429 || status == 503 || status == 504);
}

milliseconds pause_after(const Error& trouble) {
    if (trouble.fate() != Fate::retry || trouble.args.empty())
        return after_trouble;
    std::int64_t seconds = 0;
    for (const char c : trouble.args.front())
        if (c >= '0' && c <= '9' && seconds < 60)
            seconds = seconds * 10 + (c - '0');
    return std::clamp(milliseconds{seconds * 1'000}, look_every, milliseconds{60'000});
}

std::string summary_line(std::size_t lines, std::size_t accepted, std::string_view sha256) {
    const auto total = static_cast<std::int64_t>(lines);
    const auto good = static_cast<std::int64_t>(accepted);
    api::JsonText out;
    out.open_object().key("summary").open_object();
    out.member("lines", total).member("accepted", good).member("refused", total - good);
    out.member_if("sha256", sha256).close_object().close_object();
    return out.take() + '\n';
}

/// The answer about a file as a whole.
std::string refusal_text(
    const Error& error, const api::ProblemContext& context, std::string_view sha256
) {
    api::JsonText out;
    out.open_object().member("status", entry_of(error.code).http_status).key("problem");
    api::write_problem(out, error, context);
    out.close_object();
    return out.take() + '\n' + summary_line(0, 0, sha256);
}

/// The orders that come next, without those that were answered before. Runs on the pool.
struct Reading {
    FileOrders* orders;
    std::size_t most;

    std::vector<api::SentOrder> operator()() const {
        std::vector<api::SentOrder> chunk;
        std::size_t bytes = 0;
        api::SentOrder order;
        while (chunk.size() < most && bytes < chunk_bytes_max && orders->next(order)) {
            bytes += order.text.size();
            chunk.push_back(std::move(order));
        }
        return chunk;
    }
};

/// Counts the orders, then begins again and passes over those that are answered. On the pool.
struct Beginning {
    const AnswerBook* book;
    FileKind kind;
    const shapes::Shape* shape;
    shapes::Encoding encoding;
    std::string key;
    books::InForce books;  // holds the shape while the pool works

    struct Begun {
        GrowingAnswer answer;
        std::unique_ptr<FileOrders> orders;
    };
    Result<Begun> operator()() {
        FileOrders all(book->copy(), kind, shape, encoding);
        TG_TRY(const auto count, count_orders(all));
        Begun begun;
        TG_TRY(begun.answer, book->begin(key));
        begun.orders = std::make_unique<FileOrders>(book->copy(), kind, shape, encoding);
        api::SentOrder passed;
        for (std::size_t i = 0; i < std::min(count, begun.answer.lines); ++i)
            begun.orders->next(passed);
        return begun;
    }
};

}  // namespace

FolderIntake::FolderIntake(
    FolderOptions options, api::Services services, std::filesystem::path state
)
    : options_(std::move(options)),
      services_(std::move(services)),
      folder_(options_),
      book_(std::move(state)),
      instance_("folder:" + options_.name) {
    standing_.name = options_.name;
    standing_.role = intake::role_name(options_.caller.role);
    standing_.tenant = options_.caller.tenant;
    standing_.in = options_.in.string();
    standing_.out = options_.out.string();
    standing_.done = options_.done.string();
    standing_.shapes = options_.shapes;
}

api::IntakeFolder FolderIntake::standing() const {
    return standing_;
}

api::ProblemContext FolderIntake::context_of(const std::string& request_id) const {
    api::ProblemContext context;
    context.instance = instance_;
    context.request_id = request_id;
    return context;
}

/// Told once, when it begins, and once when it is over.
void FolderIntake::note_trouble(std::optional<Error> trouble) {
    const bool had = standing_.trouble.has_value();
    if (trouble && (!had || standing_.trouble->code != trouble->code)) {
        services_.metrics.count("tongguan_intake_troubles_total", {{"folder", options_.name}});
        const std::string code{entry_of(trouble->code).name};
        log::warn("intake_waits", {{"folder", options_.name}, {"error", code}});
    }
    if (!trouble && had)
        log::info("intake_goes_on", {{"folder", options_.name}});
    standing_.trouble = std::move(trouble);
}

void FolderIntake::count_file(std::string_view result) {
    services_.metrics.count(
        "tongguan_intake_files_total", {{"folder", options_.name}, {"result", std::string(result)}}
    );
}

Task<void> FolderIntake::run() {
    for (;;) {
        auto looked = co_await look();
        auto pause = look_every;
        if (looked) {
            note_trouble(std::nullopt);
        } else {
            pause = pause_after(looked.error());
            note_trouble(std::move(looked).error());
        }
        auto waited = co_await wait_for(pause);
        if (!waited)
            co_return;
    }
}

Task<Result<void>> FolderIntake::look() {
    const auto now = services_.clock.now();
    const bool sweeps = now - swept_ > sweep_every;
    auto job = [this, now, sweeps]() -> Result<std::vector<FoundFile>> {
        TG_TRY(book_.open());
        if (sweeps)
            book_.sweep(now);
        return folder_.look(now, files_at_once);
    };
    TG_CO_TRY(auto files, co_await offload(services_.pool, std::move(job)));
    if (sweeps)
        swept_ = now;
    const auto show_waiting = [this](std::size_t count) {
        standing_.files_waiting = count;
        services_.metrics.gauge(
            "tongguan_intake_files_waiting",
            static_cast<std::int64_t>(count),
            {{"folder", options_.name}}
        );
    };
    auto left = folder_.waiting();
    show_waiting(left);
    for (auto& file : files) {
        auto taken = co_await take(std::move(file));
        if (!taken && taken.error().code != Errc::state_moved)
            co_return std::move(taken).error();
        if (taken)
            show_waiting(--left);
    }
    co_return success();
}

std::string FolderIntake::endings() const {
    return shaping_of(FileKind::sheet) ? ".json .ndjson .jsonl .csv" : ".json .ndjson .jsonl";
}

std::optional<Error> FolderIntake::fault_of(const FoundFile& found) const {
    if (!fit_name(found.name))
        return fail(Errc::file_name_unfit, {}, {std::to_string(name_bytes_max)});
    if (!found.plain)
        return fail(Errc::file_not_plain);
    if (!kind_of(found.name))
        return fail(Errc::file_kind_unknown, {}, {endings()});
    return std::nullopt;
}

/// The mapping of the folder for this kind of file; Errc::unknown_shape when the books in force do
/// not have it, Errc::file_kind_unknown for a sheet without any.
Result<api::Shaping> FolderIntake::shaping_of(FileKind kind) const {
    const auto wanted = kind == FileKind::sheet ? shapes::Medium::csv : shapes::Medium::json;
    api::Shaping shaping;
    shaping.books = services_.books.now();
    for (const auto& name : options_.shapes) {
        TG_TRY(const auto* shape, shaping.books->shapes.find(name));
        if (shape->medium == wanted)
            shaping.shape = shape;
    }
    if (shaping.shape == nullptr && kind == FileKind::sheet)
        return fail(Errc::file_kind_unknown, {}, {".json .ndjson .jsonl"});
    return shaping;
}

Task<Result<void>> FolderIntake::take(FoundFile found) {
    std::string no_digest;
    if (auto fault = fault_of(found))
        co_return co_await refuse(std::move(found), std::move(*fault), std::move(no_digest));
    const auto kind = *kind_of(found.name);
    auto job = [this, found] { return folder_.copy(found, book_.copy()); };
    auto copied = co_await offload(services_.pool, std::move(job));
    if (copied) {
        passing(CrashPoint::order_file_copied);
        co_return co_await take_copied(std::move(found), std::move(copied).value(), kind);
    }
    if (copied.error().fate() != Fate::reject || copied.error().code == Errc::state_moved)
        co_return std::move(copied).error();
    co_return co_await refuse(std::move(found), std::move(copied).error(), std::move(no_digest));
}

Task<Result<void>> FolderIntake::take_copied(FoundFile found, Copied copied, FileKind kind) {
    auto shaping = shaping_of(kind);
    if (!shaping && shaping.error().code == Errc::file_kind_unknown)
        co_return co_await refuse(std::move(found), std::move(shaping).error(), copied.sha256);
    if (!shaping)
        co_return std::move(shaping).error();
    Work work;
    work.sha256 = copied.sha256;
    work.shaping = std::move(shaping).value();
    // The same bytes read in another way are another request.
    const auto* shape = work.shaping.shape;
    const auto way = std::string(kind_name(kind)) + "\n" + (shape ? shape->name : std::string());
    work.key = hex(sha256(copied.sha256 + "\n" + way));
    work.request_id = copied.sha256.substr(0, 32);
    work.order_bytes_max =
        kind == FileKind::json ? json_bytes_max : services_.limits.batch_line_bytes_max;
    if (auto kept = book_.kept(work.key)) {
        TG_CO_TRY(co_await deliver(std::move(found), std::move(*kept), std::move(work.sha256)));
        count_file("again");
        co_return success();
    }
    Beginning begin{&book_, kind, shape, options_.encoding, work.key, work.shaping.books};
    auto begun = co_await offload(services_.pool, std::move(begin));
    if (!begun && begun.error().fate() == Fate::reject)
        co_return co_await refuse(std::move(found), std::move(begun).error(), work.sha256);
    if (!begun)
        co_return std::move(begun).error();
    work.answer = std::move(begun.value().answer);
    work.orders = std::move(begun.value().orders);
    co_return co_await answer_orders(std::move(found), work);
}

Task<Result<void>> FolderIntake::answer_orders(FoundFile found, Work& work) {
    for (;;) {
        Chunk chunk;
        chunk.first = work.answer.lines;
        Reading reading{work.orders.get(), services_.limits.batch_at_once};
        chunk.orders = co_await offload(services_.pool, std::move(reading));
        if (chunk.orders.empty())
            break;
        chunk.answers.resize(chunk.orders.size());
        TG_CO_TRY(co_await answer_chunk(work, chunk));
        passing(CrashPoint::orders_filed);
        std::string text;
        for (const auto& line : chunk.answers) text += line + '\n';
        auto keep = [&work, text = std::move(text)] {
            return AnswerBook::append(work.answer, text);
        };
        TG_CO_TRY(co_await offload(services_.pool, std::move(keep)));
        passing(CrashPoint::answer_lines_kept);
        work.answer.lines += chunk.orders.size();
        work.answer.accepted += chunk.accepted;
        standing_.orders_accepted += chunk.accepted;
        standing_.orders_refused += chunk.refused;
    }
    const auto lines = work.answer.lines;
    const auto accepted = work.answer.accepted;
    auto end = [this, &work, last = summary_line(lines, accepted, work.sha256)](
               ) mutable -> Result<std::filesystem::path> {
        TG_TRY(AnswerBook::append(work.answer, last));
        auto finished = book_.finish(std::move(work.answer));
        // It holds persons' data, and nobody needs it any more.
        std::error_code ignored;
        if (finished)
            std::filesystem::remove(book_.copy(), ignored);
        return finished;
    };
    TG_CO_TRY(auto answer, co_await offload(services_.pool, std::move(end)));
    passing(CrashPoint::answer_finished);
    log::info(
        "intake_file",
        {{"folder", options_.name},
         {"sha256", work.sha256},
         {"orders", std::to_string(lines)},
         {"accepted", std::to_string(accepted)}}
    );
    count_file("answered");
    co_return co_await deliver(std::move(found), std::move(answer), std::move(work.sha256));
}

/// Until every order is answered. Those that cannot be for now are filed again under their key.
Task<Result<void>> FolderIntake::answer_chunk(Work& work, Chunk& chunk) {
    const auto executor = co_await asio::this_coro::executor;
    for (;;) {
        chunk.next = 0;
        chunk.trouble.reset();
        // From the first worker to the last nothing may leave this frame, not even a cancellation.
        const bool throws = co_await asio::this_coro::throw_if_cancelled();
        co_await asio::this_coro::throw_if_cancelled(false);
        TaskGroup group(executor);
        for (std::size_t i = 0; i < chunk.orders.size(); ++i)
            group.spawn("intake", work_through(work, chunk));
        co_await group.join();
        co_await asio::this_coro::throw_if_cancelled(throws);
        note_trouble(chunk.trouble);
        if (!chunk.trouble)
            break;
        TG_CO_TRY(co_await wait_for(pause_after(*chunk.trouble)));
    }
    // A worker that was ended by a bug left its order without an answer; nothing was promised.
    for (std::size_t i = 0; i < chunk.orders.size(); ++i) {
        if (!chunk.answers[i].empty())
            continue;
        const auto& order = chunk.orders[i];
        chunk.answers[i] = api::refused_line(
            order.number, order.pointer, fail(Errc::internal), context_of(work.request_id)
        );
        ++chunk.refused;
    }
    co_return success();
}

Task<void> FolderIntake::work_through(Work& work, Chunk& chunk) {
    while (chunk.next < chunk.orders.size() && !chunk.trouble) {
        const auto at = chunk.next++;
        if (!chunk.answers[at].empty())
            continue;
        auto order = chunk.orders[at];
        const auto number = order.number;
        const auto pointer = order.pointer;
        const api::LineSender sender{
            services_, options_.caller, work.shaping, work.order_bytes_max};
        auto key = "file:" + work.key + ":" + std::to_string(chunk.first + at);
        auto filed = co_await api::file_line(sender, std::move(order), std::move(key));
        if (filed) {
            // Its own first answer may have been lost with a former process.
            filed.value().accepted.replayed = false;
            ++chunk.accepted;
            chunk.answers[at] = api::accepted_line(number, pointer, filed.value());
            continue;
        }
        const auto& error = filed.error();
        if (is_trouble(error)) {
            chunk.trouble = error;
            co_return;
        }
        ++chunk.refused;
        chunk.answers[at] = api::refused_line(number, pointer, error, context_of(work.request_id));
        if (error.fate() != Fate::reject)
            continue;
        auto detail = api::refusal_detail(
            instance_ + " line " + std::to_string(number), error, work.request_id
        );
        co_await api::note_refusal(services_, options_.caller, std::move(detail));
    }
}

Task<Result<void>> FolderIntake::refuse(FoundFile found, Error error, std::string sha256) {
    const auto mark = sha256.empty() ? hex(tg::sha256(found.name)) : sha256;
    const auto request_id = mark.substr(0, 32);
    auto write = [this, text = refusal_text(error, context_of(request_id), sha256)] {
        return book_.passing(text);
    };
    TG_CO_TRY(auto answer, co_await offload(services_.pool, std::move(write)));
    TG_CO_TRY(co_await deliver(std::move(found), std::move(answer), mark));
    const std::string code{entry_of(error.code).name};
    log::info("intake_file_refused", {{"folder", options_.name}, {"error", code}});
    count_file("refused");
    ++standing_.files_refused;
    auto detail = api::refusal_detail(instance_, error, request_id);
    co_await api::note_refusal(services_, options_.caller, std::move(detail));
    co_return success();
}

Task<Result<void>> FolderIntake::deliver(
    FoundFile found, std::filesystem::path answer, std::string mark
) {
    auto put = [this, found, answer = std::move(answer)] { return folder_.answer(found, answer); };
    TG_CO_TRY(co_await offload(services_.pool, std::move(put)));
    passing(CrashPoint::answer_placed);
    standing_.last_file = found.name;
    standing_.last_at = services_.clock.now();
    auto move = [this, found, mark = std::move(mark)] { return folder_.put_away(found, mark); };
    TG_CO_TRY(co_await offload(services_.pool, std::move(move)));
    ++standing_.files_answered;
    co_return success();
}

}  // namespace tg::drop
