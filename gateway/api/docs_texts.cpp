// The words of the documentation page. Long because it is prose in two languages; every row stands
// alone.
#include "gateway/api/docs_texts.hpp"

#include <algorithm>
#include <array>

namespace tg::api {
namespace {

constexpr std::string_view accepted_answer =
    R"({"id":"01JQ8Z3N4K5M7","state":"accepted","state_text":{"zh":"已受理","en":"accepted"},
 "accepted_at":"2025-03-01T02:00:00.123Z","missing":[],
 "links":{"self":"/v1/filings/01JQ8Z3N4K5M7"}})";

constexpr std::string_view batch_answer =
    R"({"line":1,"status":202,"replayed":false,"id":"01JQ8Z3N4K5M7","filing":{"id":"01JQ8Z3N4K5M7","state":"accepted"}}
{"line":2,"status":422,"problem":{"code":"order_refused","errors":[{"pointer":"/order/orderNo","code":"missing"}]}}
{"summary":{"lines":2,"accepted":1,"refused":1}})";

constexpr std::string_view filing_answer =
    R"({"id":"01JQ8Z3N4K5M7","state":"released","state_text":{"zh":"已放行","en":"released"},
 "zone":"DL","park":"DL-DYW","direction":"import","procedure":"9610","order_no":"DEMO202503010001",
 "accepted_at":"2025-03-01T02:00:00.123Z","updated_at":"2025-03-01T02:00:09.000Z","missing":[],
 "links":{"self":"/v1/filings/01JQ8Z3N4K5M7"},
 "documents":[{"kind":"inventory","message_type":"CEB621Message","phase":"sent","status":800,
   "status_text":{"zh":"放行","en":"released"},"message":{"n":4,"href":"/v1/filings/01JQ8Z3N4K5M7/messages/4"}}],
 "receipts":[{"id":"01JQ8Z3R00001","document":"inventory","returned_status":"800","status":800,
   "received_at":"2025-03-01T02:00:09.000Z","info":"放行","applied":true}],
 "messages":[{"n":1,"message_type":"CEB311Message","href":"/v1/filings/01JQ8Z3N4K5M7/messages/1"}],
 "timeline":[{"at":"2025-03-01T02:00:00.123Z","event":"accepted"}]})";

