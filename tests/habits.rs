//! Options that users of strace and tcpdump know, and reading comfort, through the binary.

use std::fs;
use std::process::{Command, Output, Stdio};

use super::live::run::scratch;

/// A program that asks the kernel something.
const PROGRAM: [&str; 4] = ["ip", "route", "get", "127.0.0.1"];

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nltrace"));
    command
        .args(arguments)
        .env_remove("COLUMNS")
        .env_remove("NO_COLOR")
        .env("LC_ALL", "C.UTF-8")
        .stdin(Stdio::null());
    command
}

fn run(arguments: &[&str]) -> Output {
    command(arguments).output().unwrap()
}

fn link() -> String {
    format!("{}/testdata/route/link.pcap", env!("CARGO_MANIFEST_DIR"))
}

/// Returns the output for a program that asks for a route, with these options.
fn shown(options: &[&str]) -> String {
    let program = PROGRAM;
    let mut arguments: Vec<&str> = options.to_vec();
    arguments.extend(["-o", "-", "--"]);
    arguments.extend(program.iter().copied());
    let output = run(&arguments);
    assert!(output.status.success(), "{options:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Checks that the arguments are refused in one line, with status 2. Returns the line.
fn refused(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(text.lines().count(), 1, "{text}");
    text
}

#[test]
fn options_that_do_nothing_are_refused() {
    let link = link();
    let from = ["-r", link.as_str()];
    for (option, words) in [
        (&["--calls", "sendto"][..], "-F line"),
        (&["-X", "raw"][..], "-F line"),
        (&["-T"][..], "-F line"),
        (&["-e", "trace=sendto"][..], "-F line"),
        (&["-f"][..], "COMMAND"),
        (&["--no-follow"][..], "COMMAND"),
        (&["-t", "-F", "json"][..], "JSON has its own time"),
        (&["--width", "90", "-F", "json"][..], "--width"),
        (&["-A", "-o", "-"][..], "-A"),
        (&["-e", "inject=sendto:error=EPERM"][..], "never changes"),
        (&["-e", "signal=all"][..], "no signals"),
    ] {
        let text = refused(&[&from[..], option].concat());
        assert!(text.contains(words), "{option:?}: {text}");
    }
    for mode in ["-c", "--overview", "--coverage", "--bytes=c"] {
        assert!(refused(&["-k", mode, "true"]).contains("no call stacks"), "{mode}");
    }
    for arguments in [&["-s", "x", "true"][..], &["-p", "x"], &["--threads", "0", "-r", "x"], &["-p", ""]] {
        let text = refused(arguments);
        assert!(!text.contains("digit") && !text.contains("..="), "{text}");
    }
    assert!(refused(&["-r", "ip", "link"]).contains("strace's -r is --time delta"));
    assert!(String::from_utf8(run(&["-r", "nowhere"]).stderr).unwrap().contains("strace's -r"));
}

#[test]
fn repeated_flags_do_no_harm() {
    let link = link();
    let once = run(&["-r", &link, "-v", "-q", "--lint"]);
    let twice = run(&["-r", &link, "-v", "-v", "-q", "-q", "--lint", "--lint"]);
    assert!(once.status.success() && !once.stdout.is_empty());
    assert_eq!(once.stdout, twice.stdout);
}

#[test]
fn what_goes_to_no_terminal_is_not_wrapped() {
    let link = link();
    let text = |options: &[&str], columns: Option<&str>| {
        let mut command = command(&[&["-r", link.as_str()], options].concat());
        columns.map(|columns| command.env("COLUMNS", columns));
        String::from_utf8(command.output().unwrap().stdout).unwrap()
    };
    let widest = |text: &str| text.lines().map(|line| line.chars().count()).max().unwrap();
    let free = text(&[], None);
    assert!(widest(&free) > 120, "{}", widest(&free));
    assert!(widest(&text(&["--width", "80"], None)) <= 80);
    assert!(widest(&text(&[], Some("80"))) <= 80);
    assert_eq!(text(&["--width", "0"], Some("80")), free);
    assert!(widest(&text(&["-c", "-q"], None)) <= 80, "counts keep to 80 columns");
    let brief = text(&["-F", "brief"], Some("40"));
    assert!(widest(&brief) > 60 && !brief.contains('\u{2026}'), "only --width cuts lines in a pipe: {brief}");
    let cut = text(&["-F", "brief", "--width", "60"], None);
    assert!(widest(&cut) <= 60 && cut.contains('\u{2026}'), "{cut}");
    assert_eq!(text(&["-F", "brief", "--width", "0"], Some("40")), text(&["-F", "brief"], None));
}

#[test]
fn other_locales_and_dumb_terminals_get_ascii() {
    let link = link();
    for (name, value) in [("LC_ALL", "C"), ("LC_ALL", "de_DE.ISO-8859-1"), ("TERM", "dumb")] {
        for format in ["tree", "hex"] {
            let output =
                command(&["-r", &link, "-F", format, "--color", "never"]).env(name, value).output().unwrap();
            assert!(output.status.success() && output.stdout.len() > 1000);
            assert!(output.stdout.is_ascii(), "{name}={value} {format}");
        }
    }
    let output = run(&["-r", &link]);
    assert!(String::from_utf8(output.stdout).unwrap().contains('←'), "UTF-8 otherwise");
}

#[test]
fn lines_have_colours_times_and_their_thread() {
    let plain = shown(&["-F", "line", "--messages-only"]);
    assert!(plain.contains("sendto(") || plain.contains("sendmsg("), "{plain}");
    assert!(shown(&["-F", "line", "--color", "always"]).contains("\u{1b}["));
    let timed = shown(&["-F", "line", "-tt", "-T", "-f"]);
    let line = timed.lines().find(|line| line.contains("socket(")).unwrap();
    let words: Vec<&str> = line.split_whitespace().collect();
    assert!(words[0].parse::<u32>().is_ok(), "the process comes first: {line}");
    assert!(words[1].len() == 15 && words[1].contains(':'), "{line}");
    assert!(line.ends_with('>') && line.contains(" <0."), "{line}");
    let epoch = shown(&["-F", "line", "-ttt"]);
    assert!(epoch.lines().any(|line| line.starts_with("1") && line.contains("socket(")), "{epoch}");
    let traced = shown(&["-F", "line", "-e", "trace=%desc,%network"]);
    assert_eq!(
        traced.matches("socket(").count(),
        shown(&["-F", "line", "--calls", "%network,%desc"]).matches("socket(").count()
    );
    assert!(!shown(&["-F", "line", "-e", "trace=sendto"]).contains("socket("));
}

#[test]
fn outputs_are_commands_and_files_of_processes() {
    let program = PROGRAM;
    let path = scratch("habits");
    let path = path.to_str().unwrap();
    let run_with = |options: &[&str]| {
        let mut arguments = options.to_vec();
        arguments.push("--");
        arguments.extend(program.iter().copied());
        let output = run(&arguments);
        assert!(output.status.success(), "{options:?} {output:?}");
    };
    let counting = format!("|grep -c . >{path}");
    run_with(&["-q", "-o", &counting]);
    let count: usize = fs::read_to_string(path).unwrap().trim().parse().unwrap();
    assert!(count > 3, "{count}");
    run_with(&["-o", path]);
    let once = fs::read_to_string(path).unwrap().lines().count();
    run_with(&["-A", "-o", path]);
    assert!(fs::read_to_string(path).unwrap().lines().count() > once + 3, "it was appended to");
    fs::remove_file(path).unwrap();
    run_with(&["-ff", "-o", path]);
    let folder = std::path::Path::new(path).parent().unwrap();
    let name = std::path::Path::new(path).file_name().unwrap().to_str().unwrap();
    let mut files = 0;
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let file = entry.file_name().into_string().unwrap();
        let Some(pid) = file.strip_prefix(&format!("{name}.")) else { continue };
        let text = fs::read_to_string(entry.path()).unwrap();
        assert!(text.contains(&format!("[{pid}]")), "{file}: {text}");
        fs::remove_file(entry.path()).unwrap();
        files += 1;
    }
    assert!(files > 0);
}

#[test]
fn failures_alone_and_all_but_failures() {
    let text = |option: &str| {
        let errors = format!("{}/testdata/control/errors.pcap", env!("CARGO_MANIFEST_DIR"));
        String::from_utf8(run(&["-r", &errors, option]).stdout).unwrap()
    };
    let failed = |text: &str| text.lines().filter(|line| line.contains("error  E")).count();
    assert!(failed(&text("-Z")) > 0);
    assert_eq!(failed(&text("-z")), 0);
    assert!(!text("-z").is_empty());
}

#[test]
fn bytes_fit_narrow_terminals() {
    let errors = format!("{}/testdata/control/errors.pcap", env!("CARGO_MANIFEST_DIR"));
    for path in [link(), errors] {
        let output = run(&["-r", &path, "-F", "hex", "--width", "40"]);
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.lines().count() > 500);
        for line in text.lines().filter(|line| line.chars().count() > 40) {
            // A word that no line can hold may stand alone.
            let words: Vec<&str> = line.split_whitespace().filter(|word| !"│┌└╶".contains(*word)).collect();
            assert!(words.len() == 1, "{line}");
        }
        let whole = String::from_utf8(run(&["-r", &path, "-F", "hex"]).stdout).unwrap();
        for name in ["nlmsg_seq", "RTM_NEWLINK", "IFLA_IFNAME"] {
            assert_eq!(text.matches(name).count(), whole.matches(name).count(), "{name} is never broken");
        }
    }
}

