use super::desk::Desk;
use crate::plugin::PluginError;
use crate::spec::Params;

/// What any kind of component has, for the rules that concern all of them.
pub(super) trait Component {
    /// What it says of itself.
    fn about(&self) -> About<'_>;

    /// Where it is called.
    fn desk(&mut self) -> &mut Desk;

    /// Makes the calls that a run makes, whatever they come to.
    fn use_once(&mut self);

    /// Makes the first call with those parameters.
    fn ask_with(&mut self, params: &Params) -> Result<(), PluginError>;
}

/// What a component says of itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct About<'a> {
    pub summary: &'a str,
    pub source: &'a str,
    pub params_schema: &'a serde_json::Value,
}
