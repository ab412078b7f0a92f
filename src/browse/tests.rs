//! The browser against the formats that read in order, and its screens.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crossterm::event::KeyCode;
use ratatui::Terminal;
use ratatui::backend::TestBackend;

use super::app::{Action, App};
use super::archive::{ItemView, Meaning};
use super::index::{NONE, Shared};
use super::lines::RowLines;
use super::reading::{self, Feed};
use super::scan::CaptureAccess;
use super::sheet::Look;
use super::{draw, paint};
use crate::capture::file::Capture;
use crate::event::{Event, Rest};
use crate::pipeline::{Depth, Pipeline, Share, Show};
use crate::render::Format;
use crate::render::brief::{self, Brief};
use crate::render::clock::Time;
use crate::render::tree::{self, Tree};
use crate::session::Session;
use crate::source::Source as _;

const PLAIN: Look = Look { colour: false, ascii: false, time: Time::None };

/// A tree of messages without the lines above them.
struct Messages(Tree);

impl Messages {
    fn new() -> Messages {
        let width = usize::MAX / 2;
        Messages(Tree::new(tree::Style { colour: false, width, limit: 48, verbose: true, time: Time::None }))
    }
}

impl Format for Messages {
    fn message(&mut self, event: &Event<'_>, out: &mut Vec<u8>) {
        self.0.message(event, out);
    }

    fn rest(&mut self, rest: &Rest<'_>, out: &mut Vec<u8>) {
        if !rest.is_tail || rest.bytes.iter().any(|byte| *byte != 0) {
            self.0.rest(rest, out);
        }
    }
}

fn captures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/captures");
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| {
        path.extension().is_some_and(|extension| extension == "pcap" || extension == "pcapng")
    });
    paths.sort();
    assert!(paths.len() > 5, "there are captures");
    paths
}

fn meaning() -> Meaning {
    let session = Arc::new(|| Session::new(true));
    Meaning { session, protocol: None, lists: None, shows_secrets: false }
}

/// Returns a capture, read to its end.
fn read(path: &Path) -> CaptureAccess {
    let feed = Feed::open(path).unwrap();
    let source = CaptureAccess {
        feed: feed.clone(),
        shared: Arc::<Shared>::default(),
        meaning: meaning(),
        look: PLAIN,
    };
    reading::start(feed, Arc::clone(&source.shared), meaning());
    until(|| source.shared.read(|index| index.reading.is_done));
    source
}