/// With -D the program is nltrace's own process: its parent sees its process id and its exit status.
#[test]
fn a_detached_tracer_leaves_the_program_its_place() {
    let path = scratch("detached");
    let mut nltrace = command(&["-D", "-F", "line", "-o", path.to_str().unwrap(), "--", "sh", "-c"]);
    let script = "echo $$; ip route get 127.0.0.1 > /dev/null; exit 3";
    let child = nltrace.arg(script).stdout(Stdio::piped()).spawn().unwrap();
    let pid = child.id();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(3), "{output:?}");
    assert_eq!(String::from_utf8(output.stdout).unwrap(), format!("{pid}\n"));
    // Nothing waits for the grandchild, which ends soon.
    let start = std::time::Instant::now();
    let mut text = String::new();
    while !text.contains("exited with 3") && start.elapsed().as_secs() < 20 {
        text = fs::read_to_string(&path).unwrap_or_default();
        std::thread::yield_now();
    }
    fs::remove_file(&path).unwrap();
    assert!(text.contains("nlmsg_type=RTM_GETROUTE"), "{text}");
    assert!(text.contains("exited with 3"), "{text}");
    assert_eq!(run(&["-D", "--", "/no/such/program"]).status.code(), Some(127));
    // No process has this id: if the parser let it through, nothing would be traced.
    assert!(refused(&["-D", "-p", "2147483647"]).contains("cannot be used with"));
}

