/// Why a metric has no value on these rows. `Display` is a short reason for a note below a table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Undefined {
    /// There is nothing to score.
    #[error("no rows")]
    Empty,
    /// True and predicted values are of different number.
    #[error("{predicted} predicted rows for {truth} true values")]
    RowCount {
        /// True values.
        truth: usize,
        /// Predicted rows.
        predicted: usize,
    },
    /// The values of a matrix do not fill its shape.
    #[error("{values} values for a matrix of {rows} x {width}")]
    Shape {
        /// Declared rows.
        rows: usize,
        /// Declared width.
        width: usize,
        /// Values present.
        values: usize,
    },
    /// Query and gallery embeddings cannot be compared.
    #[error("query embeddings have width {query}, gallery embeddings {gallery}")]
    Width {
        /// Width of a query.
        query: usize,
        /// Width of a gallery item.
        gallery: usize,
    },
    /// A true class has no column of probabilities.
    #[error("class {class} is not among the {classes} predicted classes")]
    UnknownClass {
        /// The true class.
        class: i64,
        /// Columns of probabilities.
        classes: usize,
    },
    /// The metric is one of two classes.
    #[error("defined for 2 classes, not {classes}")]
    NotBinary {
        /// Columns of probabilities.
        classes: usize,
    },
    /// The metric needs every class among the rows.
    #[error("no row of class {class}")]
    AbsentClass {
        /// The class without rows.
        class: usize,
    },
    /// The true values do not vary.
    #[error("the true values are all equal")]
    ConstantTruth,
    /// The predicted values do not vary.
    #[error("the predicted values are all equal")]
    ConstantPrediction,
    /// No query has a relevant item in the gallery.
    #[error("no query has a relevant item")]
    NoRelevant,
    /// Row i of the query view has no partner in row i of the gallery view.
    #[error("{query} queries and {gallery} gallery items are not partners")]
    NoPartner {
        /// Queries.
        query: usize,
        /// Gallery items.
        gallery: usize,
    },
    /// Infinite or missing predicted values, or an overflow.
    #[error("the value is not finite")]
    NotFinite,
    /// The metric reads another kind of prediction, or a ranking with the other treatment of own partners.
    #[error("the metric is not defined for this kind of prediction")]
    OtherInput,
}
