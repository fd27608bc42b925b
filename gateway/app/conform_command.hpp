// `tongguan zone conform`: the channels of a zone file against scripted partners.
#pragma once

#include <filesystem>
#include <string>

namespace tg::app {

struct ConformOptions {
    std::filesystem::path file;        ///< a zone file, or a folder of them
    std::string channel;               ///< only this one, when not empty
    std::filesystem::path json, html;  ///< where sheets go as well; `-` is standard output
    std::string language = "zh";
    std::size_t documents = 20;  ///< per case
};

/// 0: every case of every channel passed; 1: some did not; 2: the file cannot be read, or has no
/// such channel; 3: a channel could not be tried, since the server that its partner is made of is
/// not installed (amqp: Debian's rabbitmq-server, sftp: openssh-server) or does not start.
int zone_conform(const ConformOptions& options);

}  // namespace tg::app
