// Reads on one thread, judges on several, prints in order. What is under way is bounded, so memory
// does not grow with the file.
#include "gateway/app/judge_command.hpp"

#include "gateway/app/commands.hpp"
#include "gateway/app/judge_messages.hpp"
#include "gateway/app/judge_report.hpp"
#include "gateway/app/judge_source.hpp"
#include "gateway/runtime/task.hpp"
#include "gateway/shapes/shape_book.hpp"
#include "schemas/day.hpp"

#include <algorithm>
#include <deque>
#include <future>
#include <memory>
#include <ostream>
#include <thread>

namespace tg::app {
namespace {

constexpr std::size_t under_way_per_job = 64;

/// What the options name, loaded. Everything that is wrong is told at once.
struct Loaded {
    schemas::CodeBook codes;
    rules::RuleBook rules;
    shapes::ShapeBook shapes;
    forward::Zones zones;
    std::optional<sign::KeyStore> keys;  ///< nothing: not asked for
    Instant as_of{};
};

std::optional<Instant> moment_of(const std::string& written) {
    if (written.empty())
        return SystemClock().now();
    if (const auto day = schemas::parse_day(written)) {
        std::string digits = written;
        std::erase(digits, '-');
        return from_china_digits(digits + "235959");
    }
    constexpr std::size_t day_size = 10;
    return written.size() > day_size ? from_rfc3339(written) : std::nullopt;
}

Result<schemas::CodeBook> load_codes(const std::filesystem::path& folder) {
    if (folder.empty())
        return schemas::CodeBook::built_in();
    return schemas::CodeBook::load(folder);
}

Result<rules::RuleBook> load_rules(const std::filesystem::path& folder) {
    if (folder.empty())
        return rules::RuleBook(rules::RuleBook::built_in());
    return rules::RuleBook::load(folder);
}

Result<std::optional<sign::KeyStore>> load_keys(const std::filesystem::path& parties) {
    if (parties.empty())
        return std::optional<sign::KeyStore>();
    TG_TRY(auto keys, sign::KeyStore::load(parties));
    return std::optional<sign::KeyStore>(std::move(keys));
}

template <class T>
void gather(const Result<T>& result, std::vector<Error>& faults) {
    if (result)
        return;
    const Error& error = result.error();
    if (error.parts.empty())
        faults.push_back(error);
    faults.insert(faults.end(), error.parts.begin(), error.parts.end());
}

bool plain_id(std::string_view text) {
    return std::ranges::all_of(text, [](unsigned char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
               c == '-' || c == '_';
    });
}

/// A CSV file says nothing about itself: without a shape nobody knows its columns.
std::optional<Error> lacks_shape(const JudgeOptions& options, const shapes::ShapeBook& book) {
    const auto csv = [](const auto& file) { return file.extension() == ".csv"; };
    if (!options.shape.empty() || std::ranges::none_of(options.files, csv))
        return std::nullopt;
    return fail(Errc::bad_query, "--shape", {"--shape", book.find({}).error().args.back()});
}

Result<Loaded> load(const JudgeOptions& options) {
    auto codes = load_codes(options.codes);
    auto rules = load_rules(options.rules);
    auto shapes = shapes::ShapeBook::load(options.shapes);
    forward::ZoneOverrides no_secrets;
    no_secrets.leave_secrets = true;
    auto zones = forward::load_zones(options.zones, no_secrets);
    auto keys = load_keys(options.parties);
    auto folder = options.xml.empty() ? Result<void>(success()) : ready_folder(options.xml);
    const auto as_of = moment_of(options.as_of);
    std::vector<Error> faults;
    gather(codes, faults);
    gather(rules, faults);
    gather(shapes, faults);
    gather(zones, faults);
    gather(keys, faults);
    gather(folder, faults);
    if (shapes && !options.shape.empty())
        gather(shapes.value().find(options.shape), faults);
    if (shapes) {
        if (auto lacking = lacks_shape(options, shapes.value()))
            faults.push_back(std::move(*lacking));
    }
    if (!as_of)
        faults.push_back(fail(Errc::bad_query, "--as-of", {"--as-of", "yyyy-mm-dd, RFC 3339"}));
    if (!plain_id(options.park))
        faults.push_back(fail(Errc::bad_query, "--park", {"--park", "A-Z a-z 0-9 - _"}));
    if (!faults.empty()) {
        Error all = faults.front();
        all.parts = std::move(faults);
        return all;
    }
    return Loaded{
        std::move(codes).value(),
        std::move(rules).value(),
        std::move(shapes).value(),
        std::move(zones).value(),
        std::move(keys).value(),
        *as_of};
}

class Judging {
 public:
    Judging(
        const JudgeWorld& world, unsigned jobs, JudgeReport& report, const JudgeOptions& options
    )
        : world_(world),
          report_(report),
          messages_(options.xml),
          under_way_max_(jobs * under_way_per_job),
          pool_(jobs) {}