// clang-format off
constexpr std::array<RouteText, 32> texts{{
    {"POST", "/v1/filings",
     "申报一个订单：订单、支付单、运单、清单四部分，可缺后补。202 表示数据已落盘。所有错误一次列出，各带 JSON 指针与中英文说明。带相同 Idempotency-Key 的重复请求得到首次的应答（Idempotency-Replayed: true）；同一业务编号已申报时为 409，filing 指向首次申报。?shape=名称（见 /v1/shapes）时正文为平台自己的订单（JSON 或 CSV）：问题指向原文的字段或“行:列”，应答含未取用的字段（unmapped）与每处改动（changes）。",
     "Files one order in up to four sections; a missing one may follow later. 202 means that it is on disk. All errors come at once, each with a JSON pointer and a sentence in both languages. A repeated Idempotency-Key gets the first answer (Idempotency-Replayed: true); a business number that was filed before gets 409 with the first filing under `filing`. With ?shape=name (see /v1/shapes) the body is an order in a marketplace's own form (JSON or CSV): findings point into what was sent or to row:column, the answer tells fields that nothing is made of (unmapped) and each value that was changed (changes).",
     "202 400 401 403 409 413 415 422 503",
     "curl -X POST http://127.0.0.1:18080/v1/filings \\\n  -H \"Authorization: Bearer $TONGGUAN_KEY\" \\\n  -H 'Content-Type: application/json' \\\n  -H 'Idempotency-Key: DEMO202503010001' \\\n  --data-binary @order.json",
     accepted_answer},
    {"GET", "/v1/filings",
     "按编号、状态、地点、时间查询，新的在前。holding=held 为清单因单证未齐或担保不足暂缓发送的，holding=overdue 为有单证逾期未到的。next 为下一页的 cursor，没有时为 null。",
     "Finds filings by number, state, place and time, newest first. holding=held: an inventory waits for its partners or its guarantee; holding=overdue: a partner is late. `next` is the cursor of the next page, or null.",
     "200 400 401",
     "curl 'http://127.0.0.1:18080/v1/filings?state=released&park=DL-DYW&limit=20' \\\n  -H \"Authorization: Bearer $TONGGUAN_KEY\"",
     R"({"filings":[{"id":"01JQ8Z3N4K5M7","state":"released","park":"DL-DYW","order_no":"DEMO202503010001"}],"next":null})"},
    {"POST", "/v1/filings/batch",
     "每行一个订单（NDJSON），最多 1000 行，空行跳过。每行独立受理，按行号逐行应答，最后一行为汇总。整批的 HTTP 状态为 200；每行的状态在该行。?shape= 时为平台自己的格式：NDJSON、JSON 列表（数组或 {\"orders\":[…]}）或 CSV。每行的幂等键为 Idempotency-Key 加 \":\" 加行号。",
     "One order per line (NDJSON), up to 1000 lines; empty lines are skipped. Each line stands alone and is answered by a line with its number; the last line holds the sums. The request itself answers 200, each line has its own status. With ?shape= the orders are in a marketplace's own form: NDJSON, a JSON list (an array or {\"orders\":[...]}) or CSV. The idempotency key of a line is Idempotency-Key, a colon and the line number.",
     "200 400 401 403 413 415 422",
     "curl -X POST http://127.0.0.1:18080/v1/filings/batch \\\n  -H \"Authorization: Bearer $TONGGUAN_KEY\" \\\n  -H 'Content-Type: application/x-ndjson' \\\n  -H 'Idempotency-Key: batch-20250301-1' \\\n  --data-binary @orders.ndjson",
     batch_answer},
    {"POST", "/v1/collections",
     "由已有申报生成总分单、入库明细单、运抵单、离境单或汇总申请：filings 列出申报编号，或以 masterBill 指明总运单号；运单号、清单号、运输工具和毛重之和取自这些申报。总运单下未列入的在 left_out 中说明原因。",
     "Makes a manifest, warehouse entry, arrival, departure or summary application from filings, named by their ids or by masterBill: their waybill and inventory numbers become its lines, vessel and summed weight its head. What is left out under a bill is told with its reason.",
     "202 400 401 403 404 409 413 415 422 503",
     "curl -X POST http://127.0.0.1:18080/v1/collections \\\n  -H \"Authorization: Bearer $TONGGUAN_KEY\" \\\n  -H 'Content-Type: application/json' --data-binary @manifest.json",
     R"({"id":"01JQ8Z3N4K5M7","state":"accepted","missing":[],"collected":{"count":2,"gross_weight":"4.8","pack_no":"2","filings":["01JQ8Z3N4K5M1","01JQ8Z3N4K5M2"]},"left_out":[{"id":"01JQ8Z3N4K5M3","logistics_no":"YT003","code":"listed_already","detail":"该运单或清单已列入申报 01JQ8Z3N4K5M4"}]})"},
    {"POST", "/v1/filings:dry-run",
     "试算一个订单：规范化后的各单证、全部问题、每步税款、将发送的报文（未签名）与期限；不存储任何内容。?shape= 时正文为平台自己的订单。verdict 为 accepted、warnings 或 refused。",
     "Tries an order: its documents in customs' form, everything found, each term of the tax, the messages that would be sent (unsigned) and the deadlines. Nothing is stored. With ?shape= the body is an order in a marketplace's own form. verdict is accepted, warnings or refused.",
     "200 400 401 413 415 422",
     "curl -X POST http://127.0.0.1:18080/v1/filings:dry-run \\\n  -H \"Authorization: Bearer $TONGGUAN_KEY\" \\\n  -H 'Content-Type: application/json' --data-binary @order.json",
     R"({"verdict":"accepted","findings":[],"missing":[],"documents":[{"section":"order","message_type":"CEB311Message"}],"changes":[],"tax":{"treatment":"reduced","total":"23.37"}})"},
    {"GET", "/v1/filings/{id}/judgement",
     "按 as_of 所指时刻的规则、代码表与版式重新检查一个申报（省略时为当前）；不改变申报。应答与试算相同。",
     "Judges a filing again by the rules, code lists and edition of the moment as_of (now when left out); the filing stays as it is. The answer is that of a dry run.",
     "200 400 401 404",
     "curl 'http://127.0.0.1:18080/v1/filings/01JQ8Z3N4K5M7/judgement?as_of=20260701' \\\n  -H \"Authorization: Bearer $TONGGUAN_KEY\"",
     R"({"verdict":"accepted","judged_as_of":"2026-07-01T00:00:00.000Z","findings":[]})"},
    {"GET", "/v1/filings/{id}",
     "一个申报的全部：状态、单证、回执、报文链接、时间线；expectations 为应到的单证，缺、不符、逾期各注明应由谁提交，不符之处逐项列出。带 ETag；If-None-Match 未变时为 304。无权查看的申报视为不存在（404）。审计行与回执原文链接只给 operator 和 admin。",
     "Everything about a filing: state, documents, receipts, links to messages, timeline; expectations says which documents are missing, differ or are late, who is to send them, and where they differ. Has an ETag; 304 when If-None-Match still fits. What the key may not see does not exist (404). Audit lines and links to raw receipts are for operator and admin.",
     "200 304 401 404",
     "curl http://127.0.0.1:18080/v1/filings/01JQ8Z3N4K5M7 -H \"Authorization: Bearer $TONGGUAN_KEY\"",
     filing_answer},
    {"POST", "/v1/filings/{id}/documents",
     "补充迟到的部分，格式与申报相同，不含已申报的部分。只写 {\"elsewhere\":[\"payment\"]} 表示该部分由其他企业直接申报，清单不再等待。",
     "Adds late sections in the same form as a filing, without those that were filed. {\"elsewhere\":[\"payment\"]} alone says that others send it to customs themselves; the inventory waits for it no longer.",
     "202 400 401 403 404 409 413 415 422 503",
     "curl -X POST http://127.0.0.1:18080/v1/filings/01JQ8Z3N4K5M7/documents \\\n  -H \"Authorization: Bearer $TONGGUAN_KEY\" \\\n  -H 'Content-Type: application/json' --data-binary @documents.json",
     accepted_answer},
    {"POST", "/v1/filings/{id}/amendments",
     "变更已申报的单证：只写要改的成员，其余取自原申报。网关按状态选择重新申报或变更，acts 说明所选报文及原因；不能变更时为 409，说明可行的做法。",
     "Changes what is declared: only the members that change. The gateway declares anew or changes as the state asks, and acts says which and why; 409 names what is possible instead.",
     "202 400 401 403 404 409 413 415 422 503",
     "curl -X POST http://127.0.0.1:18080/v1/filings/01JQ8Z3N4K5M7/amendments \\\n  -H \"Authorization: Bearer $TONGGUAN_KEY\" \\\n  -H 'Content-Type: application/json' --data '{\"order\":{\"consigneeAddress\":\"辽宁省大连市中山区示例路2号\"}}'",
     accepted_answer},
    {"POST", "/v1/filings/{id}/withdrawals",
     "撤销：海关未编号时删除，已编号时发送撤销申请单（须给出 cancellation）。默认针对清单，section 可指定其他单证。",
     "Withdraws: a deletion before customs has numbered the inventory, a cancellation afterwards (cancellation must be given). section may name another document.",
     "202 400 401 403 404 409 413 415 422 503",
     "curl -X POST http://127.0.0.1:18080/v1/filings/01JQ8Z3N4K5M7/withdrawals \\\n  -H \"Authorization: Bearer $TONGGUAN_KEY\" \\\n  -H 'Content-Type: application/json' --data '{\"cancellation\":{\"reason\":\"买家取消订单\"}}'",
     accepted_answer},
    {"POST", "/v1/filings/{id}/returns",
     "退货：按原清单的项号和数量，不写 lines 时为全部；进口放行后 30 天内，出口一年内。",
     "Declares a return by item number and quantity of the inventory, all of it without lines; within 30 days of release for imports, one year for exports.",
     "202 400 401 403 404 409 413 415 422 503",
     "curl -X POST http://127.0.0.1:18080/v1/filings/01JQ8Z3N4K5M7/returns \\\n  -H \"Authorization: Bearer $TONGGUAN_KEY\" \\\n  -H 'Content-Type: application/json' --data '{\"refund\":{\"reason\":\"质量问题\",\"lines\":[{\"gnum\":\"1\",\"qty\":\"1\"}]}}'",
     accepted_answer},
    {"GET", "/v1/filings/{id}/messages/{n}",
     "第 n 份携带本申报单证的已签名报文，与发送的字节完全一致。报文若同时含有其他企业的单证，只给 operator 和 admin。",
     "The n-th signed message that carried a document of this filing, byte for byte as it was sent. One that also carries documents of other enterprises is for operator and admin.",
     "200 401 403 404",
     "curl http://127.0.0.1:18080/v1/filings/01JQ8Z3N4K5M7/messages/1 -H \"Authorization: Bearer $TONGGUAN_KEY\" -o message.xml",
     "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ceb:CEB311Message ...>"},
    {"GET", "/v1/filings/{id}/receipts/{receipt}",
     "回执原文，与收到的字节完全一致。",
     "A receipt, byte for byte as it was received.",
     "200 401 403 404",
     "curl http://127.0.0.1:18080/v1/filings/01JQ8Z3N4K5M7/receipts/01JQ8Z3R00001 -H \"Authorization: Bearer $TONGGUAN_KEY\" -o receipt.xml",
     "<DxpMsg ...>"},
    {"GET", "/v1/receipts",
     "需要人工查看的回执：unmatched 未匹配到单证（numbers 为其所列编号，相关编号获知后自动匹配），unreadable 不可读（已隔离，reason 为原因），unread 尚未读取。新的在前；next 为下一页的 cursor。",
     "Receipts that somebody must look at: unmatched (numbers is what they name; they are matched when a number becomes known), unreadable (set aside, with the reason), unread. Newest first; `next` is the cursor of the next page.",
     "200 400 401 403",
     "curl 'http://127.0.0.1:18080/v1/receipts?state=unmatched' -H \"Authorization: Bearer $TONGGUAN_KEY\"",
     R"({"receipts":[{"id":"01JQ8Z3R00001","channel":"http","place":"DL","received_at":"2025-03-01T02:00:09.000Z","answers":[{"root":"CEB622Message","returned_status":"800","numbers":"preNo=B20250301000000001"}]}],"next":null})"},
    {"GET", "/v1/receipts/{receipt}",
     "任一回执的原文，与收到的字节完全一致；含其他租户单证的为 403。",
     "Any receipt, byte for byte as it was received; 403 when it answers documents of another tenant.",
     "200 401 403 404",
     "curl http://127.0.0.1:18080/v1/receipts/01JQ8Z3R00001 -H \"Authorization: Bearer $TONGGUAN_KEY\" -o receipt.xml",
     "<DxpMsg ...>"},
    {"GET", "/v1/places",
     "综试区与园区，及各园区办理的业务；confirmed 为 false 的尚未核实。",
     "Pilot zones and parks with their procedures; those with confirmed = false are not verified yet.",
     "200 304 401",
     "curl http://127.0.0.1:18080/v1/places -H \"Authorization: Bearer $TONGGUAN_KEY\"",
     R"({"zones":[{"id":"DL","name_zh":"中国（大连）跨境电子商务综合试验区","name_en":"China (Dalian) Cross-Border E-Commerce Comprehensive Pilot Zone","places":[{"id":"DL-DYW","customs_code":"0910","procedures":[{"direction":"import","procedure":"1210","confirmed":true}]}]}]})"},
    {"GET", "/v1/errors",
     "错误目录：网关代码（HTTP 状态、后果、标题、说明、处理建议），正在使用的规则（rules：级别、生效期、依据、地点开关），以及海关与电子口岸的代码（return_codes：含义、原因、处理建议、相关字段），均为中英文。",
     "The error catalogue in both languages: our own codes (HTTP status, what follows, title, text, remedy), the rules in force (rules: severity, days, source, switches by place) and the codes of customs and the e-port (return_codes: meaning, cause, remedy, fields).",
     "200 304",
     "curl http://127.0.0.1:18080/v1/errors",
     R"({"errors":[{"code":"not_found","http_status":404,"fate":"reject","retryable":false,"title_zh":"不存在","title_en":"Not found"}]})"},
    {"GET", "/v1/shapes",
     "平台映射：每个字段取自平台订单的何处、如何转换（分转元、日期与时间、对照表、拼接、固定值），以及有意忽略的字段。运营方的映射文件与代码表、规则一同切换（/v1/books/reload）。",
     "Mappings of marketplaces: of each member where it comes from and what is done to it (fen to yuan, days and moments, tables, joining, constants), and what is ignored on purpose. An operator's mapping files are switched together with code lists and rules (/v1/books/reload).",
     "200 304 401",
     "curl http://127.0.0.1:18080/v1/shapes -H \"Authorization: Bearer $TONGGUAN_KEY\"",
     R"({"books":"built-in","shapes":[{"name":"haitao_mall","title_zh":"国内跨境电商平台（拼音字段，金额以分计）","title_en":"Chinese marketplace: pinyin names, amounts in fen","form":"json","media":"application/json","built_in":true,"lines":"/shangpin","fields":[{"pointer":"/order/freight","from":["/jine/yunfei"],"joined":false,"as":"minor","otherwise":null}],"ignored":["/maijia/nicheng"]}]})"},
    {"GET", "/v1/intakes",
     "本租户的申报文件夹（配置项 [[intake_folder]]）：文件夹路径、映射、待处理文件数，启动以来已应答和被拒的文件数、受理和被拒的订单数，最后一个文件及其时间，以及当前受阻的原因（trouble，如队列已满或文件夹不可读；没有时为 null）。",
     "The folders of the tenant that orders are taken from ([[intake_folder]] of the configuration): where they are, their mappings, the files that wait, what was answered and refused since the start, the last file with its time, and what holds the folder up for now (`trouble`, as a full queue or a folder that cannot be read; else null).",
     "200 401 403",
     "curl http://127.0.0.1:18080/v1/intakes -H \"Authorization: Bearer $TONGGUAN_KEY\"",
     R"({"intakes":[{"name":"shop-one","role":"seller","in":"/srv/tongguan/shop-one/in","out":"/srv/tongguan/shop-one/out","done":"/srv/tongguan/shop-one/done","shapes":["order_sheet"],"files_waiting":0,"files_answered":12,"files_refused":1,"orders_accepted":480,"orders_refused":3,"last_file":"orders-0301.csv","last_at":"2025-03-01T02:00:00.123Z","trouble":null}]})"},
    {"GET", "/v1/books",
     "正在使用的代码表（各版本的生效日、来源、是否完整、摘要）、规则包、映射、运营方文件的摘要，以及切换历史，新的在前。重启不改变正在使用的内容。",
     "The code lists in force (each edition with its day, source, completeness, digest), the rule packs, the mappings, the operator's files with their digests, and the history of switches, newest first. A restart changes nothing of what is in force.",
     "200 304 401 403",
     "curl http://127.0.0.1:18080/v1/books -H \"Authorization: Bearer $TONGGUAN_KEY\"",
     R"({"version":"4f1c0a92d7be","switch":3,"act":"reload","at":"2026-03-01T08:00:00.000Z","by":"ops","reason":"2026 年税则","files":[{"kind":"codes","name":"tariff@2026-01-01.csv","sha256":"...","bytes":904211}],"rules":{"count":141,"packs":[]},"codes":[],"history":[]})"},
    {"POST", "/v1/books/check",
     "读取 codes、rules 与 shapes 文件夹并全部检查（格式、列、代码、引用、规则的用例），答复错误的文件、行与原因，或与正在使用的相比的变化。不改变任何内容。",
     "Reads the folders of code lists, rules and mappings and checks everything (form, columns, codes, references, the cases of the rules). Answers file, line and reason of each fault, or what would change against what is in force. Changes nothing.",
     "200 401 403 503",
     "curl -X POST http://127.0.0.1:18080/v1/books/check -H \"Authorization: Bearer $TONGGUAN_KEY\"",
     R"({"sound":false,"in_force":"built-in","version":null,"faults":[{"file":"codes/tariff.csv","line":3,"code":"bad_table","reason":"vat_rate must be a rate such as 0.13, from 0 to 10"}],"changes":null})"},
    {"POST", "/v1/books/reload",
     "检查并切换，须写明原因；下一个订单起使用新的，处理中的订单仍用旧的。给出 version（取自 check）时，文件在其间改变则不切换（409）。有错误时为 422，正在使用的不变。内容未变时 switched 为 false。",
     "Checks and switches, with a reason; the next order is judged by the new ones, orders under way by the old. With `version` (of a check) nothing is switched when the files have changed since (409). 422 when anything is wrong; what is in force stays. `switched` is false when the files are those in force.",
     "200 400 401 403 409 413 415 422 503",
     "curl -X POST http://127.0.0.1:18080/v1/books/reload \\\n  -H \"Authorization: Bearer $TONGGUAN_KEY\" \\\n  -H 'Content-Type: application/json' --data '{\"reason\":\"2026 年税则\",\"version\":\"4f1c0a92d7be\"}'",
     R"({"switched":true,"version":"4f1c0a92d7be","version_before":"built-in","switch":2,"changes":{"codes":[],"rules":[],"shapes":[]}})"},
    {"POST", "/v1/books/rollback",
     "退回上一版，须写明原因；可连续退回，直到最初。给出 version 时只退回到该版本，因此重复的请求不会多退一步。",
     "Goes back to what was in force before, with a reason; again and again down to the beginning. With `version` only to that one, so that a repeated request goes no further.",
     "200 400 401 403 409 413 415 422 503",
     "curl -X POST http://127.0.0.1:18080/v1/books/rollback \\\n  -H \"Authorization: Bearer $TONGGUAN_KEY\" \\\n  -H 'Content-Type: application/json' --data '{\"reason\":\"税率有误\"}'",
     R"({"switched":true,"version":"built-in","version_before":"4f1c0a92d7be","switch":3,"changes":{"codes":[],"rules":[],"shapes":[]}})"},
    {"GET", "/healthz",
     "进程存活即为 200。", "200 as long as the process lives.", "200",
     "curl http://127.0.0.1:18080/healthz", R"({"alive":true})"},
    {"GET", "/readyz",
     "可受理时为 200，否则 503 并列出原因。", "200 when filings can be taken, else 503 with the reasons.", "200 503",
     "curl http://127.0.0.1:18080/readyz", R"({"ready":true,"checks":[{"name":"store","ok":true,"text_zh":"正常","text_en":"ok"}]})"},
    {"GET", "/metrics",
     "Prometheus 文本格式 0.0.4。", "Prometheus text format 0.0.4.", "200",
     "curl http://127.0.0.1:18080/metrics", "tongguan_http_requests_total{route=\"/v1/filings\",status=\"202\"} 1"},
    {"GET", "/version",
     "程序与接口版本。", "Versions of program and interface.", "200",
     "curl http://127.0.0.1:18080/version", R"({"name":"tongguan","version":"0.1.0","api":"v1"})"},
    {"GET", "/openapi.yaml",
     "机器可读的接口描述（OpenAPI 3.1）。", "This interface for machines (OpenAPI 3.1).", "200 304",
     "curl http://127.0.0.1:18080/openapi.yaml", "openapi: 3.1.0"},
    {"GET", "/docs",
     "本页，离线可用。", "This page; works offline.", "200 304",
     "curl http://127.0.0.1:18080/docs", "<!DOCTYPE html>"},
    {"GET", "/docs/errors",
     "错误目录页；问题报告的 type 指向其中一行。规则的锚点为 #rule-<规则>，海关代码为 #customs-<代码>。", "The error catalogue as a page; the type of a problem points at one of its rows. Rules are at #rule-<rule>, codes of customs at #customs-<code>.", "200 304",
     "curl http://127.0.0.1:18080/docs/errors", "<!DOCTYPE html>"},
    {"GET", "/docs/messages",
     "报文手册：每种报文的结构、元素、长度、取值与代码表，由报文表生成，可打印；tongguan schema manual 写出同一页。", "The message manual: structure, elements, lengths, values and code lists of every message, made of the tables, printable; tongguan schema manual writes the same page.", "200 304",
     "curl http://127.0.0.1:18080/docs/messages", "<!DOCTYPE html>"},
    {"GET", "/docs/style.css",
     "说明页的样式。", "Style of the pages.", "200 304",
     "curl http://127.0.0.1:18080/docs/style.css", "body { ... }"},
}};

