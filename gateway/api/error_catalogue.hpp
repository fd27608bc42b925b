// Every code that a client may meet, as a page and as JSON: our own, the rules of the books in
// force with their switches by place, and customs' return codes with cause and remedy.
#pragma once

#include "gateway/books/books.hpp"
#include "gateway/validate/place.hpp"

#include <string>

namespace tg::api {

struct CatalogueTexts {
    std::string html, json;
};
CatalogueTexts catalogue_texts(const books::Snapshot& books, const validate::Places& places);

/// Made anew when other books have come into force. For one thread.
class ErrorCatalogue {
 public:
    const CatalogueTexts& of(const books::InForce& books, const validate::Places& places);

 private:
    books::InForce made_of_;
    CatalogueTexts texts_;
};

}  // namespace tg::api
