// `tongguan`: one program, its subcommands as a table of options.
#include "gateway/app/application.hpp"
#include "gateway/app/books_command.hpp"
#include "gateway/app/commands.hpp"
#include "gateway/app/conform_command.hpp"
#include "gateway/app/judge_command.hpp"
#include "gateway/app/schema_command.hpp"
#include "gateway/app/zone_command.hpp"

#include <CLI/CLI.hpp>

#include <iostream>

namespace {

using namespace tg::app;

void add_serving(CLI::App& app, int& code) {
    static ServeOptions serve_options;
    auto* serving = app.add_subcommand("serve", "Run the gateway / 运行网关");
    serving->add_option("-c,--config", serve_options.config, "configuration file / 配置文件");
    serving->add_option("--port-file", serve_options.port_file, "write the port here / 写入端口号");
    serving->callback([&code] { code = serve(serve_options); });

    static SandboxOptions sandbox_options;
    auto* simulated =
        app.add_subcommand("sandbox", "Run the simulated single window / 运行模拟单一窗口");
    simulated->add_option("-c,--config", sandbox_options.config, "configuration file / 配置文件")
        ->required();
    simulated->add_option(
        "--port-file", sandbox_options.port_file, "write the port here / 写入端口号"
    );
    simulated->callback([&code] { code = sandbox(sandbox_options); });

    static DemoOptions demo_options;
    auto* demonstration = app.add_subcommand(
        "demo", "Gateway, simulated single window and demo orders / 网关、模拟单一窗口与演示订单"
    );
    demonstration->add_option("--data", demo_options.data, "data folder / 数据目录")
        ->capture_default_str();
    demonstration->add_option("--zones", demo_options.zones, "zone files / 综试区文件夹")
        ->capture_default_str();
    demonstration->add_flag(
        "--once", demo_options.once, "end when every order has / 全部结束后退出"
    );
    demonstration->callback([&code] { code = demo(demo_options); });
}

void add_looking(CLI::App& app, int& code) {
    static std::filesystem::path config;
    static bool commented = false;
    auto* check =
        app.add_subcommand("check-config", "Judge configuration and all its files / 检查配置");
    check->add_option("-c,--config", config, "configuration file / 配置文件");
    check->callback([&code] { code = check_config(config); });
    auto* print = app.add_subcommand("print-config", "Print the values in force / 打印生效配置");
    print->add_option("-c,--config", config, "configuration file / 配置文件");
    print->add_flag(
        "--commented", commented, "every key with default and comment / 带注释的默认配置"
    );
    print->callback([&code] { code = print_config_command(config, commented); });

    static std::vector<std::filesystem::path> files;
    static bool json = false;
    static std::string language = "zh";
    auto* verify = app.add_subcommand("verify", "Judge signed CEB messages / 验证已签名报文");
    verify->add_option("files", files, "files / 文件")->required();
    verify->add_flag("--json", json, "as JSON");
    verify->add_option("--language", language, "zh or en")
        ->check(CLI::IsMember({"zh", "en"}))
        ->capture_default_str();
    verify->callback([&code] { code = verify_files(files, json, language); });

    auto* shown = app.add_subcommand("version", "Print the version / 打印版本");
    shown->callback([] { std::cout << "tongguan " << version() << "\n"; });
}

void add_judge(CLI::App& app, int& code) {
    static JudgeOptions options;
    auto* judge = app.add_subcommand(
        "judge",
        "Judge files of orders without filing them: JSON, NDJSON, CSV / "
        "检查订单文件（不申报）：JSON、NDJSON、CSV"
    );
    judge->add_option("files", options.files, "files, or - / 文件，或 -")->required();
    judge->add_option("--shape", options.shape, "mapping of a marketplace / 平台映射名称");
    judge->add_option("--park", options.park, "for orders that name none / 订单未写园区时使用");
    judge->add_option("--as-of", options.as_of, "yyyy-mm-dd or RFC 3339; now / 按此日期判断");
    judge->add_option("--format", options.format, "text or json (one object per line)")
        ->check(CLI::IsMember({"text", "json"}))
        ->capture_default_str();
    judge->add_option("--lang", options.language, "zh, en or both / 语言")
        ->check(CLI::IsMember({"zh", "en", "both"}))
        ->capture_default_str();
    judge->add_option("--encoding", options.encoding, "of CSV / CSV 的编码")
        ->check(CLI::IsMember({"utf8", "gb18030"}))
        ->capture_default_str();
    judge->add_option("--jobs", options.jobs, "threads; 0 = as many as cores / 线程数")
        ->check(CLI::Range(0U, 64U));
    static bool explain = false;
    auto* told = judge->add_flag(
        "--explain,!--no-explain",
        explain,
        "tax of each order with its terms; by default of an order that is alone / "
        "逐单列出税款及每步计算；只有一个订单时默认列出"
    );
    judge->add_option("--xml", options.xml, "folder for the messages, unsigned / 报文写入此文件夹");
    judge->add_option("--parties", options.parties, "parties.toml, for --xml / 企业文件，用于报文");
    judge->add_option("--zones", options.zones, "zone files / 综试区文件夹")->capture_default_str();
    judge->add_option("--codes", options.codes, "code lists of your own / 自备代码表目录");
    judge->add_option("--rules", options.rules, "rule packs of your own / 自备规则目录");
    judge->add_option("--shapes", options.shapes, "mappings of your own / 自备映射目录");
    judge->footer(
        "Exit status: 0 every order may be filed (warnings included), 1 one has an error,\n"
        "2 something cannot be read or written, or an option is wrong.\n"
        "退出状态：0 全部可申报（含警告），1 有订单存在错误，2 有内容无法读写或选项有误。"
    );
    judge->callback([&code, told] {
        if (told->count() > 0)
            options.explain = explain;
        code = judge_files(options, std::cout);
    });
}

void add_keys(CLI::App& app, int& code) {
    auto* keys = app.add_subcommand("keys", "Keys, certificates, API keys / 密钥、证书与 API 密钥");
    keys->require_subcommand(1);

    static NewPartyOptions party;
    auto* made = keys->add_subcommand(
        "new-party",
        "Make a key and a test certificate and register them in parties.toml / "
        "生成密钥与测试证书并登记"
    );
    made->add_option("--folder", party.folder, "folder of parties.toml / 目录")
        ->capture_default_str();
    made->add_option("--code", party.code, "enterprise code / 企业代码")->required();
    made->add_option("--name", party.name, "registered name / 企业名称")->required();
    made->add_option("--dxp-id", party.dxp_id, "exchange number / 传输编号");
    made->add_option(
        "--transmits-through",
        party.transmits_through,
        "code of the transmitting enterprise / 传输企业代码"
    );
    made->add_option("--algorithm", party.algorithm, "sm2 or rsa")
        ->check(CLI::IsMember({"sm2", "rsa"}))
        ->capture_default_str();
    made->add_option("--days", party.days, "validity / 有效天数")->capture_default_str();
    made->callback([&code] { code = keys_new_party(party); });

    static NewApiKeyOptions api_key;
    auto* token = keys->add_subcommand(
        "new-api-key", "Make an API key; it is shown once / 生成 API 密钥（仅显示一次）"
    );
    token->add_option("--file", api_key.file, "API keys file / 文件")->capture_default_str();
    token->add_option("--name", api_key.name, "name / 名称")->required();
    token->add_option("--role", api_key.role, "seller, logistics, operator, admin")
        ->check(CLI::IsMember({"seller", "logistics", "operator", "admin"}))
        ->capture_default_str();
    token->add_option("--tenant", api_key.tenant, "tenant number / 租户编号")
        ->capture_default_str();
    token->add_option(
        "--enterprise", api_key.enterprises, "codes it may file for / 可申报企业代码"
    );
    token->callback([&code] { code = keys_new_api_key(api_key); });

    static MakeSecretsOptions secrets;
    auto* invented = keys->add_subcommand(
        "make-secrets",
        "Make up the files of secrets that zone files name and that are missing, to try the "
        "gateway "
        "with the simulated window / 生成综试区文件所引用但缺失的密钥文件（仅供试用）"
    );
    invented->add_option("--zones", secrets.zones, "zone files / 综试区文件夹")
        ->capture_default_str();
    invented->add_option("--root", secrets.root, "relative files are below this / 根目录")
        ->capture_default_str();
    invented->callback([&code] { code = keys_make_secrets(secrets); });

    static std::filesystem::path parties = "parties.toml";
    auto* list = keys->add_subcommand(
        "list", "Show parties, certificates and days left / 列出企业、证书与剩余天数"
    );
    list->add_option("--parties", parties, "parties file / 企业文件")->capture_default_str();
    list->callback([&code] { code = keys_list(parties); });
}

void add_schema(CLI::App& app, int& code) {
    auto* schema = app.add_subcommand("schema", "XSD, check and manual of the messages / 报文结构");
    schema->require_subcommand(1);
    const CLI::IsMember editions({"common", "2022-05", "2018"});

    static SchemaXsdOptions xsd;
    auto* written = schema->add_subcommand("xsd", "Write XML Schema files / 写出 XSD 文件");
    written->add_option("--direction", xsd.direction, "import or export; both without")
        ->check(CLI::IsMember({"import", "export"}));
    written->add_option("--edition", xsd.edition, "common, 2022-05 or 2018; all without")
        ->check(editions);
    written->add_option("--out", xsd.out, "folder / 目录")->required();
    written->callback([&code] { code = schema_xsd(xsd); });

    static SchemaCheckOptions checked;
    auto* check = schema->add_subcommand(
        "check", "Judge CEB and DXP files, every finding at once / 检查报文，一次列出全部问题"
    );
    check->add_option("files", checked.files, "files / 文件")->required();
    check->add_option("--edition", checked.edition, "common is what holds under both editions")
        ->check(editions)
        ->capture_default_str();
    check->add_flag("--json", checked.json, "one JSON object per file / 每个文件一个 JSON 对象");
    check->callback([&code] { code = schema_check(checked); });

    static std::filesystem::path manual;
    auto* book = schema->add_subcommand("manual", "Write the message manual / 写出报文手册");
    book->add_option("--out", manual, "HTML file / HTML 文件")->required();
    book->callback([&code] { code = schema_manual(manual); });
}

void add_books(CLI::App& app, int& code) {
    static std::filesystem::path folder, against, packs;
    auto* tables = app.add_subcommand("tables", "Code lists of a folder / 文件夹中的代码表");
    tables->require_subcommand(1);
    auto* check = tables->add_subcommand(
        "check", "Judge them as a reload would, every fault at once / 检查，一次列出全部问题"
    );
    check->add_option("folder", folder, "folder / 文件夹")->required();
    check->callback([&code] { code = tables_check(folder); });
    auto* diff = tables->add_subcommand("diff", "What they would change / 列出变化");
    diff->add_option("folder", folder, "folder / 文件夹")->required();
    diff->add_option("--against", against, "another folder; the built-in lists without");
    diff->callback([&code] { code = tables_diff(folder, against); });

    auto* rules = app.add_subcommand("rules", "Rule packs / 规则包");
    rules->require_subcommand(1);
    auto* prove = rules->add_subcommand(
        "check", "Read packs and prove every rule by its cases / 读取规则包并逐条验证用例"
    );
    prove->add_option("packs", packs, "file or folder / 文件或文件夹")->required();
    prove->callback([&code] { code = rules_check(packs); });
    auto* list = rules->add_subcommand("list", "Rules in force with these packs / 列出规则");
    list->add_option("packs", packs, "file or folder; the built-in ones without");
    list->callback([&code] { code = rules_list(packs); });

    static std::filesystem::path mappings;
    auto* shapes = app.add_subcommand("shapes", "Mappings of marketplaces / 平台映射");
    shapes->require_subcommand(1);
    auto* sound = shapes->add_subcommand(
        "check", "Judge them as a reload would, every fault at once / 检查，一次列出全部问题"
    );
    sound->add_option("files", mappings, "file or folder / 文件或文件夹")->required();
    sound->callback([&code] { code = shapes_check(mappings); });
    auto* known = shapes->add_subcommand("list", "Mappings with these files / 列出映射");
    known->add_option("files", mappings, "file or folder; the built-in ones without");
    known->callback([&code] { code = shapes_list(mappings); });
}

void add_zone_looking(CLI::App& zone, int& code) {
    static std::filesystem::path files, before, secrets;
    const auto with_secrets = [](CLI::App* command) {
        command->add_option(
            "--root", secrets, "read secrets too, relative files below this / 一并读取密钥，根目录"
        );
    };
    auto* check = zone.add_subcommand(
        "check", "Judge zone files as a switch would, every fault at once / 检查，一次列出全部问题"
    );
    check->add_option("files", files, "folder or file / 文件夹或文件")->required();
    with_secrets(check);
    check->callback([&code] { code = zone_check(files, secrets, std::cout); });
    auto* diff = zone.add_subcommand("diff", "What a switch would change / 列出变化");
    diff->add_option("old", before, "folder or file / 文件夹或文件")->required();
    diff->add_option("new", files, "folder or file / 文件夹或文件")->required();
    with_secrets(diff);
    diff->callback([&code] { code = zone_diff(before, files, secrets, std::cout); });

    static ZoneExplainOptions options;
    auto* explain = zone.add_subcommand(
        "explain", "A place, its channel and what says so / 场所、通道及其依据"
    );
    explain->add_option("place", options.place, "id of a place / 场所编号")->required();
    explain->add_option("--procedure", options.procedure, "1210, or \"import 1210\"");
    explain->add_option("--zones", options.zones, "zone files / 综试区文件夹")
        ->capture_default_str();
    explain->add_option("--root", options.secrets, "read secrets too, relative files below this");
    explain->callback([&code] { code = zone_explain(options, std::cout); });
}

void add_zones(CLI::App& app, int& code) {
    auto* zone = app.add_subcommand("zone", "Zone files / 综试区文件");
    zone->require_subcommand(1);
    add_zone_looking(*zone, code);

    static ConformOptions options;
    auto* conform = zone->add_subcommand(
        "conform", "Run channels against scripted partners that misbehave / 通道验收：模拟对方异常"
    );
    conform->add_option("file", options.file, "zone file or folder / 文件或文件夹")->required();
    conform->add_option("--channel", options.channel, "only this channel / 只测此通道");
    conform->add_option("--json", options.json, "write sheets here, - for standard output");
    conform->add_option("--html", options.html, "write pages to print here / 写出可打印验收单");
    conform->add_option("--lang", options.language, "zh or en")
        ->check(CLI::IsMember({"zh", "en"}))
        ->capture_default_str();
    conform->add_option("--documents", options.documents, "per case / 每项报文数")
        ->check(CLI::Range(1, 10'000))
        ->capture_default_str();
    conform->callback([&code] { code = zone_conform(options); });
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{
        "Tongguan 通关: cross-border e-commerce customs declaration gateway / "
        "跨境电商通关申报网关"};
    app.require_subcommand(1);
    int code = 0;
    add_serving(app, code);
    add_looking(app, code);
    add_judge(app, code);
    add_keys(app, code);
    add_schema(app, code);
    add_books(app, code);
    add_zones(app, code);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        const int status = app.exit(error);
        return status == 0 ? 0 : 2;
    }
    // What could not be told was not done.
    if (!std::cout.flush() && code == 0)
        return 2;
    return code;
}
