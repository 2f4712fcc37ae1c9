use serde::Serialize;

/// A gallery of items that models rank, with their rankings: what one task asks on one dataset with one split.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Gallery {
    /// Dataset, task and split, for people.
    pub title: String,
    /// What is shown of it, in a sentence.
    pub hint: String,
    /// The id of each item.
    pub ids: Vec<String>,
    /// The views of the items.
    pub views: Vec<GalleryView>,
    /// Which view queries which: places in `views`.
    pub directions: Vec<[usize; 2]>,
    /// The first items that are queries.
    pub queries: usize,
    /// How many items are ranked for a query.
    pub cutoff: usize,
    /// The models.
    pub models: Vec<GalleryModel>,
}

/// A view of the items of a gallery.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GalleryView {
    /// Its name.
    pub name: String,
    /// The class of each item in this view, where there is one: what makes an item relevant to a query.
    pub classes: Option<Classes>,
}

/// Classes of items.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Classes {
    /// The name of each class, by id from 0.
    pub names: Vec<String>,
    /// The class id of each item.
    pub of: Vec<i64>,
}

/// What one model ranks.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GalleryModel {
    /// Its title.
    pub title: String,
    /// How it compares a query with an item, in words.
    pub similarity: String,
    /// Its rankings for each of the gallery's directions.
    pub runs: Vec<Run>,
}

/// The rankings of one model in one direction: for each query, the items that it puts first. Of items that tie, the
/// one of the lower row comes first.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Run {
    /// The items, `cutoff` for each query.
    pub items: Vec<usize>,
    /// Their similarity to the query, in thousandths; none where it is no number.
    pub similarity: Vec<Option<i32>>,
    /// For each query, bit `i` where item `i` ties with the item before it; the last bit is that of the first item which
    /// is not among them.
    pub ties: Vec<u32>,
    /// For each average precision that the task may score, its name and, for each query, ten thousandths of it; -1 for a
    /// query without relevant items.
    pub precision: Vec<(String, Vec<i32>)>,
    /// For each query, the rank of its own partner.
    pub partner: Vec<usize>,
}
