//! One rule a file. A rule exports its entry of the registry, and knows nothing of the other rules but the names it
//! points to.

pub(super) mod batch_size;
pub(super) mod cancellation;
pub(super) mod columns;
pub(super) mod degenerate;
pub(super) mod manifest;
pub(super) mod other_seed;
pub(super) mod outputs;
pub(super) mod parameters;
pub(super) mod progress;
pub(super) mod row_order;
pub(super) mod same_request;
pub(super) mod same_seed;
pub(super) mod save_load;
pub(super) mod scratch;
pub(super) mod stderr_only;
pub(super) mod threads;
