//! The networks: what each makes of a batch of pairs.

mod acp;
mod ave;
mod l3;
mod pair_network;

pub use acp::AcpNetwork;
pub use ave::AveNetwork;
pub use l3::L3Network;
pub use pair_network::{Classifying, PairNetwork, Shape};