constexpr std::array<ParameterText, 20> parameters{{
    {"path", "id", "申报编号，13 个字符", "Id of the filing, 13 characters"},
    {"path", "n", "报文序号，从 1 起", "Number of the message, from 1"},
    {"path", "receipt", "回执编号，见申报的 receipts[].id", "Id of the receipt, see receipts[].id of the filing"},
    {"query", "order", "订单编号", "Order number"},
    {"query", "waybill", "物流运单编号", "Waybill number"},
    {"query", "inventory", "清单的企业内部编号、预录入编号或清单编号", "Own, pre-entry or customs number of the inventory"},
    {"query", "state", "状态代码", "State"},
    {"query", "holding", "held：清单暂缓发送；overdue：有单证逾期未到", "held: an inventory may not be sent yet; overdue: a partner is late"},
    {"query", "zone", "综试区编号", "Id of the pilot zone"},
    {"query", "park", "园区编号", "Id of the park"},
    {"query", "from", "受理时间不早于（RFC 3339，或北京时间 yyyyMMdd[HHmmss]）", "Accepted at or after (RFC 3339, or Beijing yyyyMMdd[HHmmss])"},
    {"query", "before", "受理时间早于（同上）", "Accepted before (same forms)"},
    {"query", "limit", "每页数量，1 至 200，默认 50", "Filings per page, 1 to 200, default 50"},
    {"query", "as_of", "按此时刻的规则检查：RFC 3339、yyyyMMdd 或 yyyyMMddHHmmss（北京时间）", "Judge by the rules of this moment: RFC 3339, yyyyMMdd or yyyyMMddHHmmss in Beijing"},
    {"query", "shape", "平台映射名称（见 /v1/shapes）；正文为平台自己的格式", "Name of a mapping (see /v1/shapes); the body is in the marketplace's own form"},
    {"query", "cursor", "上一页的 next", "`next` of the page before"},
    {"header", "Idempotency-Key", "幂等键，1 至 255 个可见 ASCII 字符；用于每个 POST", "1 to 255 visible ASCII characters; for every POST"},
    {"header", "Accept-Language", "问题说明的语言，zh（默认）或 en", "Language of problems, zh (default) or en"},
    {"header", "X-Request-Id", "请求编号，1 至 64 个字符；未给出则生成，总在应答中返回", "1 to 64 characters; made when absent, always returned"},
    {"header", "traceparent", "W3C 跟踪标识，写入日志", "W3C trace context, carried into the log"},
}};
// clang-format on

}  // namespace

std::span<const RouteText> route_texts() {
    return texts;
}

const RouteText* find_route_text(std::string_view method, std::string_view path) {
    const auto row = std::find_if(texts.begin(), texts.end(), [&](const RouteText& text) {
        return text.method == method && text.path == path;
    });
    return row == texts.end() ? nullptr : &*row;
}

std::span<const ParameterText> parameter_texts() {
    return parameters;
}

const ParameterText* find_parameter_text(std::string_view place, std::string_view name) {
    const auto row = std::find_if(parameters.begin(), parameters.end(), [&](const auto& text) {
        return text.place == place && text.name == name;
    });
    return row == parameters.end() ? nullptr : &*row;
}

}  // namespace tg::api
