//! The line in which a search, a filter or the name of a file is typed.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// The question to the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PromptKind {
    /// A text to search.
    Search,
    /// An expression, as -e takes it.
    Filter,
    /// A file to write.
    Save,
}

/// A line that is being typed.
pub(super) struct Prompt {
    /// The question to the user.
    pub(super) question: PromptKind,
    /// The typed text.
    pub(super) text: String,
    /// Where in it the next character goes, in bytes.
    cursor: usize,
    /// Words that can follow.
    pub(super) candidates: Vec<&'static str>,
    /// The one that was inserted last, and where.
    choice: Option<(usize, usize)>,
    /// Its error.
    pub(super) error: Option<String>,
}

/// The effect of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Typed {
    /// The line goes on.
    On,
    /// It is finished.
    Done,
    /// It is given up.
    Cancelled,
}

impl Prompt {
    /// Returns a line that begins with a text.
    pub(super) fn new(question: PromptKind, text: String) -> Prompt {
        let cursor = text.len();
        Prompt { question, text, cursor, candidates: Vec::new(), choice: None, error: None }
    }

    /// Returns the label before the text.
    pub(super) fn label(&self) -> &'static str {
        match self.question {
            PromptKind::Search => "/",
            PromptKind::Filter => "filter: ",
            PromptKind::Save => "write to: ",
        }
    }

    /// Columns before the cursor.
    pub(super) fn column(&self) -> usize {
        self.label().len() + self.text.get(..self.cursor).unwrap_or_default().chars().count()
    }

    /// Takes a key. `words` are those that can be completed, in order.
    pub(super) fn key(&mut self, key: KeyEvent, words: &[&'static str]) -> Typed {
        let is_control = key.modifiers.contains(KeyModifiers::CONTROL);
        if key.code == KeyCode::Tab {
            self.complete(words);
            return Typed::On;
        }
        self.candidates.clear();
        self.choice = None;
        match key.code {
            KeyCode::Enter => return Typed::Done,
            KeyCode::Esc => return Typed::Cancelled,
            KeyCode::Char('c' | 'g') if is_control => return Typed::Cancelled,
            KeyCode::Char('u') if is_control => {
                self.text.replace_range(..self.cursor, "");
                self.cursor = 0;
            }
            KeyCode::Char('w') if is_control => {
                let before = self.text.get(..self.cursor).unwrap_or_default();
                let kept = before.trim_end().rfind(' ').map_or(0, |at| at + 1);
                self.text.replace_range(kept..self.cursor, "");
                self.cursor = kept;
            }
            KeyCode::Char('a') if is_control => self.cursor = 0,
            KeyCode::Char('e') if is_control => self.cursor = self.text.len(),
            KeyCode::Home => self.cursor = 0,
            KeyCode::End => self.cursor = self.text.len(),
            KeyCode::Left => self.cursor = self.before(),
            KeyCode::Right => self.cursor = self.after(),
            KeyCode::Backspace => {
                let before = self.before();
                self.text.replace_range(before..self.cursor, "");
                self.cursor = before;
            }
            KeyCode::Delete => {
                let after = self.after();
                self.text.replace_range(self.cursor..after, "");
            }
            KeyCode::Char(c) if !is_control && !c.is_control() => {
                self.text.insert(self.cursor, c);
                self.cursor += c.len_utf8();
            }
            _ => return Typed::On,
        }
        self.error = None;
        Typed::On
    }

    fn before(&self) -> usize {
        let before = self.text.get(..self.cursor).unwrap_or_default();
        before.char_indices().last().map_or(0, |(at, _)| at)
    }

    fn after(&self) -> usize {
        let after = self.text.get(self.cursor..).unwrap_or_default();
        self.cursor + after.chars().next().map_or(0, char::len_utf8)
    }

    /// Completes the word before the cursor: as far as all candidates agree, then one after the other.
    fn complete(&mut self, words: &[&'static str]) {
        if let Some((start, chosen)) = self.choice
            && !self.candidates.is_empty()
        {
            let next = (chosen + 1) % self.candidates.len();
            let word = self.candidates.get(next).copied().unwrap_or_default();
            self.replace(start, word);
            self.choice = Some((start, next));
            return;
        }
        let before = self.text.get(..self.cursor).unwrap_or_default();
        let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
        let start = before.char_indices().rev().take_while(|(_, c)| is_word(*c)).last();
        let start = start.map_or(self.cursor, |(at, _)| at);
        let typed = before.get(start..).unwrap_or_default().to_owned();
        if typed.is_empty() {
            return;
        }
        let first = words.partition_point(|word| *word < typed.as_str());
        let exact = words.get(first..).unwrap_or_default().iter().take_while(|word| word.starts_with(&typed));
        self.candidates = exact.copied().collect();
        if self.candidates.is_empty() {
            let same = |word: &&&str| {
                word.get(..typed.len()).is_some_and(|start| start.eq_ignore_ascii_case(&typed))
            };
            self.candidates = words.iter().filter(same).copied().collect();
        }
        let Some(first) = self.candidates.first().copied() else { return };
        let agreed = self.candidates.iter().fold(first, |agreed, word| {
            let len = agreed.bytes().zip(word.bytes()).take_while(|(a, b)| a == b).count();
            agreed.get(..len).unwrap_or_default()
        });
        if agreed.len() > typed.len() || self.candidates.len() == 1 {
            self.replace(start, agreed);
        } else {
            self.replace(start, first);
            self.choice = Some((start, 0));
        }
    }

    fn replace(&mut self, start: usize, word: &str) {
        self.text.replace_range(start..self.cursor, word);
        self.cursor = start + word.len();
        self.error = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: [&str; 5] = ["IFLA_MTU", "RTA_DST", "RTA_GATEWAY", "type", "tid"];

    fn typed(keys: &str) -> Prompt {
        let mut words = WORDS;
        words.sort_unstable();
        let mut prompt = Prompt::new(PromptKind::Filter, String::new());
        for c in keys.chars() {
            let code = if c == '\t' { KeyCode::Tab } else { KeyCode::Char(c) };
            assert_eq!(prompt.key(code.into(), &words), Typed::On);
        }
        prompt
    }

    #[test]
    fn words_are_completed() {
        assert_eq!(typed("IF\t").text, "IFLA_MTU");
        assert_eq!(typed("not RT\t").text, "not RTA_");
        assert_eq!(typed("not RT\t\t").text, "not RTA_DST");
        assert_eq!(typed("not RT\t\t\t").text, "not RTA_GATEWAY");
        assert_eq!(typed("not RT\t\t\t\t").text, "not RTA_DST");
        assert_eq!(typed("(ifla\t").text, "(IFLA_MTU");
        assert_eq!(typed("none\t").text, "none");
        assert_eq!(typed("\t").text, "");
    }

    #[test]
    fn lines_are_edited_by_characters() {
        let mut prompt = typed("äöü");
        for (code, text) in [
            (KeyCode::Backspace, "äö"),
            (KeyCode::Left, "äö"),
            (KeyCode::Char('x'), "äxö"),
            (KeyCode::Delete, "äx"),
            (KeyCode::Home, "äx"),
            (KeyCode::Backspace, "äx"),
            (KeyCode::Delete, "x"),
            (KeyCode::Delete, "x"),
        ] {
            prompt.key(code.into(), &[]);
            if code == KeyCode::Delete && text == "x" {
                continue;
            }
            assert_eq!(prompt.text, text);
        }
        assert_eq!(prompt.text, "");
        assert_eq!(prompt.key(KeyCode::Esc.into(), &[]), Typed::Cancelled);
        let mut prompt = typed("a bc");
        prompt.key(KeyEvent::new(KeyCode::Char('w'), KeyModifiers::CONTROL), &[]);
        assert_eq!((prompt.text.as_str(), prompt.column()), ("a ", 10));
    }
}
