# tg_generate_tables(): builds the table compiler and runs it over the tables whenever one of them changes. The output
# lies in <build>/generated/schemas and is rewritten only where its text changed. Called by schemas/CMakeLists.txt.

set(TG_GENERATED_FOLDER ${CMAKE_BINARY_DIR}/generated)
set(TG_GENERATED_FILES
    ${TG_GENERATED_FOLDER}/schemas/fields.hpp
    ${TG_GENERATED_FOLDER}/schemas/tables.inc
    ${TG_GENERATED_FOLDER}/schemas/mappings.inc
    ${TG_GENERATED_FOLDER}/schemas/codes.inc)

function(tg_generate_tables)
  set(folder ${CMAKE_SOURCE_DIR}/schemas)
  add_executable(
    tg_schema_compiler
    ${folder}/csv.cpp
    ${folder}/compiler/main.cpp
    ${folder}/compiler/check_row.cpp
    ${folder}/compiler/read_codes.cpp
    ${folder}/compiler/read_words.cpp
    ${folder}/compiler/read_messages.cpp
    ${folder}/compiler/read_mappings.cpp
    ${folder}/compiler/editions.cpp
    ${folder}/compiler/shape.cpp
    ${folder}/compiler/write.cpp
    ${folder}/compiler/write_tables.cpp)
  target_link_libraries(tg_schema_compiler PRIVATE tg_flags)

  file(
    GLOB_RECURSE tables CONFIGURE_DEPENDS
    ${folder}/ceb/*.csv
    ${folder}/codes/*.csv
    ${folder}/mapping/*.csv)
  file(MAKE_DIRECTORY ${TG_GENERATED_FOLDER}/schemas)
  set(stamp ${TG_GENERATED_FOLDER}/schemas/tables.stamp)
  add_custom_command(
    OUTPUT ${stamp}
    BYPRODUCTS ${TG_GENERATED_FILES}
    COMMAND tg_schema_compiler ${folder} ${TG_GENERATED_FOLDER}/schemas
    COMMAND ${CMAKE_COMMAND} -E touch ${stamp}
    DEPENDS tg_schema_compiler ${tables} ${folder}/procedures.csv
    COMMENT "Compiling the tables of schemas/"
    VERBATIM)
  add_custom_target(tg_generated DEPENDS ${stamp})
endfunction()
