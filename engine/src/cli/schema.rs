use super::Ended;
use super::screen::Screen;
use crate::spec::experiment_schema_text;

pub(super) fn act(screen: &Screen) -> Ended {
    screen.print(&experiment_schema_text());
    Ended::Good
}
