//! A browser without a window, spoken to by the `WebDriver` protocol (W3C) through chromedriver.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tempfile::TempDir;

/// How long anything is waited for.
const PATIENCE: Duration = Duration::from_secs(30);

const FLAGS: [&str; 9] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1280,800",
];

/// A browser that saves downloads in a folder of its own.
pub struct Browser {
    driver: Child,
    agent: ureq::Agent,
    session: String,
    folder: TempDir,
}

impl Browser {
    /// A fresh browser; none, and a line that says so, where there is no Chromium with its driver.
    pub fn start() -> Option<Self> {
        let driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let Ok(mut driver) = driver else {
            println!("skipped: there is no chromedriver");
            return None;
        };
        let told = BufReader::new(driver.stdout.take().unwrap());
        let port = told.lines().map_while(Result::ok).find_map(|line| {
            let (_, port) = line.split_once("successfully on port ")?;
            Some(port.trim_end_matches('.').to_owned())
        });
        let folder = tempfile::tempdir().unwrap();
        let mut args: Vec<String> = FLAGS.map(str::to_owned).to_vec();
        args.push(format!(
            "--user-data-dir={}",
            folder.path().join("user").display()
        ));
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(PATIENCE * 2));
        let mut browser = Self {
            driver,
            agent: config.build().into(),
            session: format!("http://127.0.0.1:{}/session", port.unwrap()),
            folder,
        };
        let options = json!({"args": args});
        let asked = json!({"capabilities": {"alwaysMatch": {"goog:chromeOptions": options}}});
        let opened = browser.post("", &asked);
        let id = opened["sessionId"].as_str();
        let id = id.unwrap_or_else(|| panic!("no session: {opened}"));
        browser.session = format!("{}/{id}", browser.session);
        browser.devtools(
            "Browser.setDownloadBehavior",
            &json!({"behavior": "allow", "downloadPath": browser.folder.path().join("saved")}),
        );
        Some(browser)
    }

    /// Opens a file.
    pub fn open(&self, file: &Path) {
        self.post(
            "/url",
            &json!({"url": format!("file://{}", file.display())}),
        );
    }

    /// Loads the page again.
    pub fn reload(&self) {
        self.post("/refresh", &json!({}));
    }

    /// Clicks an element.
    pub fn click(&self, css: &str) {
        let element = self.post("/element", &json!({"using": "css selector", "value": css}));
        let id = element
            .as_object()
            .and_then(|element| element.values().next()?.as_str());
        let id = id.unwrap_or_else(|| panic!("there is no {css}: {element}"));
        let done = self.post(&format!("/element/{id}/click"), &json!({}));
        assert!(done.is_null(), "{css}: {done}");
    }

    /// Presses keys, one after the other, wherever the focus is.
    pub fn press(&self, keys: &str) {
        let actions = keys.chars().flat_map(|key| {
            ["keyDown", "keyUp"].map(|kind| json!({"type": kind, "value": key.to_string()}))
        });
        let actions: Vec<Value> = actions.collect();
        self.post(
            "/actions",
            &json!({"actions": [{"type": "key", "id": "keys", "actions": actions}]}),
        );
    }

    /// What a script returns.
    pub fn run(&self, script: &str) -> Value {
        self.post("/execute/sync", &json!({"script": script, "args": []}))
    }

    /// The visible text of an element.
    pub fn text(&self, css: &str) -> String {
        let text = self.run(&format!("return document.querySelector({css:?}).innerText"));
        text.as_str()
            .unwrap_or_else(|| panic!("{css}: {text}"))
            .trim()
            .to_owned()
    }

    /// Waits until a script returns true.
    pub fn wait_for(&self, script: &str) {
        let started = Instant::now();
        while self.run(script) != json!(true) {
            assert!(started.elapsed() < PATIENCE, "{script} did not come true");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// What was saved under that name, once it is there.
    pub fn saved(&self, file: &str) -> String {
        let path = self.folder.path().join("saved").join(file);
        let started = Instant::now();
        loop {
            if let Ok(text) = std::fs::read_to_string(&path)
                && !text.is_empty()
            {
                return text;
            }
            assert!(started.elapsed() < PATIENCE, "{file} was not saved");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Shows pages as a screen of that many points does.
    pub fn resize(&self, width: u32, height: u32) {
        self.devtools(
            "Emulation.setDeviceMetricsOverride",
            &json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}),
        );
    }

    /// Keeps a picture of the page among the files that tests leave in the target folder.
    pub fn photograph(&self, name: &str) {
        let picture = self.get("/screenshot");
        let bytes = STANDARD.decode(picture.as_str().unwrap()).unwrap();
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("screens");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(name), bytes).unwrap();
    }

    fn devtools(&self, command: &str, params: &Value) {
        let asked = json!({"cmd": command, "params": params});
        let done = self.post("/goog/cdp/execute", &asked);
        assert!(done.get("error").is_none(), "{command}: {done}");
    }

    fn post(&self, path: &str, body: &Value) -> Value {
        let request = self.agent.post(format!("{}{path}", self.session));
        let request = request.header("content-type", "application/json");
        value(request.send(body.to_string()).unwrap())
    }

    fn get(&self, path: &str) -> Value {
        value(
            self.agent
                .get(format!("{}{path}", self.session))
                .call()
                .unwrap(),
        )
    }
}

fn value(mut answer: ureq::http::Response<ureq::Body>) -> Value {
    let text = answer
        .body_mut()
        .with_config()
        .limit(64 << 20)
        .read_to_string()
        .unwrap();
    serde_json::from_str::<Value>(&text).unwrap()["value"].take()
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.agent.delete(&self.session).call();
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}
