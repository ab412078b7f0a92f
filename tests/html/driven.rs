//! The page in a real browser, driven: pointing, filtering, links, keys, colours, paper, and captures that attack it.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::browser::Browser;
use super::{page, root};
use crate::formats::support::{capture, stdout};
use crate::live::run::scratch;
use crate::wire::attribute;

/// Writes the page of a fixture to a file.
fn written(fixture: &str, options: &[&str]) -> PathBuf {
    save(&page(&root().join("testdata").join(fixture), options))
}

fn save(page: &str) -> PathBuf {
    let path = scratch("html");
    fs::write(&path, page).unwrap();
    path
}

/// Starts a browser and opens the page of a fixture.
fn opened(test: &str, fixture: &str, hash: &str) -> Option<(Browser, PathBuf)> {
    let mut browser = Browser::start(test)?;
    let path = written(fixture, &[]);
    browser.open(&path, hash);
    assert_eq!(browser.complaints(), [""; 0]);
    Some((browser, path))
}

/// The positions of the bytes that are marked.
const MARKED: &str = "[...document.querySelectorAll('.hex .marked, .hex .marked-header')].map((cell) => cell.dataset.at).join()";
/// The name of the field that is marked.
const FIELD: &str = "document.querySelector('.tree .marked > .field .name')?.textContent ?? ''";
/// The heading of the message that is open.
const HEADING: &str = "document.querySelector('article.chosen h2').textContent";
/// The script that returns the texts of the list's rows.
const ROWS: &str = "[...document.querySelectorAll('#list .row')].sort((a, b) => a.dataset.at - b.dataset.at).map((row) => row.querySelector('.scene').textContent)";

fn field(name: &str) -> String {
    format!(
        "[...document.querySelectorAll('article.chosen .tree .name')].find((name) => name.textContent === '{name}')"
    )
}

