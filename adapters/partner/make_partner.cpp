// Every kind of wire has its scripted partner: one line each.
#include "adapters/partner/folder_partner.hpp"
#include "adapters/partner/http_partner.hpp"
#include "adapters/partner/queue_partner.hpp"
#include "adapters/partner/sftp_partner.hpp"

namespace tg::partner {
namespace {

struct Maker {
    Executor executor;
    const forward::Channel& channel;
    std::chrono::milliseconds slow;
    Servers& servers;

    std::unique_ptr<Partner> operator()(const forward::FolderWire&) const {
        return make_folder_partner(channel, servers);
    }
    std::unique_ptr<Partner> operator()(const forward::PartnerWire& wire) const {
        return make_http_partner(executor, channel, make_dialect_voice(wire), slow);
    }
    std::unique_ptr<Partner> operator()(const forward::ExchangeWire& wire) const {
        return make_http_partner(executor, channel, make_exchange_voice(wire), slow);
    }
    std::unique_ptr<Partner> operator()(const forward::QueueWire&) const {
        return make_queue_partner(channel, slow, servers);
    }
    std::unique_ptr<Partner> operator()(const forward::SftpWire&) const {
        return make_sftp_partner(channel, slow, servers);
    }
};

}  // namespace

std::unique_ptr<Partner> make_partner(
    Executor executor,
    const forward::Channel& channel,
    std::chrono::milliseconds slow,
    Servers& servers
) {
    const Maker maker{std::move(executor), channel, slow, servers};
    return std::visit(maker, channel.wire);
}

}  // namespace tg::partner
