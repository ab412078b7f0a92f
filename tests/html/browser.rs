//! Drives a headless Chromium: the DevTools protocol over a pipe, one JSON object after another, each ended by a NUL.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::live::run::scratch;

/// The longest time that anything may take. Only a browser that hangs takes it.
const PATIENCE: Duration = Duration::from_secs(60);

/// A browser with one tab.
pub(super) struct Browser {
    child: Child,
    requests: ChildStdin,
    answers: Receiver<Value>,
    next: u64,
    session: Option<String>,
    profile: PathBuf,
    /// The complaints of the page: exceptions, refused scripts.
    complaints: Vec<String>,
}

impl Browser {
    /// Starts a browser. Says that a test is skipped if there is none.
    pub(super) fn start(test: &str) -> Option<Browser> {
        let names = ["chromium", "chromium-browser", "google-chrome"];
        let is_there = |name: &&&str| {
            let found =
                Command::new(name).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
            found.is_ok_and(|status| status.success())
        };
        let Some(name) = names.iter().find(is_there) else {
            eprintln!("SKIPPED {test}: there is no chromium");
            return None;
        };
        let profile = scratch("profile");
        // The protocol is spoken on descriptors 3 and 4; the shell puts the pipes there.
        let mut child = Command::new("sh")
            .args(["-c", "exec \"$0\" \"$@\" 3<&0 4>&1 </dev/null >/dev/null 2>&1", name])
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars"])
            .args(["--disable-dev-shm-usage", "--remote-debugging-pipe"])
            .arg(format!("--user-data-dir={}", profile.display()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let requests = child.stdin.take().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let (sender, answers) = channel();
        thread::spawn(move || {
            let mut bytes = Vec::new();
            while output.read_until(0, &mut bytes).is_ok_and(|len| len > 0) {
                let answer = serde_json::from_slice(&bytes[..bytes.len() - 1]).unwrap();
                if sender.send(answer).is_err() {
                    return;
                }
                bytes.clear();
            }
        });
        let mut browser =
            Browser { child, requests, answers, next: 0, session: None, profile, complaints: Vec::new() };
        let tab = browser.call("Target.createTarget", json!({"url": "about:blank"}));
        let session = browser
            .call("Target.attachToTarget", json!({"targetId": tab["targetId"].clone(), "flatten": true}));
        browser.session = Some(session["sessionId"].as_str().unwrap().to_owned());
        for domain in ["Page", "Runtime", "Log"] {
            browser.call(&format!("{domain}.enable"), json!({}));
        }
        browser.window(1280, 800);
        Some(browser)
    }

    /// Calls a method of the protocol. Returns its result.
    pub(super) fn call(&mut self, method: &str, parameters: Value) -> Value {
        self.next += 1;
        let mut request = json!({"id": self.next, "method": method, "params": parameters});
        if let Some(session) = &self.session {
            request["sessionId"] = json!(session);
        }
        self.requests.write_all(format!("{request}\0").as_bytes()).unwrap();
        self.requests.flush().unwrap();
        loop {
            let answer =
                self.answers.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("{method}: no answer"));
            match answer["method"].as_str() {
                Some("Runtime.exceptionThrown") => {
                    self.complaints.push(answer["params"]["exceptionDetails"]["exception"].to_string());
                }
                Some("Log.entryAdded") => self.complaints.push(answer["params"]["entry"]["text"].to_string()),
                _ => (),
            }
            if answer["id"] == self.next {
                assert!(answer["error"].is_null(), "{method}: {}", answer["error"]);
                return answer["result"].clone();
            }
        }
    }

    /// Sets the size of the window.
    pub(super) fn window(&mut self, width: u32, height: u32) {
        let size = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        self.call("Emulation.setDeviceMetricsOverride", size);
    }

    /// Sets the medium (`screen`, `print`) and the colour scheme (`light`, `dark`).
    pub(super) fn medium(&mut self, medium: &str, scheme: &str) {
        let scheme = json!([{"name": "prefers-color-scheme", "value": scheme}]);
        self.call("Emulation.setEmulatedMedia", json!({"media": medium, "features": scheme}));
    }

    /// Opens a page, `hash` with its `#`, and waits until its script has run.
    pub(super) fn open(&mut self, page: &Path, hash: &str) {
        self.call("Page.navigate", json!({"url": "about:blank"}));
        self.wait("location.href === 'about:blank'");
        let path = page.to_str().unwrap().replace('%', "%25").replace('#', "%23").replace('?', "%3F");
        self.call("Page.navigate", json!({"url": format!("file://{path}{hash}")}));
        self.wait("document.documentElement && document.documentElement.dataset.ready === 'true'");
    }

    /// Opens a page without a script.
    pub(super) fn open_plain(&mut self, page: &Path) {
        self.call("Page.navigate", json!({"url": format!("file://{}", page.to_str().unwrap())}));
        self.wait("document.readyState === 'complete' && location.protocol === 'file:'");
    }

    /// Evaluates an expression in the page.
    pub(super) fn value(&mut self, expression: &str) -> Value {
        let parameters = json!({"expression": expression, "returnByValue": true, "awaitPromise": true});
        let result = self.call("Runtime.evaluate", parameters);
        assert!(result["exceptionDetails"].is_null(), "{expression}: {}", result["exceptionDetails"]);
        result["result"]["value"].clone()
    }

    /// Evaluates an expression whose value is a text.
    pub(super) fn text(&mut self, expression: &str) -> String {
        let value = self.value(expression);
        value.as_str().unwrap_or_else(|| panic!("{expression}: {value}")).to_owned()
    }

    /// Evaluates an expression whose value is a number.
    pub(super) fn number(&mut self, expression: &str) -> f64 {
        let value = self.value(expression);
        value.as_f64().unwrap_or_else(|| panic!("{expression}: {value}"))
    }

    /// Waits until an expression is true.
    pub(super) fn wait(&mut self, expression: &str) {
        let begun = Instant::now();
        while self.value(&format!("!!({expression})")) != true {
            assert!(begun.elapsed() < PATIENCE, "{expression}; {:?}", self.complaints);
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// Presses a key: `j`, `ArrowDown`, `Escape`.
    pub(super) fn key(&mut self, key: &str) {
        let text = if key.chars().count() == 1 { key } else { "" };
        self.call("Input.dispatchKeyEvent", json!({"type": "keyDown", "key": key, "text": text}));
        self.call("Input.dispatchKeyEvent", json!({"type": "keyUp", "key": key}));
    }

    /// Types into the focused element.
    pub(super) fn write(&mut self, text: &str) {
        self.call("Input.insertText", json!({"text": text}));
    }

    /// Moves the pointer to the middle of an element, which is scrolled into view.
    pub(super) fn hover(&mut self, element: &str) {
        self.pointer(element, &["mouseMoved"]);
    }

    /// Clicks the middle of an element.
    pub(super) fn click(&mut self, element: &str) {
        self.pointer(element, &["mouseMoved", "mousePressed", "mouseReleased"]);
    }

    fn pointer(&mut self, element: &str, actions: &[&str]) {
        let place = self.value(&format!(
            "(() => {{ const element = {element}; element.scrollIntoView({{block: 'nearest'}}); \
             const box = element.getBoundingClientRect(); \
             return [box.left + box.width / 2, box.top + box.height / 2]; }})()"
        ));
        for action in actions {
            let button = if *action == "mouseMoved" { "none" } else { "left" };
            let event =
                json!({"type": action, "x": place[0], "y": place[1], "button": button, "clickCount": 1});
            self.call("Input.dispatchMouseEvent", event);
        }
    }

    /// Returns the complaints of the page since the last call.
    pub(super) fn complaints(&mut self) -> Vec<String> {
        std::mem::take(&mut self.complaints)
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Only this browser: its own process, and with it those that it started.
        let _ = self.requests.write_all(b"{\"id\":0,\"method\":\"Browser.close\"}\0");
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(10) && matches!(self.child.try_wait(), Ok(None)) {
            thread::sleep(Duration::from_millis(20));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.profile);
    }
}
