// What the free text of an answer tells beside its sentence: a code, a guid, numbers. Pure.
#pragma once

#include <string>
#include <string_view>

namespace tg::receipt {

/// 1800 of "[Code:1800;Desc:...]", letters in any case, blanks allowed around the number; empty
/// when there is none.
std::string code_in(std::string_view info);

/// The first text of the form 8-4-4-4-12 in square brackets, without them: the e-port repeats the
/// sender's guid so. Letters beyond the hexadecimal ones are taken, since only the form is enforced
/// there.
std::string guid_in(std::string_view info);

/// The number behind a label such as 订单编号 and a colon of either width; letters, digits, '-',
/// '_' and '.' belong to it.
std::string labelled_in(std::string_view info, std::string_view label);

}  // namespace tg::receipt
