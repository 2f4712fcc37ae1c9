use super::desk::Desk;

/// What any kind of component has, for the rules that concern all of them.
pub(super) trait Component {
    /// What it says of itself.
    fn about(&self) -> About<'_>;

    /// Where it is called.
    fn desk(&mut self) -> &mut Desk;

    /// Makes the calls that a run makes, whatever they come to.
    fn use_once(&mut self);
}

/// What a component says of itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct About<'a> {
    pub summary: &'a str,
    pub source: &'a str,
    pub params_schema: &'a serde_json::Value,
}
