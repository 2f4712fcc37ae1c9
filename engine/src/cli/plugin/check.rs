use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::time::Duration;

use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::json;

use crate::cli::Ended;
use crate::cli::screen::Screen;
use crate::cli::session::Session;
use crate::conformance::{
    ComponentVerdict, Kind, Outcome, PluginVerdict, RULES, Rule, RuleVerdict, UnderCheck, check,
    find,
};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, nearest};
use crate::plugin::{Found, PluginError};

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  emospec plugin check                           every plugin there is
  emospec plugin check plugins/reference         the plugin in a folder
  emospec plugin check libnearest.so --rule same-seed --rule threads
  emospec plugin check --list                    the rules, and what each asks

Exit codes: 0 every rule is kept; 1 a rule is broken; 2 usage, or a plugin that cannot be loaded.")]
pub(in crate::cli) struct Check {
    /// Plugins: a folder, a shared library, or a name on the search path; every plugin there is when left out
    #[arg(value_name = "PLUGIN")]
    plugins: Vec<String>,
    /// Check this rule only (may be given several times)
    #[arg(long = "rule", value_name = "RULE")]
    rules: Vec<String>,
    /// List the rules instead
    #[arg(long)]
    list: bool,
}

impl Check {
    pub fn act(&self, session: &Session, screen: &Screen) -> Ended {
        if self.list {
            list(screen);
            return Ended::Good;
        }
        let rules = match self.chosen() {
            Ok(rules) => rules,
            Err(found) => {
                screen.diagnose(&found);
                return Ended::Unusable;
            }
        };
        let names = if self.plugins.is_empty() {
            let mut names = session.plugins.search.names();
            names.retain(|name| {
                let is_unbuilt = session.plugins.is_unbuilt(name);
                if is_unbuilt {
                    screen.tell(&format!("plugin `{name}` is left out: it is not built yet"));
                }
                !is_unbuilt
            });
            names
        } else {
            self.plugins.clone()
        };
        let mut checking = Checking {
            session,
            screen,
            rules: &rules,
            verdicts: Vec::new(),
            found: Diagnostics::default(),
        };
        if names.is_empty() {
            let message = "there are no plugins to check".to_owned();
            let help = "name one, or a folder of plugins with --plugin-path".to_owned();
            checking.complain(Diagnostic::error(Code::UnknownPlugin, message).help(help));
        }
        for name in &names {
            checking.check(name);
        }
        // The memo only saves time.
        let _ = session.digests.save();
        checking.finish()
    }

    fn chosen(&self) -> Result<Vec<&'static Rule>, Diagnostics> {
        if self.rules.is_empty() {
            return Ok(RULES.iter().collect());
        }
        for id in &self.rules {
            if find(id).is_none() {
                let help = match nearest(id, RULES.iter().map(|rule| rule.id)) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "`--list` shows those there are".to_owned(),
                };
                let message = format!("there is no rule `{id}`");
                let mut found = Diagnostics::default();
                found.push(Diagnostic::error(Code::UnknownName, message).help(help));
                return Err(found);
            }
        }
        let is_chosen = |rule: &&Rule| self.rules.iter().any(|id| id == rule.id);
        Ok(RULES.iter().filter(is_chosen).collect())
    }
}

fn list(screen: &Screen) {
    if screen.json() {
        let rules = RULES
            .iter()
            .map(|rule| json!({"rule": rule.id, "asks": rule.asks, "kinds": rule.kinds()}));
        screen.print_json(&json!({ "rules": rules.collect::<Vec<_>>() }));
        return;
    }
    let mut text = String::new();
    for rule in RULES {
        let kinds: Vec<_> = rule.kinds().iter().map(Kind::to_string).collect();
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{} ({})\n  {}", rule.id, kinds.join(", "), rule.asks);
    }
    screen.print(&text);
}

/// The check of one plugin after the other.
struct Checking<'a> {
    session: &'a Session,
    screen: &'a Screen,
    rules: &'a [&'static Rule],
    verdicts: Vec<PluginVerdict>,
    /// Why plugins are unusable.
    found: Diagnostics,
}

