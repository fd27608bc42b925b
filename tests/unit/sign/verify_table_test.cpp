// Every row of the rule's table "what breaks a signature, what does not" [signing rule 4], for both
// algorithms.
#include "gateway/core/text.hpp"
#include "gateway/sign/verify.hpp"
#include "tests/unit/sign/signed_sample.hpp"

#include <gtest/gtest.h>
#include <iconv.h>

namespace tg::sign {
namespace {

using test::before_each;
using test::replace_first;
using test::signed_sample;

struct Change {
    const char* name;
    std::string (*apply)(std::string);
    std::optional<Step> fails;  ///< nothing: still valid
};

std::string transcoded(const std::string& text, const char* encoding) {
    std::string declared =
        replace_first(text, "encoding=\"UTF-8\"", "encoding=\"" + std::string(encoding) + "\"");
    iconv_t converter = iconv_open(encoding, "UTF-8");
    std::string out(declared.size() * 4, '\0');
    char* from = declared.data();
    std::size_t left = declared.size();
    char* to = out.data();
    std::size_t room = out.size();
    iconv(converter, &from, &left, &to, &room);
    iconv_close(converter);
    out.resize(out.size() - room);
    return out;
}

/// The Signature's tags with another prefix than the body's digest knows of.
std::string with_prefix(std::string text, const std::string& from, const std::string& to) {
    for (std::size_t at = 0; (at = text.find(from, at)) != text.npos; at += to.size()) {
        text.replace(at, from.size(), to);
    }
    return text;
}

const Change changes[] = {
    {"nothing", [](std::string text) { return text; }, {}},
    {"new_line_before_the_signature",
     [](std::string text) { return replace_first(text, "<ds:Signature>", "\n<ds:Signature>"); },
     Step::digest},
    {"new_line_after_the_signature",
     [](std::string text) { return replace_first(text, "</ds:Signature>", "</ds:Signature>\n"); },
     Step::digest},
    {"blank_after_the_signature",
     [](std::string text) { return replace_first(text, "</ds:Signature>", "</ds:Signature> "); },
     Step::digest},
    {"pretty_printing",
     [](std::string text) { return before_each(text, "<ceb:", "\n  "); },
     Step::digest},
    {"white_space_inside_signed_info",
     [](std::string text) { return replace_first(text, "<ds:Reference", "\n<ds:Reference"); },
     Step::signature_value},
    {"white_space_inside_transforms",
     [](std::string text) { return replace_first(text, "</ds:Transforms>", " </ds:Transforms>"); },
     Step::signature_value},
    {"white_space_in_a_field",
     [](std::string text) { return replace_first(text, ">demo-buyer<", ">demo-buyer <"); },
     Step::digest},
    {"number_written_longer",
     [](std::string text) { return replace_first(text, ">109.1<", ">109.10<"); },
     Step::digest},
    {"text_decomposed",
     [](std::string text) { return replace_first(text, "caf\u00e9", "cafe\u0301"); },
     Step::digest},
    {"unused_namespace_added_to_the_root",
     [](std::string text) { return replace_first(text, " guid=", " xmlns:x=\"urn:x\" guid="); },
     Step::digest},
    {"unused_xsi_removed_from_the_root",
     [](std::string text) {
         return replace_first(text, " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"", "");
     },
     Step::digest},
    {"ds_moved_from_the_root_to_the_signature",
     [](std::string text) {
         const std::string declaration = " xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"";
         text = replace_first(text, declaration, "");
         return replace_first(text, "<ds:Signature>", "<ds:Signature" + declaration + ">");
     },
     Step::digest},
    {"prefix_renamed",
     [](std::string text) {
         return with_prefix(with_prefix(text, "ceb:", "c:"), "xmlns:ceb=", "xmlns:c=");
     },
     Step::digest},
    {"default_namespace_instead_of_the_prefix",
     [](std::string text) {
         return with_prefix(with_prefix(text, "xmlns:ceb=", "xmlns="), "ceb:", "");
     },
     Step::digest},
    {"white_space_between_the_parts_of_the_signature",
     [](std::string text) {
         text = replace_first(text, "<ds:SignatureValue>", "\n  <ds:SignatureValue>");
         text = replace_first(text, "<ds:KeyInfo>", "\n\t<ds:KeyInfo>\n");
         text = replace_first(text, "<ds:SignedInfo>", "\n<ds:SignedInfo>");
         return replace_first(text, "</ds:KeyInfo>", "\n</ds:KeyInfo>\r\n");
     },
     {}},
    {"line_breaks_inside_signature_value_and_certificate",
     [](std::string text) {
         const std::size_t value = text.find("<ds:SignatureValue>") + 19;
         text.insert(value + 40, "\r\n").insert(value, "\n");
         const std::size_t certificate = text.find("<ds:X509Certificate>") + 20;
         return text.insert(certificate + 64, "\n").insert(certificate, "\n");
     },
     {}},
    {"attribute_order_and_quotes",
     [](std::string text) {
         text = replace_first(text, " version=\"1.0\">", ">");
         text = replace_first(text, " xmlns:ceb=", " version='1.0'  xmlns:ceb=");
         return replace_first(text, "URI=\"\"", "URI=''");
     },
     {}},
    {"order_of_namespace_declarations",
     [](std::string text) {
         const std::string ds = " xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"";
         return replace_first(replace_first(text, ds, ""), " xmlns:ceb=", ds + " xmlns:ceb=");
     },
     {}},
    {"self_closing_elements",
     [](std::string text) {
         text = with_prefix(text, "></ds:SignatureMethod>", "/>");
         text = with_prefix(text, "></ds:Transform>", " />");
         return with_prefix(text, "<ceb:note></ceb:note>", "<ceb:note/>");
     },
     {}},
    {"cdata_instead_of_escaped_text",
     [](std::string text) {
         return replace_first(text, "A&amp;B &lt;1&gt;", "<![CDATA[A&B <1>]]>");
     },
     {}},
    {"cdata_for_a_part_of_a_value",
     [](std::string text) { return replace_first(text, "demo-buyer", "demo<![CDATA[-]]>buyer"); },
     {}},
    {"character_references",
     [](std::string text) { return replace_first(text, "测试", "&#x6d4b;&#35797;"); },
     {}},
    {"no_xml_declaration", [](std::string text) { return text.substr(text.find("<ceb:")); }, {}},
    {"byte_order_mark", [](std::string text) { return "\xef\xbb\xbf" + text; }, {}},
    {"comments_between_elements",
     [](std::string text) {
         text = replace_first(text, "<ceb:Order>", "<!-- 1 --><ceb:Order>");
         text = replace_first(text, "<ceb:CEB", "<!-- 2 --><ceb:CEB");
         text = replace_first(text, "<ds:KeyInfo>", "<!-- 3 --><ds:KeyInfo>");
         return text + "<!-- 4 -->";
     },
     {}},
    {"transcoded_to_gb18030", [](std::string text) { return transcoded(text, "GB18030"); }, {}},
    {"transcoded_to_utf_16", [](std::string text) { return transcoded(text, "UTF-16"); }, {}},
    {"the_same_namespace_declared_again_on_the_signature",
     [](std::string text) {
         return replace_first(
             text,
             "<ds:Signature>",
             "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">"
         );
     },
     {}},
};

class BreakingTable : public testing::TestWithParam<std::tuple<Change, Algorithm>> {};

TEST_P(BreakingTable, says_what_the_rule_says) {
    const auto& [change, algorithm] = GetParam();
    const std::string& sample = signed_sample(algorithm);
    const std::string changed = change.apply(sample);
    if (std::string_view(change.name) != "nothing") {
        ASSERT_NE(changed, sample) << "the change changed nothing";
    }
    const Verdict verdict = verify(changed);
    const StepOutcome* failure = verdict.first_failure();
    if (!change.fails) {
        EXPECT_TRUE(verdict.holds) << (failure ? failure->detail : "");
        return;
    }
    EXPECT_FALSE(verdict.holds);
    ASSERT_NE(failure, nullptr);
    EXPECT_EQ(step_name(failure->step), step_name(*change.fails)) << failure->detail;
}

INSTANTIATE_TEST_SUITE_P(
    Rule,
    BreakingTable,
    testing::Combine(
        testing::ValuesIn(changes), testing::Values(Algorithm::sm2_sm3, Algorithm::rsa_sha1)
    ),
    [](const auto& row) {
        return std::string(std::get<0>(row.param).name) +
               (std::get<1>(row.param) == Algorithm::sm2_sm3 ? "_sm2" : "_rsa");
    }
);

// libxml2 compares the attributes of a tag each with each; the bytes are looked at before it is
// asked.
TEST(Verify, refuses_a_tag_with_more_attributes_than_any_message_has) {
    std::string many;
    for (int i = 0; i < 300; ++i) many += " a" + std::to_string(i) + "=\"\"";
    const Verdict verdict =
        verify(replace_first(signed_sample(Algorithm::sm2_sm3), " guid=", many + " guid="));
    ASSERT_EQ(verdict.steps.size(), 1U);
    EXPECT_EQ(verdict.steps[0].finding, Finding::too_many_attributes);
}

TEST(Verify, finds_digest_and_signature_broken_when_a_namespace_of_the_root_changes) {
    const std::string changed =
        replace_first(signed_sample(Algorithm::sm2_sm3), " guid=", " xmlns:x=\"urn:x\" guid=");
    const Verdict verdict = verify(changed);
    ASSERT_EQ(verdict.steps.size(), 6U);
    EXPECT_FALSE(verdict.steps[4].holds);
    EXPECT_EQ(verdict.steps[4].step, Step::digest);
    EXPECT_FALSE(verdict.steps[5].holds);
    EXPECT_EQ(verdict.steps[5].step, Step::signature_value);
}

}  // namespace
}  // namespace tg::sign
