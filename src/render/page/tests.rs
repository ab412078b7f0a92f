use super::*;

/// Returns the written text, poured out.
fn poured(page: &mut Page) -> String {
    let mut out = Vec::new();
    page.pour(&mut out);
    String::from_utf8(out).unwrap()
}

#[test]
fn a_full_line_goes_on_in_the_next() {
    let mut page = Page::new(Palette::new(false), 20);
    page.begin(2);
    page.put(0, Role::Name, "IFLA_STATS");
    for word in ["a=1", "b=2", "c=3"] {
        page.put(1, Role::Number, word);
    }
    page.end();
    assert_eq!(poured(&mut page), "  IFLA_STATS a=1 b=2\n      c=3\n");
}

#[test]
fn a_word_that_no_line_holds_is_broken_at_its_spaces() {
    let mut page = Page::new(Palette::new(false), 20);
    page.begin(0);
    page.put(0, Role::Name, "id");
    page.word(2);
    page.say(Role::Plain, "{");
    for (at, word) in ["sport=1", "dport=22", "if=3", "x=1", "yy=2"].iter().enumerate() {
        if at > 0 {
            page.space();
        }
        page.say(Role::Number, word);
    }
    page.say(Role::Plain, "}");
    page.end();
    assert_eq!(poured(&mut page), "id  {sport=1\n    dport=22 if=3\n    x=1 yy=2}\n");
}

#[test]
fn a_number_keeps_its_unit() {
    let mut page = Page::new(Palette::new(false), 20);
    page.begin(0);
    page.sentence(0, Role::Note, &format!("answers after 59{NO_BREAK}µs"));
    page.end();
    assert_eq!(poured(&mut page), "answers after 59 µs\n");
    page.begin(0);
    page.sentence(0, Role::Note, &format!("it answers after 59{NO_BREAK}µs"));
    page.end();
    assert_eq!(poured(&mut page), "it answers after\n    59 µs\n");
}

#[test]
fn lines_beside_a_margin() {
    let mut page = Page::new(Palette::new(false), 16);
    let beside = |page: &mut Page, first: &str, more: &[&str]| {
        page.beside(8, 8, |out, margin| {
            out.push_str(first);
            more.iter().for_each(|row| margin.row(|out| out.push_str(row)));
            margin.filler(|out| out.push_str("      | "));
        });
    };
    beside(&mut page, "00 01 | ", &["02 03 | "]);
    page.sentence(0, Role::Note, "one two three four");
    page.end();
    beside(&mut page, "04 05 | ", &["06    | "]);
    page.put(0, Role::Text, "7");
    page.end();
    beside(&mut page, "07    | ", &[]);
    page.put(0, Role::Text, "abcdefghijkl");
    page.end();
    let lines =
        "00 01 | one two\n02 03 | three\n      | four\n04 05 | 7\n06    |\n07    | abcdefgh\n      | ijkl\n";
    assert_eq!(poured(&mut page), lines);
}

/// The values packed into a value, below it: the margin's rows are done, and its filler stands on.
#[test]
fn lines_below_one_beside_a_margin() {
    let mut page = Page::new(Palette::new(false), 20);
    page.beside(4, 6, |out, margin| {
        out.push_str("00 |  ");
        margin.row(|out| out.push_str("01 |"));
        margin.filler(|out| out.push_str("   |"));
    });
    page.put(0, Role::Number, "0x3");
    page.below(1);
    page.put(0, Role::Flag, "A_LONG_WORD_ONE");
    page.below(1);
    page.sentence(0, Role::Note, "another of two lines");
    page.end();
    page.begin(0);
    page.put(0, Role::Text, "end");
    page.end();
    let lines = "00 |  0x3\n01 |\n   | A_LONG_WORD_ONE\n   | another of two\n   | lines\nend\n";
    assert_eq!(poured(&mut page), lines);
}

#[test]
fn many_flags_are_broken_behind_a_bar() {
    let mut page = Page::new(Palette::new(false), 20);
    page.begin(0);
    page.say(Role::Name, "states");
    page.say(Role::Plain, "=");
    page.say(Role::Flag, "ESTABLISHED|LISTEN|CLOSE");
    page.put(1, Role::Number, "a=1");
    page.end();
    assert_eq!(poured(&mut page), "states=ESTABLISHED|\n    LISTEN|CLOSE a=1\n");
}

#[test]
fn a_colour_ends_with_its_line() {
    let mut page = Page::new(Palette::new(true), 20);
    page.begin(0);
    page.say(Role::Plain, "states=");
    page.say(Role::Flag, "ESTABLISHED|LIS");
    page.say(Role::Flag, "TEN|CLOSE");
    page.put(1, Role::Plain, "a=1");
    page.end();
    let flag = Palette::new(true).on(Role::Flag).to_owned();
    let lines = format!("states={flag}ESTABLISHED|\x1b[0m\n    {flag}LISTEN|\x1b[0m{flag}CLOSE\x1b[0m a=1\n");
    assert_eq!(poured(&mut page), lines);
}

#[test]
fn only_what_is_seen_takes_room() {
    for colour in [false, true] {
        let mut page = Page::new(Palette::new(colour), 10);
        page.begin(0);
        for word in ["µµµ", "→→", "ab", "", "c"] {
            page.put(1, Role::Text, word);
        }
        page.end();
        let text = poured(&mut page);
        let seen: String = visible(&text).map(|(_, c)| c).collect();
        assert_eq!(seen, " µµµ →→ ab\n    c\n");
    }
}