#[test]
fn a_filter_that_matches_nothing_is_noted() {
    let link = link();
    let note = |options: &[&str]| {
        let output = run(&[&["-r", link.as_str()], options].concat());
        assert!(output.status.success(), "{options:?}");
        String::from_utf8(output.stderr).unwrap()
    };
    let filter = ["-e", "type == RTM_GETROUTE and error"];
    let text = note(&filter);
    let start = "nltrace: note: no message matched -e 'type == RTM_GETROUTE and error'; ";
    let count = text.strip_prefix(start).and_then(|rest| rest.strip_suffix(" messages seen\n"));
    let count: u64 = count.unwrap_or_else(|| panic!("{text}")).parse().unwrap();
    let shown = run(&["-r", &link, "-F", "flat", "--messages-only"]).stdout;
    assert_eq!(count, shown.iter().filter(|byte| **byte == b'\n').count() as u64);
    for threads in ["1", "3"] {
        assert_eq!(note(&[&filter[..], &["--threads", threads]].concat()), text);
    }
    assert_eq!(note(&[&filter[..], &["-q"]].concat()), "");
    assert_eq!(note(&["-e", "RTM_NEWLINK"]), "");
    assert_eq!(note(&[]), "");
}

#[test]
fn calls_before_the_first_message_are_one_line() {
    let folded = shown(&[]);
    let lines =
        |text: &str| text.lines().filter(|line| line.contains(" bind ") || line.contains(" socket ")).count();
    assert!(lines(&folded) >= 1 && folded.contains("socket NETLINK_ROUTE"), "{folded}");
    assert!(shown(&["-v"]).lines().count() >= folded.lines().count());
}

#[test]
fn a_name_may_come_after_other_options() {
    let before = run(&["--list", "IFLA_LINKINFO", "-F", "json"]);
    let after = run(&["--list", "-F", "json", "IFLA_LINKINFO"]);
    assert!(before.status.success() && before.stdout.starts_with(b"{"), "{before:?}");
    assert_eq!(before.stdout, after.stdout);
    assert_eq!(run(&["-F", "json", "--list", "IFLA_LINKINFO"]).stdout, before.stdout);
    assert!(refused(&["-i", "-F", "brief", "nosuch0"]).contains("no interface nosuch0"));
    assert!(refused(&["--list", "-F", "json", "IFLA_MTU", "IFLA_MAP"]).contains("one name"));
    assert!(refused(&["--list", "IFLA_MTU", "true"]).contains("COMMAND"));
    assert!(refused(&["-i", "lo", "true"]).contains("COMMAND"));
}