fn until(mut holds: impl FnMut() -> bool) {
    let since = Instant::now();
    while !holds() {
        assert!(since.elapsed() < Duration::from_secs(60), "it does not happen");
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// Returns the output of a format for a capture that is read in order.
fn in_order(path: &Path, format: Box<dyn Format>) -> String {
    let mut pipeline = Pipeline::new(format, Show::Calls, false).with(Session::new(true));
    let mut capture = Capture::open(path, None).unwrap();
    // A damaged one is read as far as it goes.
    while let Ok(Some(observation)) = capture.next() {
        pipeline.process(&observation, Depth::Show);
    }
    let mut share = Share::default();
    let _ = crate::sink::Sink::finish(&mut pipeline);
    pipeline.swap(&mut share);
    String::from_utf8(share.shown).unwrap()
}

/// Returns the tree of each message that is in the index, in an order that goes back and forth, put in order.
fn at_random(source: &CaptureAccess) -> String {
    let mut archive = source.archive().unwrap();
    let items = source.shared.read(|index| index.items());
    let mut texts = vec![String::new(); items as usize];
    let mut at = 0usize;
    for _ in 0..items {
        // A step that has no divisor in common with the count reaches each.
        at = (at + 7919) % items as usize;
        while !texts[at].is_empty() {
            at = (at + 1) % items as usize;
        }
        let item = u32::try_from(at).unwrap();
        let is_hidden = source.shared.read(|index| index.item(item).unwrap().row == NONE);
        let mut out = Vec::new();
        let shown = archive.item(item, |shown| match shown {
            ItemView::Message(event) => Messages::new().message(&event, &mut out),
            ItemView::Rest(rest) if !is_hidden => Messages::new().rest(&rest, &mut out),
            ItemView::Rest(_) => (),
        });
        assert!(shown.is_some(), "message {item} can be read");
        texts[at] = format!(" {}", String::from_utf8(out).unwrap());
    }
    texts.iter().map(|text| &text[1..]).collect()
}

#[test]
fn a_message_means_the_same_wherever_the_reader_comes_from() {
    for path in captures() {
        let (there, here) = (in_order(&path, Box::new(Messages::new())), at_random(&read(&path)));
        assert!(!there.is_empty());
        for (there, here) in there.lines().zip(here.lines()) {
            assert_eq!(there, here, "{}", path.display());
        }
        assert_eq!(there.lines().count(), here.lines().count(), "{}", path.display());
    }
}

/// Removes an element. Returns false.
fn drop_at(lines: &mut Vec<String>, at: usize) -> bool {
    lines.remove(at);
    false
}

#[test]
fn rows_are_the_lines_of_the_brief_format() {
    for path in captures() {
        let style = brief::Style { colour: false, columns: None, verbose: false, time: Time::None };
        let there = in_order(&path, Box::new(Brief::new(style)));
        let source = read(&path);
        let (lines, mut archive) = (RowLines::new(&source.shared, PLAIN), source.archive().unwrap());
        let rows = 0..source.shared.read(|index| index.rows());
        let line = |row| paint::plain(&lines.row(&mut archive, row).unwrap());
        let mut here: Vec<String> = rows.map(line).collect();
        // Bytes after messages have a row, and no line.
        here.retain(|line| !line.contains("that are no message") || there.contains(line.as_str()));
        let mut there: Vec<&str> = there.lines().collect();
        let mut rest = here.clone();
        there.retain(|line| match rest.iter().position(|known| known == line) {
            Some(at) => drop_at(&mut rest, at),
            None => true,
        });
        // A request that waits has a line after a second, with the names of then, whatever comes later.
        assert!(there.iter().all(|line| line.contains(" waits ")), "{}: {there:?} {rest:?}", path.display());
        assert!(there.len() >= rest.len(), "{}: {there:?} {rest:?}", path.display());
    }
}

/// Returns a browser of a capture that was read to its end.
fn app(path: &Path) -> App {
    let mut app = App::new(read(path), "capture".to_owned(), None).unwrap();
    app.tick();
    app
}

fn errors() -> App {
    app(&Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/captures/errors.pcap"))
}

fn terminal(width: u16, height: u16) -> Terminal<TestBackend> {
    Terminal::new(TestBackend::new(width, height)).unwrap()
}

/// Returns the lines of the screen.
fn screen(app: &mut App, terminal: &mut Terminal<TestBackend>) -> Vec<String> {
    terminal.draw(|frame| draw::draw(frame, app)).unwrap();
    let buffer = terminal.backend().buffer();
    let line = |y| (0..buffer.area.width).map(|x| buffer[(x, y)].symbol().to_owned()).collect::<String>();
    (0..buffer.area.height).map(|y| line(y).trim_end().to_owned()).collect()
}

fn keys(app: &mut App, keys: &str) {
    for c in keys.chars() {
        let code = match c {
            '\n' => KeyCode::Enter,
            '\t' => KeyCode::Tab,
            '↓' => KeyCode::Down,
            '↑' => KeyCode::Up,
            '→' => KeyCode::Right,
            '⎋' => KeyCode::Esc,
            '⇤' => KeyCode::Backspace,
            c => KeyCode::Char(c),
        };
        app.key(code.into());
    }
}

/// Waits until a search or another task has ended.
fn finish(app: &mut App) {
    until(|| {
        app.tick();
        app.work.is_none()
    });
}

/// Waits until the filter has looked at everything.
fn sift(app: &mut App) {
    until(|| {
        app.tick();
        let all = app.source.shared.read(|index| index.records());
        app.list.sieve.as_ref().is_none_or(|sieve| sieve.read(|kept| kept.done) == all)
    });
}

#[test]
fn the_screen_at_80_by_24() {
    let (mut app, mut terminal) = (errors(), terminal(80, 24));
    screen(&mut app, &mut terminal);
    keys(&mut app, "e");
    let shown = screen(&mut app, &mut terminal).join("\n");
    expect_test::expect![[r#"
         capture  10/201
         port 481       ok         5.2ms RTM_NEWLINK d0
         port 482       ok          51ms RTM_NEWLINK v0 kind veth ifname v1
         port 3488591993 ok         199µs RTM_GETLINK d0  RTM_NEWLINK, 812 bytes
         port 483       ok         829µs RTM_NEWLINK d0 mtu 100000000
         port 3030420376 ok         205µs RTM_GETLINK d0  RTM_NEWLINK, 812 bytes
         port 484       ok         6.1ms RTM_NEWLINK d0 mtu 10
         port 2597141657 ok         191µs RTM_GETLINK v0  RTM_NEWLINK, 820 bytes
        >port 485       EINVAL     210µs RTM_NEWLINK v0 mtu 70000 "mtu greater than dev…
        ─ RTM_NEWLINK  NLM_F_REQUEST|NLM_F_ACK ─────────────────────────────────────────
        NETLINK_ROUTE →? 40 bytes  #19
        error  EINVAL (Invalid argument)  NLMSGERR_ATTR_MSG  "mtu greater than device
            maximum"
        the interface accepts an IFLA_MTU of 68..65535
         + nlmsghdr  16 bytes                     0000 28 00 00 00 10 00 05 00  (.......
         - ifinfomsg                              0008 9b 38 01 6b 00 00 00 00  .8.k....
             ifi_family  AF_UNSPEC                0016 00 00 00 00 05 00 00 00  ........
             __ifi_pad                            0024 00 00 00 00 00 00 00 00  ........
             ifi_type  0                          0032 08 00 04 00 70 11 01 00  ....p...
             ifi_index  5 (v0)
             ifi_flags  0
             ifi_change  0
           IFLA_MTU  70000
         ? help  Tab panes  Enter unfold  / search  e error  f filter  r answer  q quit"#]]
    .assert_eq(&shown);
}

#[test]
fn the_screen_at_160_by_50() {
    let (mut app, mut terminal) = (errors(), terminal(160, 50));
    screen(&mut app, &mut terminal);
    keys(&mut app, "e\n");
    let shown = screen(&mut app, &mut terminal).join("\n");
    expect_test::expect![[r#"
         capture  10/201
         port 480       ok         2.6ms RTM_NEWLINK d0 kind dummy
         port 3158401925 ok         185µs RTM_GETLINK d0  RTM_NEWLINK, 812 bytes
         port 481       ok         5.2ms RTM_NEWLINK d0
         port 482       ok          51ms RTM_NEWLINK v0 kind veth ifname v1
         port 3488591993 ok         199µs RTM_GETLINK d0  RTM_NEWLINK, 812 bytes
         port 483       ok         829µs RTM_NEWLINK d0 mtu 100000000
         port 3030420376 ok         205µs RTM_GETLINK d0  RTM_NEWLINK, 812 bytes
         port 484       ok         6.1ms RTM_NEWLINK d0 mtu 10
         port 2597141657 ok         191µs RTM_GETLINK v0  RTM_NEWLINK, 820 bytes
        >port 485       EINVAL     210µs RTM_NEWLINK v0 mtu 70000 "mtu greater than device maximum"
                1  NLMSG_ERROR v0 mtu 70000  EINVAL
         port 2596888764 ok         198µs RTM_GETLINK v0  RTM_NEWLINK, 820 bytes
         port 486       ok         182µs RTM_GETLINK v0  RTM_NEWLINK, 1492 bytes
         port 486       EADDRNOTAVAIL  4.6ms RTM_NEWLINK v0 address 01:00:00:00:00:01
         port 487       EEXIST     149µs RTM_NEWLINK d0 kind dummy
         port 488       EOPNOTSUPP   68ms RTM_NEWLINK x kind nosuchkind "Unknown device type"
         port 490       EINVAL     1.9ms RTM_NEWLINK x kind vlan "8021q: VLAN properties not specified"
         port 3906051611 ok         187µs RTM_GETLINK d0  RTM_NEWLINK, 368 bytes
         port 492       ERANGE     105µs RTM_NEWLINK x kind vlan link d0 "8021q: Invalid VLAN id"
        ─ RTM_NEWLINK  NLM_F_REQUEST|NLM_F_ACK ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
        NETLINK_ROUTE →? 40 bytes  #19
        error  EINVAL (Invalid argument)  NLMSGERR_ATTR_MSG  "mtu greater than device maximum"
        the interface accepts an IFLA_MTU of 68..65535
         + nlmsghdr  16 bytes                                                                     0000 28 00 00 00 10 00 05 00 9b 38 01 6b 00 00 00 00  (........8.k....
         - ifinfomsg                                                                              0016 00 00 00 00 05 00 00 00 00 00 00 00 00 00 00 00  ................
             ifi_family  AF_UNSPEC                                                                0032 08 00 04 00 70 11 01 00                          ....p...
             __ifi_pad
             ifi_type  0
             ifi_index  5 (v0)
             ifi_flags  0
             ifi_change  0
           IFLA_MTU  70000
















         ? help  Tab panes  Enter unfold  / search  e error  f filter  r answer  q quit"#]].assert_eq(&shown);
}

#[test]
fn the_screen_at_40_by_10() {
    let (mut app, mut terminal) = (errors(), terminal(40, 10));
    let shown = screen(&mut app, &mut terminal).join("\n");
    expect_test::expect![[r#"
         capture  1/201
        >port 480       ok         2.6ms RTM_NE…
         port 3158401925 ok         185µs RTM_G…
         port 481       ok         5.2ms RTM_NE…
        ─ RTM_NEWLINK  NLM_F_REQUEST|NLM_F_ACK|…
         + nlmsghdr  16 bytes
         - ifinfomsg
             ifi_family  AF_UNSPEC
             __ifi_pad
         ? help  Tab panes  Enter unfold  / sea…"#]]
    .assert_eq(&shown);
    keys(&mut app, "\t\t");
    let shown = screen(&mut app, &mut terminal);
    assert!(
        shown.iter().any(|line| line.contains("0000 ")),
        "the bytes take the place of the fields: {shown:?}"
    );
    let small = screen(&mut app, &mut self::terminal(20, 4));
    assert_eq!(small[0], "the terminal is too");
}

#[test]
fn a_field_marks_its_bytes_and_a_byte_its_field() {
    let (mut app, mut terminal) = (errors(), terminal(100, 40));
    screen(&mut app, &mut terminal);
    // IFLA_IFNAME "d0", after nlmsghdr and ifinfomsg.
    let text = |app: &App, at: usize| paint::plain(&app.detail.sheet.fields[at].line).trim().to_owned();
    let all = app.detail.sheet.fields.len();
    let at = (0..all).find(|at| text(&app, *at) == "IFLA_IFNAME  \"d0\"").unwrap();
    keys(&mut app, "\t");
    while app.detail.field != at {
        keys(&mut app, "↓");
    }
    let line = app.detail.sheet.fields[at].clone();
    assert_eq!((line.bytes.len(), line.payload.len()), (7, 3));
    screen(&mut app, &mut terminal);
    let buffer = terminal.backend().buffer();
    let mut marked = [0, 0];
    for y in 0..buffer.area.height {
        let row: String = (0..buffer.area.width).map(|x| buffer[(x, y)].symbol()).collect();
        let Some(start) = row.find("0032 ").or_else(|| row.find("0040 ")) else { continue };
        for x in u16::try_from(row[..start].chars().count()).unwrap() + 4..buffer.area.width {
            let modifier = buffer[(x, y)].modifier;
            let is_digit = buffer[(x, y)].symbol().chars().all(|c| c.is_ascii_hexdigit());
            marked[0] += usize::from(modifier.contains(ratatui::style::Modifier::REVERSED) && is_digit);
            marked[1] += usize::from(modifier.contains(ratatui::style::Modifier::UNDERLINED) && is_digit);
        }
    }
    // Two digits for each byte, and the characters beside them that happen to be digits.
    assert!(marked[0] >= 6 && marked[1] >= 8, "{marked:?}");
    keys(&mut app, "\tg");
    assert_eq!(app.detail.byte, 0);
    assert!(text(&app, app.detail.field).starts_with("nlmsg_len"));
    for _ in 0..line.payload.start {
        keys(&mut app, "→");
    }
    assert_eq!((app.detail.byte, app.detail.field), (line.payload.start, at));
}

#[test]
fn dumps_are_unfolded_and_requests_lead_to_their_answers() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/captures/rtnl-addr.pcap");
    let (mut app, mut terminal) = (app(&path), terminal(80, 24));
    let shown = screen(&mut app, &mut terminal);
    assert!(shown[0].starts_with(" capture  1/"), "{shown:?}");
    keys(&mut app, "/RTM_GETADDR dump\n");
    finish(&mut app);
    let request = app.list.cursor;
    screen(&mut app, &mut terminal);
    assert!(
        app.detail.sheet.headline.to_string().starts_with("RTM_GETADDR"),
        "{:?}",
        app.detail.sheet.headline
    );
    keys(&mut app, "\n");
    let before = app.list.settle(99, &app.source.shared.clone()).len();
    keys(&mut app, "\n");
    assert!(app.list.settle(99, &app.source.shared.clone()).len() < before || before == 99);
    keys(&mut app, "r");
    screen(&mut app, &mut terminal);
    assert!(
        app.detail.sheet.headline.to_string().starts_with("RTM_NEWADDR"),
        "{:?}",
        app.detail.sheet.headline
    );
    keys(&mut app, "r");
    assert_eq!(app.list.cursor, request);
}

#[test]
fn filters_keep_rows_and_say_what_is_wrong() {
    let (mut app, mut terminal) = (errors(), terminal(100, 30));
    let all = app.list.count(&app.source.shared);
    keys(&mut app, "ftype == RTM_NEWLNK\n");
    let shown = screen(&mut app, &mut terminal).join("\n");
    assert!(shown.contains("type == RTM_NEWLNK\n          ^^^^^^^^^^"), "{shown}");
    assert!(shown.contains("did you mean RTM_NEWLINK"), "{shown}");
    keys(&mut app, "⎋ferror\n");
    sift(&mut app);
    let kept = app.list.count(&app.source.shared);
    assert!(kept > 10 && kept < all, "{kept} of {all}");
    let shown = screen(&mut app, &mut terminal).join("\n");
    assert!(shown.contains("filter: error") && shown.contains("EINVAL"), "{shown}");
    for _ in 1..kept {
        let row = app.list.cursor.row;
        keys(&mut app, "e");
        assert!(app.list.cursor.row > row, "each row that is kept failed");
    }
    keys(&mut app, "e");
    assert_eq!(app.status.as_deref(), Some("no error after this"));
    // The place in the list stays when the filter goes.
    let row = app.list.cursor.row;
    keys(&mut app, "f⇤⇤⇤⇤⇤\n");
    screen(&mut app, &mut terminal);
    assert_eq!((app.list.cursor.row, app.list.count(&app.source.shared)), (row, all));
    keys(&mut app, "E");
    assert!(app.list.cursor.row < row);
}

#[test]
fn a_text_is_found_in_lines_and_in_fields() {
    let mut app = errors();
    keys(&mut app, "/ifla_info_kind  \"veth\"\n");
    finish(&mut app);
    let found = app.list.cursor.row;
    assert!(found > 0 && app.status.is_none(), "{:?}", app.status);
    keys(&mut app, "n");
    finish(&mut app);
    let next = app.list.cursor.row;
    assert!(next != found);
    keys(&mut app, "N");
    finish(&mut app);
    assert_eq!(app.list.cursor.row, found);
    keys(&mut app, "/nowhere at all\n");
    finish(&mut app);
    assert_eq!(app.status.as_deref(), Some("\"nowhere at all\" is in no message"));
    assert_eq!(app.list.cursor.row, found);
}

#[test]
fn what_is_shown_is_written_and_read_again() {
    let folder = std::env::temp_dir().join(format!("nltrace-browse-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("kept.pcapng");
    let mut app = errors();
    keys(&mut app, "ferror\n");
    sift(&mut app);
    let kept = app.list.count(&app.source.shared);
    keys(&mut app, "w");
    let prompt = app.prompt.as_mut().unwrap();
    prompt.text = path.display().to_string();
    keys(&mut app, "\n");
    finish(&mut app);
    assert!(app.status.as_deref().is_some_and(|status| status.contains(" written to ")), "{:?}", app.status);
    let again = self::app(&path);
    assert_eq!(again.list.count(&again.source.shared), kept);
    keys(&mut app, "w");
    app.prompt.as_mut().unwrap().text = path.display().to_string();
    keys(&mut app, "\n");
    finish(&mut app);
    assert!(app.status.as_deref().is_some_and(|status| status.contains("File exists")), "{:?}", app.status);
    let path = folder.join("kept.html");
    keys(&mut app, "w");
    app.prompt.as_mut().unwrap().text = path.display().to_string();
    keys(&mut app, "\n");
    finish(&mut app);
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.starts_with("<!DOCTYPE html>") && text.contains("mtu greater than device maximum"));
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn messages_are_compared_and_copied() {
    let (mut app, mut terminal) = (errors(), terminal(100, 30));
    screen(&mut app, &mut terminal);
    keys(&mut app, "d");
    assert!(screen(&mut app, &mut terminal)[0].contains("marked"));
    keys(&mut app, "/kind veth\n");
    finish(&mut app);
    screen(&mut app, &mut terminal);
    keys(&mut app, "d");
    let shown = screen(&mut app, &mut terminal).join("\n");
    assert!(shown.contains("- IFLA_IFNAME = \"d0\"") && shown.contains("+ IFLA_IFNAME = \"v0\""), "{shown}");
    assert!(shown.contains("+ IFLA_LINKINFO.IFLA_INFO_DATA"), "{shown}");
    assert!(!shown.contains("nlmsg_seq"), "as --diff, it leaves out what differs from run to run: {shown}");
    keys(&mut app, "qy");
    let Action::Copy(text) = app.key(KeyCode::Char('r').into()) else { panic!("nothing is copied") };
    assert!(text.contains("RTM_NEWLINK") && text.contains("0x"), "{text}");
    keys(&mut app, "y");
    let Action::Copy(text) = app.key(KeyCode::Char('t').into()) else { panic!("nothing is copied") };
    assert!(text.starts_with("RTM_NEWLINK"), "{text}");
    keys(&mut app, "yz");
    assert!(matches!(app.overlay, super::app::Overlay::None));
}

#[test]
fn no_key_and_no_size_is_too_strange() {
    const KEYS: &str = "jjjkkgGhllx\t\t\t\n\n\nreEndd?⎋⎋+-+- ↓↑→y/t\nf\t\n⎋F";
    let keys_of: Vec<char> = KEYS.chars().collect();
    for path in captures() {
        let mut app = app(&path);
        let mut seed = 88_172_645_463_325_252u64;
        let mut next = |below: usize| {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            usize::try_from(seed % below as u64).unwrap()
        };
        for _ in 0..6 {
            let (width, height) = (next(170) + 1, next(60) + 1);
            let mut terminal = terminal(u16::try_from(width).unwrap(), u16::try_from(height).unwrap());
            for _ in 0..12 {
                let key = keys_of[next(keys_of.len())];
                keys(&mut app, &key.to_string());
                app.tick();
                for line in screen(&mut app, &mut terminal) {
                    assert!(!line.chars().any(char::is_control), "{line:?}");
                }
            }
        }
    }
}