    void judge(const std::string& name, JudgeSource& source) {
        report_.begin(name, world_.shape != nullptr && world_.shape->medium == shapes::Medium::csv);
        JudgeItem item;
        while (source.next(item)) {
            start(std::move(item));
            while (under_way_.size() >= under_way_max_) tell(source);
        }
        while (!under_way_.empty()) tell(source);
        bar_.clear();
        if (const auto& failure = source.failure())
            report_.file_failed(*failure);
    }

    [[nodiscard]] const std::optional<Error>& failure() const { return messages_.failure(); }

 private:
    using Job = std::packaged_task<JudgeVerdict()>;

    void start(JudgeItem item) {
        // Shared, because what the pool takes must be copyable.
        auto job = std::make_shared<Job>([this, held = std::move(item)]() mutable {
            return judge_order(std::move(held), world_);
        });
        under_way_.push_back(job->get_future());
        pool_.post([job] { (*job)(); });
    }

    void tell(const JudgeSource& source) {
        const JudgeVerdict verdict = under_way_.front().get();
        under_way_.pop_front();
        if (!verdict.findings.empty())
            bar_.clear();
        report_.order(verdict);
        messages_.write(verdict, report_.orders());
        bar_.show(source.bytes(), source.size(), report_.orders());
    }

    const JudgeWorld& world_;
    JudgeReport& report_;
    JudgeMessages messages_;
    JudgeBar bar_;
    std::size_t under_way_max_;
    std::deque<std::future<JudgeVerdict>> under_way_;
    Pool pool_;  // last: it ends before what its jobs use
};

/// A million terms are for whoever asks for them, those of one order for everybody who reads text.
Told tax_told(const JudgeOptions& options) {
    if (options.explain)
        return *options.explain ? Told::all : Told::none;
    return options.format == "json" ? Told::none : Told::first;
}

JudgeLanguage language_of(const std::string& name) {
    if (name == "both")
        return JudgeLanguage::both;
    return name == "en" ? JudgeLanguage::en : JudgeLanguage::zh;
}

}  // namespace

int judge_files(const JudgeOptions& options, std::ostream& out) {
    auto loaded = load(options);
    if (!loaded) {
        complain(loaded.error());
        return 2;
    }
    const Loaded& world = loaded.value();
    const SystemClock clock;
    IdSource ids(clock);
    const JudgeWorld judging{
        world.codes,
        world.rules,
        world.zones,
        options.shape.empty() ? nullptr : world.shapes.find(options.shape).value(),
        options.park,
        world.as_of,
        ids,
        tax_told(options),
        !options.xml.empty(),
        world.keys ? &*world.keys : nullptr};
    const auto format = options.format == "json" ? JudgeFormat::json : JudgeFormat::text;
    const auto encoding =
        options.encoding == "gb18030" ? shapes::Encoding::gb18030 : shapes::Encoding::utf8;
    const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
    JudgeReport report(out, format, language_of(options.language), judging.tax);
    Judging work(judging, options.jobs == 0 ? cores : options.jobs, report, options);
    for (const auto& file : options.files) {
        auto source = JudgeSource::open(file, judging.shape, encoding);
        if (source) {
            work.judge(file.string(), *source.value());
        } else {
            report.begin(file.string(), false);
            report.file_failed(source.error());
        }
    }
    report.summary();
    if (work.failure()) {
        complain(*work.failure());
        return 2;
    }
    if (report.orders() == 0 && report.exit_code() == 0) {
        complain(fail(Errc::file_empty));
        return 2;
    }
    return report.exit_code();
}

}  // namespace tg::app
