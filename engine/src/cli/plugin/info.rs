use std::fmt::Write;

use clap::Args;
use serde_json::{Value, json};

use crate::cli::Ended;
use crate::cli::plain::{paragraph, plain_table, printed};
use crate::cli::screen::Screen;
use crate::cli::session::Session;
use crate::diagnostic::nearest;
use crate::plugin::{ComponentCard, ModelCard, ReadyPlugin};
use crate::spec::load::accepted;
use crate::spec::{Params, TaskType};

#[derive(Debug, Args)]
pub(in crate::cli) struct Info {
    /// A plugin, or one of its models, sources or extractors: `reference`, `reference/one-view`
    #[arg(value_name = "NAME")]
    name: String,
}

/// A model, source or extractor.
struct Component<'a> {
    kind: &'static str,
    name: &'a str,
    summary: &'a str,
    source: &'a str,
    /// What else is known of a model.
    facts: Option<String>,
    schema: &'a Value,
}

impl Info {
    pub fn act(&self, session: &Session, screen: &Screen) -> Ended {
        let (name, component) = match self.name.split_once('/') {
            Some((name, component)) => (name, Some(component)),
            None => (self.name.as_str(), None),
        };
        let plugin = match session.plugins.ready(name) {
            Ok(plugin) => plugin,
            Err(error) => {
                screen.tell(&format!("error: plugin `{name}`: {error}"));
                if let Some(help) = error.help() {
                    screen.tell(&format!("help: {help}"));
                }
                return Ended::Unusable;
            }
        };
        // The memo only saves time.
        let _ = session.digests.save();
        let mut components = components(&plugin);
        if let Some(wanted) = component {
            let known: Vec<_> = components.iter().map(|one| one.name).collect();
            if !known.contains(&wanted) {
                let near = nearest(wanted, known.iter().copied());
                let help = near.map_or_else(
                    || format!("there are: {}", known.join(", ")),
                    |near| format!("did you mean `{near}`?"),
                );
                screen.tell(&format!(
                    "error: plugin `{name}` has nothing called `{wanted}`\nhelp: {help}"
                ));
                return Ended::Unusable;
            }
            components.retain(|one| one.name == wanted);
        }
        if screen.json() {
            screen.print_json(&json!({
                "name": plugin.name,
                "path": plugin.program.path(),
                "sha256": plugin.digest,
                "contract": plugin.contract,
                "manifest": plugin.manifest,
            }));
        } else {
            screen.print(&told(&plugin, &components, screen.width()));
        }
        Ended::Good
    }
}

fn components(plugin: &ReadyPlugin) -> Vec<Component<'_>> {
    let manifest = &plugin.manifest;
    let models = manifest.models.iter().map(of_model);
    let sources = manifest.sources.iter().map(|card| of_card("source", card));
    let extractors = manifest.extractors.iter();
    let extractors = extractors.map(|card| of_card("extractor", card));
    models.chain(sources).chain(extractors).collect()
}

fn of_model(card: &ModelCard) -> Component<'_> {
    let tasks: Vec<_> = card.tasks.iter().map(|task| word(&json!(task))).collect();
    let draws = if card.stochastic {
        "results depend on the seed"
    } else {
        "the seed does not matter"
    };
    let similarity = word(&json!(card.similarity));
    let answers_by_distance = card.tasks.contains(&TaskType::Retrieval);
    let compared = if answers_by_distance {
        format!("; embeddings are compared by {similarity}")
    } else {
        String::new()
    };
    Component {
        kind: "model",
        name: &card.name,
        summary: &card.summary,
        source: &card.source,
        facts: Some(format!("{}; {draws}{compared}", tasks.join(", "))),
        schema: &card.params_schema,
    }
}

fn of_card<'a>(kind: &'static str, card: &'a ComponentCard) -> Component<'a> {
    Component {
        kind,
        name: &card.name,
        summary: &card.summary,
        source: &card.source,
        facts: None,
        schema: &card.params_schema,
    }
}

fn told(plugin: &ReadyPlugin, components: &[Component<'_>], width: usize) -> String {
    let manifest = &plugin.manifest;
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = writeln!(
        text,
        "{} {}: {}",
        plugin.name, manifest.version, manifest.summary
    );
    let _ = writeln!(
        text,
        "contract {}, sha256 {}, {}",
        plugin.contract,
        plugin.digest.short(),
        plugin.program.path().display()
    );
    if !manifest.environment.is_empty() {
        let versions = manifest.environment.iter();
        let versions: Vec<_> = versions
            .map(|(name, version)| format!("{name} {version}"))
            .collect();
        let _ = writeln!(
            text,
            "{}",
            paragraph("", &format!("with {}", versions.join(", ")), width)
        );
    }
    for component in components {
        let _ = writeln!(
            text,
            "\n{} {}/{}",
            component.kind, plugin.name, component.name
        );
        let facts = component
            .facts
            .iter()
            .map(|facts| ("tasks", facts.as_str()));
        let about = [("", component.summary), ("source", component.source)];
        for (label, about) in about.into_iter().chain(facts) {
            if !about.is_empty() {
                let _ = writeln!(text, "{}", paragraph(label, about, width));
            }
        }
        text.push('\n');
        text.push_str(&parameters(component.schema, width));
    }
    text
}

fn parameters(schema: &Value, width: usize) -> String {
    let Some(properties) = schema["properties"]
        .as_object()
        .filter(|map| !map.is_empty())
    else {
        return "  no parameters\n".to_owned();
    };
    let defaults = crate::spec::resolve_defaults(schema, &Params::new());
    let required = schema["required"].as_array();
    let mut table = plain_table(width);
    table.set_header(["", "parameter", "default", "takes", "meaning"]);
    for (name, property) in properties {
        let is_required = required.is_some_and(|names| names.contains(&json!(name)));
        let default = match defaults.get(name) {
            Some(default) => word(default),
            None if is_required => "none: required".to_owned(),
            None => "none".to_owned(),
        };
        let meaning = property["description"].as_str().unwrap_or_default();
        let meaning = meaning.split_whitespace().collect::<Vec<_>>().join(" ");
        let takes = format!("{}{}", accepted(schema, property), range(property));
        table.add_row([String::new(), name.clone(), default, takes, meaning]);
    }
    let mut text = printed(&table);
    text.push('\n');
    text
}

/// The limits of a number, as ` from 0 to 1`, or nothing.
fn range(property: &Value) -> String {
    let bound = |inclusive: &str, exclusive: &str, words: [&str; 2]| {
        let at = |key: &str, side: &str| {
            let limit = property.get(key).filter(|limit| limit.is_number())?;
            Some(format!(" {side} {}", word(limit)))
        };
        at(inclusive, words[0])
            .or_else(|| at(exclusive, words[1]))
            .unwrap_or_default()
    };
    let from = bound("minimum", "exclusiveMinimum", ["from", "above"]);
    let to = bound("maximum", "exclusiveMaximum", ["to", "below"]);
    format!("{from}{to}")
}

fn word(value: &Value) -> String {
    match value {
        Value::String(text) if text.is_empty() => "\"\"".to_owned(),
        Value::String(text) => text.clone(),
        Value::Null => "nothing".to_owned(),
        other => other.to_string(),
    }
}