#[test]
fn slips_are_corrected_and_bad_numbers_explained() {
    let link = link();
    for (option, value, words) in [
        ("--calls", "sendmgs", "did you mean sendmsg?"),
        ("-e", "trace=%netwrk", "did you mean %network?"),
        ("--protocol", "rout", "did you mean route"),
        ("--protocol", "nl8021", "did you mean nl80211"),
        ("--protocol", "20=nl8021", "did you mean nl80211"),
        ("--protocol", "70000", "from 0 to 65535"),
        ("-F", "jsn", "did you mean 'json'?"),
        ("--time", "clok", "did you mean 'clock'?"),
        ("--const", "vrebose", "did you mean 'verbose'?"),
        ("--sort", "latncy", "did you mean 'latency'?"),
        ("--decode-fds", "sockt", "did you mean 'socket'?"),
        ("--color", "alwas", "did you mean 'always'?"),
        ("--widht", "80", "did you mean '--width'?"),
    ] {
        let text = refused(&[option, value, "-r", &link]);
        assert!(text.contains(words), "{option} {value}: {text}");
    }
    assert!(refused(&["--as", "IFLA_LINKINF", "-x", "00"]).contains("did you mean IFLA_LINKINFO"));
    // Words of Rust and of its libraries.
    let foreign = ["digit", "..=", "parse", "ParseInt", "tip:", "utf-8 sequence"];
    let numeric = [
        "--keep",
        "--rotate",
        "--every",
        "--buffer",
        "--width",
        "--top",
        "--limit",
        "--threads",
        "-s",
        "-a",
        "-p",
        "--protocol",
    ];
    for option in numeric {
        for value in ["x", "-1", "99999999999999999999999", "1.5", ""] {
            let text = refused(&[option, value, "-r", &link]);
            assert!(text.contains("invalid value"), "{option} {value}: {text}");
            assert!(!foreign.iter().any(|word| text.contains(word)), "{option} {value}: {text}");
        }
    }
}

/// Returns bash's completions after these words, the last of which is incomplete.
fn completed_by_bash(words: &[&str]) -> Option<Vec<String>> {
    let script = "source /dev/stdin; COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); \
                  _nltrace_values \"$1\" \"${COMP_WORDS[COMP_CWORD]}\" \"${COMP_WORDS[COMP_CWORD-1]}\"; \
                  printf '%s\\n' \"${COMPREPLY[@]}\"";
    let path = scratch("completion");
    fs::write(&path, run(&["--completions", "bash"]).stdout).unwrap();
    let mut bash = Command::new("bash");
    bash.args(["--norc", "-c", script, "bash", env!("CARGO_BIN_EXE_nltrace")]).args(words);
    let output = bash.stdin(fs::File::open(&path).unwrap()).output().ok()?;
    fs::remove_file(path).unwrap();
    assert!(output.stderr.is_empty(), "{output:?}");
    Some(String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect())
}

#[test]
fn bash_completes_values_and_commands() {
    for (words, wanted) in [
        (&["-i", "l"][..], "lo"),
        (&["-F", "br"], "brief"),
        (&["-F", "brief", "--protocol", "nl8"], "nl80211"),
        (&["--list", "IFLA_LINKI"], "IFLA_LINKINFO"),
        (&["-e", "IFLA_LINKI"], "IFLA_LINKINFO"),
        (&["--col"], "--color"),
        (&["tru"], "true"),
        (&["-F", "brief", "-v", "tru"], "true"),
        (&["--", "tru"], "true"),
        (&["ls", "/et"], "/etc"),
    ] {
        let Some(offered) = completed_by_bash(words) else { return eprintln!("skipped: no bash") };
        assert!(offered.iter().any(|word| word == wanted), "{words:?}: {offered:?}");
    }
}

/// `docs/options.md` has the texts of `--help`; `UPDATE_EXPECT=1` writes them.
#[test]
fn the_options_page_is_what_help_says() {
    let help = String::from_utf8(run(&["--help"]).stdout).unwrap();
    let page = format!(
        "# Options\n\nThis page is the output of `nltrace --help`; a test keeps it so. Recipes are in [guide.md](guide.md), strace's \
         options in [strace.md](strace.md).\n\nLines are as wide as the terminal, as `COLUMNS` says, or as `--width` says, which comes \
         first. What goes to a\nfile or a pipe is not wrapped. `NO_COLOR` and `TERM=dumb` switch colours off. A locale without UTF-8 and \
         `TERM=dumb`\nget ASCII: `->`, `us`, `|`, `...`.\n\n```text\n{help}```\n"
    );
    let path = format!("{}/docs/options.md", env!("CARGO_MANIFEST_DIR"));
    expect_test::expect_file![path].assert_eq(&page);
}
