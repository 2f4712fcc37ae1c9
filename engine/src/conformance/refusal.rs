use crate::plugin::PluginError;

/// What the SDK says of a panic.
const PANICKED: &str = "the plugin panicked";
/// What the engine says of a code without a message.
const SILENT: &str = "without saying why";

/// What is wrong with the way a call failed; nothing where it refused with a message for people.
pub(super) fn unclear(error: &PluginError) -> Option<String> {
    match error {
        PluginError::Failed { message } if message.trim().is_empty() => {
            Some("it fails with an empty message".to_owned())
        }
        PluginError::Failed { message }
            if message.starts_with(PANICKED) || message.ends_with(SILENT) =>
        {
            Some(message.clone())
        }
        PluginError::Failed { .. } => None,
        other => Some(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_message_for_people_is_a_refusal() {
        let failed = |message: &str| {
            let message = message.to_owned();
            unclear(&PluginError::Failed { message })
        };
        assert_eq!(failed("there are no rows"), None);
        assert!(failed(" ").is_some());
        assert!(failed("the plugin panicked: no").is_some());
        assert!(failed("the plugin returned code 3 without saying why").is_some());
        let broken = PluginError::Broken {
            what: "was ended by signal 6 (SIGABRT)".to_owned(),
            stderr: Vec::new(),
        };
        assert!(unclear(&broken).is_some());
    }
}
