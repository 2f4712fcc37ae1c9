use std::sync::Mutex;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::screen::Screen;
use crate::make::MakeWatcher;

/// A progress bar on stderr for the making of datasets; off a terminal, a line for each step.
pub(super) struct Bar {
    screen: Screen,
    bar: Mutex<Option<ProgressBar>>,
}

impl Bar {
    pub fn new(screen: &Screen) -> Self {
        Self {
            screen: screen.clone(),
            bar: Mutex::default(),
        }
    }

    fn with(&self, act: impl FnOnce(&mut Option<ProgressBar>)) {
        if let Ok(mut bar) = self.bar.lock() {
            act(&mut bar);
        }
    }
}

impl MakeWatcher for Bar {
    fn begins(&self, what: &str, files: usize) {
        if !self.screen.draws() {
            self.screen.tell(&match files {
                0 => format!("making {what}"),
                files => format!("making {what}, {files} files"),
            });
            return;
        }
        let (bar, template) = if files == 0 {
            (ProgressBar::new_spinner(), "{spinner} {msg} {elapsed}")
        } else {
            (
                ProgressBar::new(files as u64),
                "{pos}/{len} files [{bar:30}] {elapsed}, {eta} left  {wide_msg}",
            )
        };
        bar.set_draw_target(ProgressDrawTarget::stderr());
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_message(what.to_owned());
        bar.enable_steady_tick(Duration::from_millis(250));
        self.with(|own| *own = Some(bar));
    }

    fn advances(&self) {
        self.with(|bar| {
            if let Some(bar) = bar {
                bar.inc(1);
            }
        });
    }

    fn ends(&self) {
        self.with(|bar| {
            if let Some(bar) = bar.take() {
                bar.finish_and_clear();
            }
        });
    }

    fn says(&self, line: &str) {
        self.with(|bar| match bar {
            Some(bar) => bar.suspend(|| self.screen.tell(line)),
            None => self.screen.tell(line),
        });
    }
}
