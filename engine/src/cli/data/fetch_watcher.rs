use std::cell::RefCell;

use bytesize::ByteSize;

use crate::cli::download_bar::DownloadBar;
use crate::cli::screen::Screen;
use crate::fetch::FetchWatcher;

/// A line for each download, and its progress on a terminal.
pub(super) struct Watcher<'a> {
    screen: &'a Screen,
    bar: RefCell<Option<DownloadBar>>,
}

impl<'a> Watcher<'a> {
    pub fn new(screen: &'a Screen) -> Self {
        Self {
            screen,
            bar: RefCell::default(),
        }
    }
}

impl FetchWatcher for Watcher<'_> {
    fn begins(&self, url: &str, bytes: Option<u64>) {
        let size = bytes.map_or_else(String::new, |bytes| format!(" ({})", ByteSize(bytes)));
        self.screen.tell(&format!("fetching {url}{size}"));
        *self.bar.borrow_mut() = Some(DownloadBar::new(self.screen, bytes));
    }

    fn at(&self, bytes: u64) {
        if let Some(bar) = &*self.bar.borrow() {
            bar.at(bytes);
        }
    }

    fn ends(&self) {
        self.bar.take();
    }
}
