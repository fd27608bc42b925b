// Every code that a client may meet, as a page and as JSON: our own, the rules of the books in
// force with their switches by place, and customs' return codes with cause and remedy.
#pragma once

#include "gateway/books/books.hpp"
#include "gateway/validate/place.hpp"

#include <memory>
#include <string>

namespace tg::api {

struct CatalogueTexts {
    std::string html, json;
};
CatalogueTexts catalogue_texts(const books::Snapshot& books, const validate::Places& places);

/// Of the zones in force.
using PlacesInForce = std::shared_ptr<const validate::Places>;

/// Made anew when other books or zones have come into force. For one thread.
class ErrorCatalogue {
 public:
    const CatalogueTexts& of(const books::InForce& books, PlacesInForce places);

 private:
    books::InForce made_of_;
    PlacesInForce made_for_;
    CatalogueTexts texts_;
};

}  // namespace tg::api