#[test]
fn a_field_marks_its_bytes_and_a_byte_its_field() {
    let Some((mut browser, _)) = opened("a_field_marks_its_bytes", "captures/link-bond.pcap", "#m3") else {
        return;
    };
    browser.hover(&field("nlmsg_seq"));
    assert_eq!(browser.text(MARKED), "8,9,10,11");
    assert_eq!(browser.text("document.querySelector('.inspector h3').textContent"), "nlmsg_seq");
    let facts = browser.text("document.querySelector('.inspector dl').textContent");
    assert!(facts.contains("u32") && facts.contains("little-endian") && facts.contains("0x"), "{facts}");
    browser.hover("document.querySelector('.hex [data-at=\"5\"]')");
    assert_eq!(browser.text(FIELD), "nlmsg_type");
    assert_eq!(browser.text(MARKED), "4,5");
    // An attribute owns its header too, and a click keeps the mark.
    let attribute = browser.text(
        "[...document.querySelectorAll('.tree .name')].find((name) => name.textContent.startsWith('IFLA_')).textContent",
    );
    browser.click(&field(&attribute));
    assert!(browser.number("document.querySelectorAll('.hex .marked-header').length") == 4.0, "{attribute}");
    let facts = browser.text("document.querySelector('.inspector dl').textContent");
    assert!(facts.contains("nla_len") && facts.contains("IFLA_*"), "{facts}");
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
fn the_refused_attribute_is_marked_in_the_request() {
    let Some((mut browser, _)) = opened("the_refused_attribute_is_marked", "captures/errors.pcap", "") else {
        return;
    };
    // The first error is open, beside its request.
    assert!(browser.value("document.querySelector('.pair') !== null") == true);
    browser.click("document.getElementById('filter-errors')");
    let rows = browser.number("document.querySelectorAll('#list .row').length");
    assert!(rows > 4.0);
    let wrong =
        "[...document.querySelectorAll('#list .row')].filter((row) => !row.matches('.bad, .request')).length";
    assert_eq!(browser.number(wrong), 0.0, "errors, and the requests that failed");
    // An error that says where.
    let found = browser.value(
        "[...document.querySelectorAll('#list .row.bad')].some((row) => row.querySelector('.offence') && (row.click(), true))",
    );
    assert_eq!(found, true);
    let blamed =
        browser.text("document.querySelector('article:not(.chosen) .refused > .field .name').textContent");
    let said = browser.text("document.querySelector('article.chosen .error .offence').textContent");
    assert!(said.contains(&blamed), "{said}: {blamed}");
    assert!(browser.number("document.querySelectorAll('article:not(.chosen) .hex .refused').length") >= 4.0);
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
fn filters_keep_what_they_say() {
    let Some((mut browser, _)) = opened("filters_keep_what_they_say", "control/errors.pcap", "") else {
        return;
    };
    let all = browser.number("document.getElementById('list-space').offsetHeight / 34");
    browser.key("/");
    browser.write("ENETUNREACH");
    let rows = browser.value(ROWS);
    let rows = rows.as_array().unwrap();
    assert!(!rows.is_empty() && (rows.len() as f64) < all);
    assert!(rows.iter().all(|row| row.as_str().unwrap().contains("ENETUNREACH")), "{rows:?}");
    // A name of a field, in small letters.
    browser.key("Escape");
    browser.key("/");
    browser.write("rta_gateway");
    let rows = browser.value(ROWS);
    assert!(
        rows.as_array().unwrap().iter().any(|row| row.as_str().unwrap().contains("RTM_NEWROUTE")),
        "{rows}"
    );
    browser.key("Escape");
    assert_eq!(browser.number("document.getElementById('list-space').offsetHeight / 34"), all);
    browser.value(
        "(() => { const type = document.getElementById('filter-type'); type.value = 'RTM_NEWROUTE'; type.dispatchEvent(new Event('change')); })()",
    );
    let rows = browser.value(ROWS);
    assert!(
        rows.as_array().unwrap().iter().all(|row| row.as_str().unwrap().contains("RTM_NEWROUTE")),
        "{rows}"
    );
    // Nothing fits: the page says so.
    browser.key("/");
    browser.write("no such word");
    assert_eq!(browser.value("document.getElementById('empty').hidden"), false);
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
fn the_timeline_chooses_a_time() {
    let Some((mut browser, _)) = opened("the_timeline_chooses_a_time", "route/link-kinds.pcap", "") else {
        return;
    };
    let all = browser.number("document.getElementById('list-space').offsetHeight");
    browser.value("document.getElementById('timeline-to').focus()");
    for _ in 0..3 {
        browser.call(
            "Input.dispatchKeyEvent",
            json!({"type": "keyDown", "key": "PageDown", "windowsVirtualKeyCode": 34}),
        );
    }
    let some = browser.number("document.getElementById('list-space').offsetHeight");
    assert!(some < all, "{some} of {all}");
    browser.click("document.getElementById('timeline-reset')");
    assert_eq!(browser.number("document.getElementById('list-space').offsetHeight"), all);
    // The same with the pointer: the first tenth.
    let place = browser.value("[document.getElementById('timeline-canvas')].map((c) => c.getBoundingClientRect()).flatMap((b) => [b.left, b.width, b.top + 10])");
    let [left, width, top] = [0, 1, 2].map(|at| place[at].as_f64().unwrap());
    for (action, x) in
        [("mousePressed", 0.0), ("mouseMoved", 0.05), ("mouseMoved", 0.1), ("mouseReleased", 0.1)]
    {
        let buttons = u8::from(action != "mouseReleased");
        browser.call(
            "Input.dispatchMouseEvent",
            json!({"type": action, "x": left + x * width + 1.0, "y": top, "button": "left", "buttons": buttons, "clickCount": 1}),
        );
    }
    let some = browser.number("document.getElementById('list-space').offsetHeight");
    assert!(some > 0.0 && some < all, "{some} of {all}");
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
fn links_open_messages_fields_and_steps() {
    let Some((mut browser, path)) = opened("links_open_messages", "route/link.pcap", "#m2") else { return };
    assert!(browser.text(HEADING).starts_with("#2 "));
    browser.value("location.hash = '#m1.3'");
    browser.wait("document.querySelector('article.chosen h2').textContent.startsWith('#1 ')");
    assert_eq!(browser.text(FIELD), "nlmsg_seq");
    browser.key("j");
    assert_eq!(browser.text("location.hash"), "#m2");
    browser.open(&path, "#m1s3");
    assert_eq!(browser.value("document.getElementById('lesson').hidden"), false);
    let card = browser.text("document.getElementById('lesson-card').textContent");
    assert!(card.contains("step 4 of") && card.contains("nlmsg_type"), "{card}");
    // A link to a message that a filter hides takes the filter away; one to no message does nothing.
    browser.open(&path, "#m99999");
    assert_eq!(browser.complaints(), [""; 0]);
    browser.key("/");
    browser.write("nothing like it");
    browser.value("location.hash = '#m2'");
    browser.wait("document.querySelector('article.chosen h2').textContent.startsWith('#2 ')");
    assert_eq!(browser.text("document.getElementById('filter-text').value"), "");
}

#[test]
fn keys_reach_everything() {
    let Some((mut browser, _)) = opened("keys_reach_everything", "control/errors.pcap", "") else { return };
    browser.value("document.getElementById('list').focus()");
    browser.key("Home");
    assert!(browser.text(HEADING).starts_with("#1 "));
    let active =
        "document.getElementById(document.getElementById('list').getAttribute('aria-activedescendant'))";
    assert_eq!(browser.text(&format!("{active}.getAttribute('aria-selected')")), "true");
    browser.key("ArrowDown");
    assert!(browser.text(HEADING).starts_with("#2 "));
    browser.key("e");
    let error = browser.text(HEADING);
    assert!(error.contains("NLMSG_ERROR"), "{error}");
    browser.key("r");
    assert!(browser.text(HEADING) != error);
    browser.key("r");
    assert!(browser.text(HEADING).contains("NLMSG_ERROR"));
    browser.key("p");
    assert_eq!(browser.value("document.querySelector('.pair') === null"), true);
    // Into the message, and through its fields.
    browser.value("document.getElementById('list').focus()");
    browser.key("Enter");
    assert_eq!(browser.text(FIELD), "nlmsghdr");
    browser.key("ArrowDown");
    assert_eq!(browser.text(FIELD), "nlmsg_len");
    browser.key("ArrowLeft");
    browser.key("ArrowLeft");
    assert_eq!(browser.text("document.activeElement.getAttribute('aria-expanded')"), "false");
    browser.key("ArrowDown");
    assert!(browser.text(FIELD) != "nlmsg_len", "what is folded is passed over");
    browser.key("?");
    assert_eq!(browser.value("document.getElementById('help').open"), true);
    browser.key("Escape");
    assert_eq!(browser.value("document.getElementById('help').open"), false);
    assert_eq!(browser.complaints(), [""; 0]);
}

/// Screen readers get names, roles and states.
#[test]
fn a_screen_reader_finds_names_and_roles() {
    let Some((mut browser, _)) = opened("a_screen_reader", "route/link.pcap", "#m1") else { return };
    let nameless = browser.value(
        "[...document.querySelectorAll('button, input, select, [role=listbox], [role=tree], [role=option], [role=treeitem], dialog, section')]\
         .filter((element) => !(element.getAttribute('aria-label') || element.textContent.trim() || element.labels?.length))\
         .map((element) => element.outerHTML.slice(0, 80))",
    );
    assert_eq!(nameless, json!([]));
    let levels = browser.value(
        "[...document.querySelectorAll('[role=treeitem]')].every((item) => Number(item.getAttribute('aria-level')) > 0)",
    );
    assert_eq!(levels, true);
    // The tree of the browser itself.
    let tree = browser.call("Accessibility.getFullAXTree", json!({}));
    let roles: Vec<&str> =
        tree["nodes"].as_array().unwrap().iter().filter_map(|node| node["role"]["value"].as_str()).collect();
    for role in ["listbox", "option", "tree", "treeitem", "search", "main", "heading", "slider"] {
        assert!(roles.contains(&role), "{role}: {roles:?}");
    }
}

#[test]
fn light_dark_and_paper() {
    let Some((mut browser, path)) = opened("light_dark_and_paper", "route/link-dump.pcap", "") else {
        return;
    };
    let brightness = |browser: &mut Browser| {
        browser.number("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number).reduce((a, b) => a + b) / 3")
    };
    browser.medium("screen", "light");
    assert!(brightness(&mut browser) > 200.0);
    browser.medium("screen", "dark");
    assert!(brightness(&mut browser) < 60.0);
    // The key overrides the system's setting.
    browser.key("t");
    assert!(brightness(&mut browser) > 200.0);
    browser.open(&path, "");
    browser.medium("print", "dark");
    assert!(brightness(&mut browser) > 250.0, "paper is white");
    for part in ["filter", "timeline"] {
        assert_eq!(
            browser.text(&format!("getComputedStyle(document.getElementById('{part}')).display")),
            "none"
        );
    }
    let paper = browser.call("Page.printToPDF", json!({"printBackground": false}));
    assert!(paper["data"].as_str().unwrap().len() > 20_000);
    // No text is too faint for its background, in both schemes.
    for scheme in ["light", "dark"] {
        browser.medium("screen", scheme);
        let faint = browser.value(
            "(() => { const light = (colour) => { const [r, g, b] = colour.match(/[\\d.]+/g).map((n) => { const c = n / 255; \
             return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; }; \
             const paper = light(getComputedStyle(document.body).backgroundColor); \
             return ['.field .name', '.field .value', '.field .type', '.label', '.time', '.facts', '#counts'].filter((name) => { \
             const element = document.querySelector(name); if (!element) return false; const ink = light(getComputedStyle(element).color); \
             return (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05) < 4.3; }); })()",
        );
        assert_eq!(faint, json!([]), "{scheme}");
    }
}

#[test]
fn narrow_windows_show_one_thing_after_the_other() {
    let Some((mut browser, _)) = opened("narrow_windows", "control/errors.pcap", "") else { return };
    for width in [1280, 800, 400] {
        browser.window(width, 800);
        let over =
            browser.number("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        assert_eq!(over, 0.0, "{width}: the page does not scroll sideways");
    }
    let is_seen = |browser: &mut Browser, id: &str| {
        browser.value(&format!("document.getElementById('{id}').offsetParent !== null")) == true
    };
    assert!(is_seen(&mut browser, "sequence") && !is_seen(&mut browser, "message"));
    browser.click("document.querySelector('#list .row')");
    assert!(!is_seen(&mut browser, "sequence") && is_seen(&mut browser, "message"));
    browser.click("document.querySelector('.back')");
    assert!(is_seen(&mut browser, "sequence") && !is_seen(&mut browser, "message"));
}

#[test]
fn a_lesson_reveals_one_field_after_the_other() {
    let Some(mut browser) = Browser::start("a_lesson_reveals") else { return };
    let path = written("route/link.pcap", &["--lesson"]);
    browser.open(&path, "");
    let hidden = "document.querySelectorAll('#lesson .hex .future').length";
    let all = browser.number("document.querySelectorAll('#lesson .hex i').length");
    assert_eq!(browser.number(hidden), all);
    let mut before = all;
    let steps = browser.number("document.getElementById('lesson-progress').max");
    assert!(steps > 5.0);
    for step in 1..=steps as u32 {
        browser.key("ArrowRight");
        let now = browser.number(hidden);
        assert!(now <= before, "step {step}");
        before = now;
        let card = browser.text("document.getElementById('lesson-card').textContent");
        assert!(card.contains("Message 1 of") && card.len() > 40, "{card}");
    }
    assert_eq!(before, 0.0, "all is revealed");
    browser.key("ArrowRight");
    assert_eq!(browser.text("location.hash"), "#m2s0");
    browser.key("ArrowUp");
    assert_eq!(browser.text("location.hash"), "#m1s0");
    browser.key("Escape");
    assert_eq!(browser.value("document.getElementById('lesson').hidden"), true);
    assert_eq!(browser.complaints(), [""; 0]);
}

/// Ten thousand messages: only what can be seen is in the document.
#[test]
fn a_long_list_draws_what_is_seen() {
    let Some(mut browser) = Browser::start("a_long_list") else { return };
    let bytes = fs::read(root().join("testdata/route/link.pcap")).unwrap();
    let count =
        super::of_kind(&super::lines(&page(&root().join("testdata/route/link.pcap"), &[])), "m").len();
    let many = [&bytes[..24], &bytes[24..].repeat(10_000 / count + 1)].concat();
    browser.open(&save(&stdout(&["-F", "html", "-r", "-"], &many)), "");
    assert!(browser.number("document.getElementById('list-space').offsetHeight / 34") > 1000.0);
    assert!(browser.number("document.querySelectorAll('.row').length") < 100.0);
    browser.value("document.getElementById('list').focus()");
    browser.key("End");
    assert!(browser.number("document.getElementById('list').scrollTop") > 30_000.0);
    assert!(browser.number("document.querySelectorAll('.row').length") < 100.0);
    assert_eq!(browser.complaints(), [""; 0]);
}

/// A page that nltrace did not finish, because it was killed, opens and says so.
#[test]
fn half_a_page_opens() {
    let Some(mut browser) = Browser::start("half_a_page_opens") else { return };
    let page = page(&root().join("testdata/route/link.pcap"), &[]);
    let data = page.find("id=\"data\">").unwrap();
    for part in [page.len() - 200, data + (page.len() - data) / 2, data + 20] {
        let half = String::from_utf8_lossy(&page.as_bytes()[..part]).into_owned();
        browser.open(&save(&half), "");
        let said = browser.text("document.getElementById('left-out').textContent");
        assert!(said.contains("not complete"), "{said}");
        assert_eq!(browser.complaints(), [""; 0]);
    }
}

/// Returns a netlink message, in a packet of a capture.
fn packet(kind: u16, body: &[u8]) -> Vec<u8> {
    let len = u32::try_from(16 + body.len()).unwrap();
    let cooked = [0, 4, 3, 0x38, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    [&cooked[..], &len.to_le_bytes(), &kind.to_le_bytes(), &[1, 0], &[7, 0, 0, 0], &[0; 4], body].concat()
}

/// Names that would run a script, close an element, or turn the text around it.
const HOSTILE: [&str; 9] = [
    "</script><script>window.hacked=1</script>",
    "<!--<script>window.hacked=1",
    "<img src=x onerror=window.hacked=1>",
    "\"><svg onload=window.hacked=1>",
    "'-alert(1)-'\\",
    "\u{202e}gnp.exe\u{2066}",
    "\x1b[31m\x07\x00x",
    "\u{2028}window.hacked=1\u{2029}",
    "]]></style></title><b>bold</b>",
];

#[test]
fn a_hostile_capture_runs_no_script() {
    let Some(mut browser) = Browser::start("a_hostile_capture") else { return };
    let packets: Vec<Vec<u8>> = HOSTILE
        .iter()
        .flat_map(|name| {
            let link =
                [&[0; 16][..], &attribute(3, name.as_bytes()), &attribute(20, name.as_bytes())].concat();
            let error =
                [&(-22i32).to_le_bytes()[..], &[16, 0, 0, 0, 16, 0, 1, 0, 7, 0, 0, 0, 0, 0, 0, 0]].concat();
            let error = [error, attribute(1, name.as_bytes())].concat();
            let mut refused = packet(2, &error);
            refused[22..24].copy_from_slice(&[0, 3]);
            [packet(16, &link), refused]
        })
        .collect();
    let bytes = capture(packets.iter().map(|packet| (&packet[..], packet.len())));
    // The file's name is in the page too.
    let folder = scratch("hostile");
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("<script>window.hacked=1<\u{2044}script>\"'&.pcap");
    fs::write(&file, &bytes).unwrap();
    let text = page(&file, &[]);
    assert_eq!(text.matches("<script").count(), 2);
    assert!(!text.contains("<img") && !text.contains("<svg") && !text.contains("<b>"));
    assert!(!text.contains('\u{202e}') && !text.contains('\u{2066}') && !text.contains('\x1b'));
    browser.open(&save(&text), "");
    let count = browser.number("document.getElementById('list-space').offsetHeight / 34");
    assert!(count >= 9.0);
    for number in 1..=2 * HOSTILE.len() {
        browser.value(&format!("location.hash = '#m{number}'"));
        browser.wait(&format!(
            "document.querySelector('article.chosen h2').textContent.startsWith('#{number} ')"
        ));
        browser.value(&format!("location.hash = '#m{number}s6'"));
        browser.wait("!document.getElementById('lesson').hidden");
        let driving = "/[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f]/.test(document.body.textContent)";
        assert_eq!(browser.value(driving), false, "no character turns or hides others");
    }
    assert_eq!(browser.value("window.hacked === undefined"), true);
    assert_eq!(browser.number("document.querySelectorAll('script').length"), 2.0);
    assert_eq!(
        browser.number("document.querySelectorAll('img, svg, iframe, link, b:not(.label b)').length"),
        0.0
    );
    assert!(browser.text("document.title").contains("<script>"), "the name is a text");
    assert_eq!(browser.complaints(), [""; 0]);
    // And if a script got in, the policy would not let it run, nor load anything.
    browser.value(
        "(() => { window.refused = []; document.addEventListener('securitypolicyviolation', (event) => window.refused.push(event.effectiveDirective)); \
         const script = document.createElement('script'); script.textContent = 'window.hacked = 2'; document.body.append(script); \
         const image = document.createElement('img'); image.setAttribute('onerror', 'window.hacked = 3'); image.src = 'x.png'; document.body.append(image); \
         fetch('file:///etc/passwd').catch(() => {}); })()",
    );
    browser.wait("window.refused.length >= 3");
    assert_eq!(browser.value("window.hacked === undefined"), true);
    let refused = browser.value("window.refused").to_string();
    for directive in ["script-src-elem", "img-src", "connect-src"] {
        assert!(refused.contains(directive), "{refused}");
    }
    fs::remove_dir_all(&folder).unwrap();
}

/// The page beside the size of the document.
#[test]
fn a_dump_is_one_arrow_that_unfolds() {
    let Some((mut browser, _)) = opened("a_dump_is_one_arrow", "sock_diag/sock_diag.pcap", "") else {
        return;
    };
    let rows =
        |browser: &mut Browser| browser.number("document.getElementById('list-space').offsetHeight / 34");
    let before = rows(&mut browser);
    let label = browser.text("document.querySelector('.row[aria-expanded=false] .label').textContent");
    assert!(label.contains(" × "), "{label}");
    browser.click("document.querySelector('.row[aria-expanded=false] .twisty')");
    let unfolded = rows(&mut browser);
    assert!(unfolded > before + 3.0, "{unfolded} of {before}");
    browser.value("document.getElementById('list').focus()");
    browser.click("document.querySelector('.row[aria-expanded=true]')");
    browser.key("ArrowLeft");
    assert_eq!(rows(&mut browser), before);
}

/// Paths with characters that a URL takes for its own are opened like others.
#[test]
fn the_driver_opens_strange_paths() {
    let Some(mut browser) = Browser::start("the_driver_opens_strange_paths") else { return };
    let path = scratch("50%#?.html");
    fs::write(&path, page(Path::new(&root().join("testdata/route/link.pcap")), &[])).unwrap();
    browser.open(&path, "#m1");
    assert!(browser.text(HEADING).starts_with("#1 "));
}

/// The overview as a page: its plots are seen in every width, dark and light, on paper, and no name in it is markup.
#[test]
fn an_overview_is_drawn() {
    let Some(mut browser) = Browser::start("an_overview_is_drawn") else { return };
    let capture = root().join("testdata/captures/errors.pcap");
    let path = save(&stdout(&["--overview", "-F", "html", "-r", capture.to_str().unwrap()], b""));
    browser.open_plain(&path);
    let seen = "[...document.querySelectorAll('rect')].filter((bar) => bar.getBoundingClientRect().height >= 1 \
        && getComputedStyle(bar).fill !== 'rgb(0, 0, 0)').length === document.querySelectorAll('rect').length";
    for (medium, scheme) in [("screen", "light"), ("screen", "dark"), ("print", "light")] {
        browser.medium(medium, scheme);
        for width in [1280, 800, 400] {
            browser.window(width, 800);
            assert!(browser.number("document.querySelectorAll('rect').length") > 10.0);
            assert_eq!(browser.value(seen), true, "{medium} {scheme} {width}");
            let over = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
            assert_eq!(browser.number(over), 0.0, "{width}: the page does not scroll sideways");
        }
    }
    browser.medium("screen", "dark");
    let dark = browser.text("getComputedStyle(document.body).backgroundColor");
    browser.medium("screen", "light");
    assert_ne!(browser.text("getComputedStyle(document.body).backgroundColor"), dark);
    let bar = "document.querySelector('svg.time title').textContent";
    assert!(browser.text(bar).contains("message"), "a bar says what it is");
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
fn an_overview_of_a_hostile_capture_is_text() {
    let Some(mut browser) = Browser::start("an_overview_of_a_hostile_capture") else { return };
    let packets: Vec<Vec<u8>> = HOSTILE
        .iter()
        .flat_map(|name| {
            let mut request = packet(16, &[&[0; 16][..], &attribute(3, name.as_bytes())].concat());
            request[22..24].copy_from_slice(&[5, 0]);
            let echo = &request[16..32];
            let error = [&(-22i32).to_le_bytes()[..], echo, &attribute(1, name.as_bytes())].concat();
            let mut refused = packet(2, &error);
            refused[22..24].copy_from_slice(&[0, 3]);
            [request, refused]
        })
        .collect();
    let bytes = capture(packets.iter().map(|packet| (&packet[..], packet.len())));
    let folder = scratch("hostile-overview");
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("<script>window.hacked=1<\u{2044}script>\"'&.pcap");
    fs::write(&file, &bytes).unwrap();
    let text = stdout(&["--overview", "-F", "html", "-r", file.to_str().unwrap()], b"");
    assert!(!text.contains("<script") && !text.contains("<img") && !text.contains("<b>"));
    assert!(!text.contains('\u{202e}') && !text.contains('\u{2066}') && !text.contains('\x1b'));
    browser.open_plain(&save(&text));
    assert!(browser.text("document.body.textContent").contains("</script><script>window.hacked=1</script>"));
    assert_eq!(
        browser.number("document.querySelectorAll('script, img, iframe, link, b, body style').length"),
        0.0
    );
    assert_eq!(browser.value("window.hacked === undefined"), true);
    assert!(browser.text("document.title").contains("<script>"), "the name is a text");
    assert_eq!(browser.complaints(), [""; 0]);
    fs::remove_dir_all(&folder).unwrap();
}