impl Checking<'_> {
    /// Checks a plugin and prints what came of it.
    fn check(&mut self, named: &str) {
        let subject = self.found(named);
        match subject.and_then(|subject| self.verdict(&subject)) {
            Ok(verdict) => self.verdicts.push(verdict),
            Err(error) => {
                let code = match error {
                    PluginError::Unknown { .. } | PluginError::Empty { .. } => Code::UnknownPlugin,
                    _ => Code::UnusablePlugin,
                };
                let diagnostic = Diagnostic::error(code, error.to_string());
                self.complain(match error.help() {
                    Some(help) => diagnostic.help(help),
                    None => diagnostic,
                });
            }
        }
    }

    /// Says why a plugin is unusable: at once to people, at the end to a program.
    fn complain(&mut self, diagnostic: Diagnostic) {
        if !self.screen.json() {
            self.screen.diagnose_one(diagnostic.clone());
        }
        self.found.push(diagnostic);
    }

    fn finish(&self) -> Ended {
        let count = |outcome| -> usize {
            let verdicts = self.verdicts.iter();
            verdicts.map(|verdict| verdict.count(outcome)).sum()
        };
        let failed = count(Outcome::Failed);
        if self.screen.json() {
            let mut document = json!({ "plugins": self.verdicts });
            if self.found.has_errors() {
                document["diagnostics"] = self.found.to_json();
            }
            self.screen.print_json(&document);
        } else if !self.verdicts.is_empty() {
            let passed = count(Outcome::Passed);
            self.screen
                .print(&format!("{passed} rules passed, {failed} failed"));
        }
        match (self.found.has_errors(), failed) {
            (true, _) => Ended::Unusable,
            (false, 0) => Ended::Good,
            (false, _) => Ended::TrialFailed,
        }
    }

    /// The plugin of that name, or at that path, built and asked what it is.
    fn found(&self, named: &str) -> Result<UnderCheck, PluginError> {
        let plugins = &self.session.plugins;
        let path = fs::canonicalize(Path::new(named)).ok();
        let (name, found) = match path.as_deref().and_then(Found::at) {
            Some(found) => (found.name().unwrap_or_else(|| named.to_owned()), found),
            None => match path.filter(|path| path.is_dir() && named.contains('/')) {
                Some(folder) => return Err(PluginError::Empty { folder }),
                None => (named.to_owned(), plugins.search.find(named)?),
            },
        };
        Ok(UnderCheck {
            plugin: plugins.ready_at(&name, &found)?,
            path: fs::canonicalize(found.path()).unwrap_or_else(|_| found.path().to_owned()),
            name,
        })
    }

    fn verdict(&self, subject: &UnderCheck) -> Result<PluginVerdict, PluginError> {
        let bar = self.bar();
        let mut tell = |_: Kind, component: &str, rule: &Rule| {
            bar.set_message(format!("{}/{component}: {}", subject.name, rule.id));
        };
        let workers = &self.session.plugins.workers;
        let verdict = check(subject, self.rules, workers, &mut tell);
        bar.finish_and_clear();
        let verdict = verdict?;
        if !self.screen.json() {
            let heading = format!(
                "{} {}  {}\n",
                subject.name,
                subject.plugin.manifest.version,
                subject.path.display()
            );
            let components = verdict.components.iter();
            let shown = components.map(|component| self.shown(component));
            self.screen.print(&(heading + &shown.collect::<String>()));
        }
        Ok(verdict)
    }

    fn bar(&self) -> ProgressBar {
        let target = if self.screen.draws() {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(None, target);
        let style = ProgressStyle::with_template("{spinner} {elapsed} {wide_msg}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
        bar.enable_steady_tick(Duration::from_millis(250));
        bar
    }

    fn shown(&self, component: &ComponentVerdict) -> String {
        let mut text = format!("  {} {}\n", component.kind, component.name);
        for RuleVerdict {
            rule,
            outcome,
            seen,
            change,
        } in &component.rules
        {
            let word = self.word(*outcome);
            // Writing to a string cannot fail.
            let _ = match (outcome, seen, change) {
                (Outcome::NotApplicable, Some(why), _) => {
                    writeln!(text, "    {word}  {rule} does not apply: {why}")
                }
                (_, Some(seen), Some(change)) => writeln!(
                    text,
                    "    {word}  {rule}\n            seen: {seen}\n            change: {change}"
                ),
                _ => writeln!(text, "    {word}  {rule}"),
            };
        }
        text
    }

    fn word(&self, outcome: Outcome) -> String {
        let (word, colour) = match outcome {
            Outcome::Passed => ("passed", "32"),
            Outcome::Failed => ("failed", "31"),
            Outcome::NotApplicable => ("-     ", "2"),
        };
        if self.screen.colour() {
            format!("\u{1b}[{colour}m{word}\u{1b}[0m")
        } else {
            word.to_owned()
        }
    }
}
