//! `--browse` in a real terminal: tmux sends the keys and reads the screen. Each wait is for something on the screen.

use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// Longer than anything takes on a machine that is busy.
const PATIENCE: Duration = Duration::from_secs(60);
const NLTRACE: &str = env!("CARGO_BIN_EXE_nltrace");
const CAPTURE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/captures/errors.pcap");

static COUNT: AtomicU32 = AtomicU32::new(0);

/// A terminal with a shell, on a server of tmux's own.
struct Tmux {
    server: String,
}

impl Tmux {
    /// Starts a shell in a terminal; `None`, with a message, where there is no tmux.
    fn start(width: u32, height: u32) -> Option<Tmux> {
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let tmux = Tmux { server: format!("nltrace-{}-{count}", std::process::id()) };
        let (width, height) = (width.to_string(), height.to_string());
        let mut command = tmux.command();
        command.args(["-f", "/dev/null", "new-session", "-d", "-x", &width, "-y", &height]);
        command.args(["env", "PS1=$ ", "LC_ALL=C.UTF-8", "sh"]);
        match command.output() {
            Ok(output) if output.status.success() => (),
            other => {
                eprintln!("skipped: tmux does not start: {other:?}");
                return None;
            }
        }
        tmux.until("$");
        Some(tmux)
    }

    fn command(&self) -> Command {
        let mut command = Command::new("tmux");
        command.args(["-L", &self.server]);
        command
    }

