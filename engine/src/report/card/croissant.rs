//! Croissant 1.0 (`MLCommons` 2024, <https://docs.mlcommons.org/croissant/docs/croissant-spec.html>): JSON-LD metadata of a
//! dataset, a vocabulary on top of schema.org.
//!
//! Every file is a `FileObject` with its digest, every part a record set, every column a field of it, and the classes of a
//! target an enumeration that its fields refer to. Croissant joins files by keys and not by the order of their rows, so a
//! part whose columns lie in several files has a record set for each. Fields of rows that lie in no file have no source.

use std::fmt::Write as _;

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use crate::card::{Address, Card, CardFile, Format, HeldColumn, ViewSummary};
use crate::report::ReportError;
use crate::report::text::line;
use crate::spec::{Name, Role, WebAddress};

/// The version of the format.
const CONFORMS_TO: &str = "http://mlcommons.org/croissant/1.0";

/// How the format's own documentation is named where an encoding has no media type.
const NPY: &str = "https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html";

/// The card as Croissant metadata.
///
/// # Errors
/// When the writer fails.
pub fn croissant(card: &Card) -> Result<String, ReportError> {
    let mut document = Map::new();
    let mut put = |key: &str, value: Value| {
        document.insert(key.to_owned(), value);
    };
    put("@context", context());
    put("@type", json!("sc:Dataset"));
    put("conformsTo", json!(CONFORMS_TO));
    put("name", json!(line(card.heading())));
    put("description", json!(description(card)));
    let about = card.about.as_ref();
    if let Some(license) = about.and_then(|about| about.license.as_ref()) {
        put("license", json!(license));
    }
    let creators = about.map_or(&[] as &[String], |about| &about.creators);
    if !creators.is_empty() {
        let person = |name: &String| json!({"@type": "sc:Person", "name": name});
        put("creator", creators.iter().map(person).collect());
    }
    if let Some(published) = about.and_then(|about| about.published.as_ref()) {
        put("datePublished", json!(published));
    }
    if let Some(version) = about.and_then(|about| about.version.as_ref()) {
        put("version", json!(version));
    }
    if let Some(cite) = about.and_then(|about| about.cite.as_ref()) {
        put("citeAs", json!(cite));
    }
    if let Some(address) = address(card) {
        put("url", json!(address));
    }
    put("distribution", card.files.iter().map(file).collect());
    let classes = card
        .classes
        .iter()
        .map(|counts| enumeration(&counts.target, &counts.classes));
    let parts = card.parts.keys().flat_map(|part| record_sets(card, part));
    put("recordSet", classes.chain(parts).collect());
    let mut text = serde_json::to_string_pretty(&document)?;
    text.push('\n');
    Ok(text)
}

/// The context that the specification prescribes (appendix 1).
fn context() -> Value {
    let mut context = Map::new();
    context.insert("@language".to_owned(), json!("en"));
    context.insert("@vocab".to_owned(), json!("https://schema.org/"));
    context.insert("sc".to_owned(), json!("https://schema.org/"));
    context.insert("cr".to_owned(), json!("http://mlcommons.org/croissant/"));
    context.insert(
        "rai".to_owned(),
        json!("http://mlcommons.org/croissant/RAI/"),
    );
    context.insert("dct".to_owned(), json!("http://purl.org/dc/terms/"));
    context.insert("conformsTo".to_owned(), json!("dct:conformsTo"));
    let typed = [
        ("data", "@json"),
        ("dataType", "@vocab"),
        ("examples", "@json"),
    ];
    for (term, kind) in typed {
        let meaning = json!({"@id": format!("cr:{term}"), "@type": kind});
        context.insert(term.to_owned(), meaning);
    }
    let terms = [
        "citeAs",
        "column",
        "equivalentProperty",
        "samplingRate",
        "extract",
        "field",
        "fileObject",
        "fileProperty",
        "fileSet",
        "format",
        "includes",
        "isLiveDataset",
        "jsonPath",
        "key",
        "md5",
        "parentField",
        "path",
        "recordSet",
        "references",
        "regex",
        "repeated",
        "replace",
        "separator",
        "source",
        "subField",
        "transform",
    ];
    for term in terms {
        context.insert(term.to_owned(), json!(format!("cr:{term}")));
    }
    Value::Object(context)
}

fn description(card: &Card) -> String {
    let parts = card.parts.iter();
    let parts: Vec<_> = parts
        .map(|(name, part)| format!("{name} ({} rows)", part.rows))
        .collect();
    format!("{}: parts {}.", line(card.heading()), parts.join(", "))
}

/// The address in what says where to obtain the data.
fn address(card: &Card) -> Option<&str> {
    let mut words = card.obtain.as_deref()?.split_whitespace();
    words.find(|word| word.starts_with("https://") || word.starts_with("http://"))
}

fn file(file: &CardFile) -> Value {
    json!({
        "@type": "cr:FileObject",
        "@id": file.path,
        "name": file.path,
        "contentUrl": file.url.as_ref().map_or(&*file.path, WebAddress::as_str),
        "encodingFormat": encoding(file),
        "sha256": file.sha256.as_str(),
    })
}