    fn run(&self, arguments: &[&str]) -> String {
        let output = self.command().args(arguments).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Types a line.
    fn line(&self, text: &str) {
        self.run(&["send-keys", "-l", text]);
        self.run(&["send-keys", "Enter"]);
    }

    fn keys(&self, keys: &[&str]) {
        let mut arguments = vec!["send-keys"];
        arguments.extend(keys);
        self.run(&arguments);
    }

    fn screen(&self) -> String {
        self.run(&["capture-pane", "-p"])
    }

    /// Waits until the screen has a text, and returns the screen.
    fn until(&self, text: &str) -> String {
        self.until_it(text, |screen| screen.contains(text))
    }

    fn until_it(&self, what: &str, holds: impl Fn(&str) -> bool) -> String {
        let since = Instant::now();
        loop {
            let screen = self.screen();
            if holds(&screen) {
                return screen;
            }
            assert!(since.elapsed() < PATIENCE, "no {what:?} on the screen:\n{screen}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Waits for the shell and checks that the terminal is as it was.
    fn is_clean(&self, status: &str) {
        self.line(
            "s=$?; clear; echo \"status=$s $(stty -a | tr ' ' '\\n' | grep -cx -e echo -e icanon -e isig)\"",
        );
        let is_answer = |line: &&str| line.contains("status=") && !line.contains("stty");
        let screen = self.until_it("a status", |screen| screen.lines().any(|line| is_answer(&line)));
        let answer = screen.lines().find(is_answer).unwrap_or_default();
        assert!(answer.ends_with(&format!("status={status} 3")), "{screen}");
        let modes = self.run(&["display-message", "-p", "#{alternate_on} #{cursor_flag}"]);
        assert_eq!(modes.trim(), "0 1", "the screen of before, with a cursor");
    }
}

impl Drop for Tmux {
    fn drop(&mut self) {
        let _ = self.command().arg("kill-server").output();
    }
}

#[test]
fn a_capture_is_browsed_and_left_in_three_ways() {
    let Some(tmux) = Tmux::start(80, 24) else { return };
    let start = format!("clear; {NLTRACE} --browse -r {CAPTURE}");
    tmux.line(&start);
    tmux.until("d0 kind dummy");
    tmux.keys(&["e"]);
    tmux.until("error  EINVAL");
    tmux.keys(&["f"]);
    tmux.keys(&["-l", "RTM_NEWROU"]);
    tmux.keys(&["Tab"]);
    tmux.until("filter: RTM_NEWROUTE");
    tmux.keys(&["Escape"]);
    tmux.until_it("no prompt", |screen| !screen.contains("filter:"));
    tmux.keys(&["?"]);
    tmux.until("next, previous error");
    tmux.keys(&["q", "q"]);
    tmux.until_it("a shell", |screen| !screen.contains("RTM_"));
    tmux.is_clean("0");
    tmux.line(&start);
    tmux.until("d0 kind dummy");
    tmux.keys(&["C-c"]);
    tmux.until_it("a shell", |screen| !screen.contains("RTM_"));
    tmux.is_clean("0");
    tmux.line(&start);
    tmux.until("d0 kind dummy");
    let pid = pid_of(&tmux);
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    tmux.until_it("a shell", |screen| !screen.contains("RTM_NEWLINK"));
    tmux.is_clean("0");
}

/// Returns the process in the foreground of a terminal.
fn pid_of(tmux: &Tmux) -> String {
    let tty = tmux.run(&["display-message", "-p", "#{pane_tty}"]);
    let tty = tty.trim().trim_start_matches("/dev/");
    let output = Command::new("ps").args(["-t", tty, "-o", "pid=,comm="]).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let line = text.lines().find(|line| line.contains("nltrace")).unwrap_or_else(|| panic!("{text}"));
    line.split_whitespace().next().unwrap().to_owned()
}

#[test]
fn a_screen_is_resized_and_has_no_colours_if_none_are_wanted() {
    let Some(tmux) = Tmux::start(160, 50) else { return };
    tmux.line(&format!("clear; {NLTRACE} --browse -r {CAPTURE}"));
    tmux.until("0032 ");
    assert!(tmux.run(&["capture-pane", "-pe"]).contains("38;5;"), "there are colours");
    tmux.run(&["resize-window", "-x", "40", "-y", "10"]);
    tmux.until_it("a small screen", |screen| {
        screen.lines().count() <= 10
            && screen.contains("RTM_")
            && screen.contains("? help")
            && !screen.contains("0032 ")
    });
    tmux.run(&["resize-window", "-x", "90", "-y", "30"]);
    tmux.until("0032 ");
    tmux.keys(&["q"]);
    tmux.until_it("a shell", |screen| !screen.contains("RTM_"));
    tmux.line(&format!("clear; NO_COLOR=1 {NLTRACE} --browse -r {CAPTURE}"));
    tmux.until("0032 ");
    assert!(!tmux.run(&["capture-pane", "-pe"]).contains("38;5;"), "there are none");
    tmux.keys(&["q"]);
    tmux.until_it("a shell", |screen| !screen.contains("RTM_"));
    tmux.is_clean("0");
}

#[test]
fn a_command_is_followed_and_its_output_is_kept_aside() {
    let Some(tmux) = Tmux::start(100, 30) else { return };
    tmux.line(&format!(
        "clear; {NLTRACE} --browse -- sh -c 'ip -br link show lo; tty; (: < /dev/tty) || echo apart; exit 3'"
    ));
    tmux.until_it("the end", |screen| {
        screen.contains("RTM_GETLINK") && screen.lines().next().is_some_and(|line| line.contains("ended"))
    });
    tmux.keys(&["o"]);
    let screen = tmux.until("not a tty");
    // The first line is the command.
    assert!(
        screen.contains("LOOPBACK") && screen.lines().skip(1).any(|line| line.contains("apart")),
        "{screen}"
    );
    // A key right after Escape would be one with Alt.
    tmux.keys(&["Escape"]);
    tmux.until_it("no output", |screen| !screen.contains("LOOPBACK"));
    tmux.keys(&["q"]);
    tmux.until_it("a shell", |screen| !screen.contains("exited"));
    tmux.is_clean("3");
    // One that runs on is ended, after a question.
    tmux.line(&format!("clear; {NLTRACE} --browse -- sh -c 'ip link >/dev/null; exec sleep 1000'"));
    tmux.until("RTM_GETLINK");
    tmux.keys(&["q"]);
    tmux.until("the program still runs");
    tmux.keys(&["q"]);
    tmux.until_it("a shell", |screen| !screen.contains("RTM_"));
    tmux.is_clean("0");
    tmux.line(&format!("clear; {NLTRACE} --browse -- ./there-is-none"));
    tmux.until("no such program");
    tmux.is_clean("127");
}

/// The terminal goes while the browser has it: the browser goes too.
#[test]
fn a_browser_ends_with_its_terminal() {
    let Some(tmux) = Tmux::start(80, 24) else { return };
    tmux.line(&format!("clear; {NLTRACE} --browse -r {CAPTURE}"));
    tmux.until("d0 kind dummy");
    let pid = pid_of(&tmux);
    drop(tmux);
    let since = Instant::now();
    while std::path::Path::new(&format!("/proc/{pid}/exe")).exists() {
        assert!(since.elapsed() < PATIENCE, "it runs on");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn without_a_terminal_there_is_a_sentence() {
    let output =
        Command::new("setsid").args(["-w", NLTRACE, "--browse", "-r", CAPTURE]).stdin(Stdio::null()).output();
    let output = output.unwrap();
    let text = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert!(text.contains("--browse needs a terminal; -F brief prints the same lines anywhere"), "{text}");
}