fn encoding(file: &CardFile) -> String {
    match file.format {
        Some(Format::Hdf5) => "application/x-hdf5".to_owned(),
        Some(Format::Csv) => "text/csv".to_owned(),
        Some(Format::Tsv) => "text/tab-separated-values".to_owned(),
        Some(Format::Npy) => NPY.to_owned(),
        Some(Format::Npz) => "application/zip".to_owned(),
        Some(Format::Parquet) => "application/x-parquet".to_owned(),
        None => mime_guess::from_path(&file.path)
            .first_or_octet_stream()
            .to_string(),
    }
}

/// The id of the record set of a target's classes. No part is called so: names begin with a letter or a digit.
fn classes_of(target: &Name) -> String {
    format!("_classes/{target}")
}

fn enumeration(target: &Name, classes: &[String]) -> Value {
    let set = classes_of(target);
    let (id, name) = (format!("{set}/id"), format!("{set}/name"));
    let field = |at: &String, title: &str, kind: &str| json!({"@type": "cr:Field", "@id": at, "name": title, "dataType": kind});
    let rows = classes.iter().enumerate();
    let rows = rows.map(|(number, class)| json!({id.as_str(): number, name.as_str(): class}));
    json!({
        "@type": "cr:RecordSet",
        "@id": set,
        "name": set,
        "description": format!("The classes of {target}."),
        "dataType": "sc:Enumeration",
        "key": {"@id": id},
        "field": [field(&id, "id", "sc:Integer"), field(&name, "name", "sc:Text")],
        "data": rows.collect::<Vec<_>>(),
    })
}

/// The record sets of a part: one, or one for each of several files that its columns lie in.
fn record_sets(card: &Card, part: &Name) -> Vec<Value> {
    let mut by_file: IndexMap<Option<&str>, Vec<(&Name, Option<Held<'_>>)>> = IndexMap::new();
    let columns = card.parts.get(part).into_iter();
    for column in columns.flat_map(|rows| rows.columns.keys()) {
        let held = held(card, part, column);
        let path = held.map(|(file, _)| file.path.as_str());
        by_file.entry(path).or_default().push((column, held));
    }
    let is_one = by_file.len() == 1;
    let sets = by_file.iter().map(|(path, columns)| {
        let set = match path {
            Some(path) if !is_one => format!("{part}/{path}"),
            _ => part.to_string(),
        };
        let fields = columns.iter();
        let fields = fields.map(|(column, held)| field(card, (part, &set), column, *held));
        json!({
            "@type": "cr:RecordSet",
            "@id": set,
            "name": set,
            "description": format!("Rows of part {part}; row i of each of its files is row i of the part."),
            "field": fields.collect::<Vec<_>>(),
        })
    });
    sets.collect()
}

/// Where a column lies.
type Held<'a> = (&'a CardFile, &'a HeldColumn);

fn held<'a>(card: &'a Card, part: &Name, column: &Name) -> Option<Held<'a>> {
    let mut all = card
        .files
        .iter()
        .flat_map(|file| file.columns.iter().map(move |held| (file, held)));
    all.find(|(_, held)| held.part == *part && held.column == *column)
}

fn field(card: &Card, (part, set): (&Name, &str), column: &Name, at: Option<Held<'_>>) -> Value {
    let mut field = Map::new();
    let kind = card.columns.get(column);
    let is_view = kind.is_some_and(|kind| kind.role == Role::View);
    let classes = kind.and_then(|kind| kind.classes.as_ref());
    let by_name = at.is_some_and(|(_, held)| held.is_class_name);
    let data_type = match kind.map(|kind| kind.role) {
        Some(Role::View) => "sc:Float",
        Some(Role::Target) if classes.is_none() => "sc:Float",
        Some(Role::Target) if !by_name => "sc:Integer",
        _ => "sc:Text",
    };
    let mut put = |key: &str, value: Value| {
        field.insert(key.to_owned(), value);
    };
    put("@type", json!("cr:Field"));
    put("@id", json!(format!("{set}/{column}")));
    put("name", json!(column));
    put("description", json!(told(card, part, column, at)));
    put("dataType", json!(data_type));
    if is_view {
        put("repeated", json!(true));
    }
    if classes.is_some() {
        let key = if by_name { "name" } else { "id" };
        let of = format!("{}/{key}", classes_of(column));
        put("references", json!({"field": {"@id": of}}));
    }
    if let Some((file, held)) = at {
        let extract = json!({"column": address_text(&held.at)});
        let mut source = json!({"fileObject": {"@id": file.path}, "extract": extract});
        if let Some(pattern) = &held.pattern {
            source["transform"] = json!({"regex": pattern});
        }
        put("source", source);
    }
    Value::Object(field)
}

/// What a column is, and where it lies, in words.
fn told(card: &Card, part: &Name, column: &Name, at: Option<Held<'_>>) -> String {
    let kind = card.columns.get(column);
    let mut told = kind.map_or_else(String::new, ToString::to_string);
    let of_part = |view: &&ViewSummary| view.view == *column && view.part == *part;
    if let Some(view) = card.views.iter().find(of_part) {
        let _ = write!(told, " of width {}", view.width);
    }
    if let Some((file, held)) = at {
        let what = match held.at {
            Address::Key(_) => "",
            Address::Index(_) => "column ",
        };
        let _ = write!(
            told,
            ", at {what}{} in {}",
            address_text(&held.at),
            file.path
        );
    }
    told
}

fn address_text(address: &Address) -> String {
    match address {
        Address::Key(key) => key.clone(),
        Address::Index(number) => number.to_string(),
    }
}
