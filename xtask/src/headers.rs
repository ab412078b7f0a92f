//! Headers, as a C compiler reads them: constants with their values, structs with their layouts.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::btf;
use crate::tables::Row;

/// The declarations of a header.
pub(crate) struct Facts {
    pub(crate) constants: Vec<Row>,
    pub(crate) structs: Vec<Row>,
}

/// A folder of headers, and one to work in.
pub(crate) struct Headers {
    folder: PathBuf,
    scratch: PathBuf,
}

/// Headers that are not whole by themselves want one of these first.
const BEFORE: &str = "#include <stddef.h>\n#include <stdint.h>\n#include <sys/types.h>\n#include <sys/socket.h>\n\
                      #include <netinet/in.h>\n#include <linux/types.h>\n";

impl Headers {
    /// Takes a folder of headers.
    pub(crate) fn new(folder: &Path) -> Result<Headers, String> {
        let scratch = std::env::temp_dir().join(format!("nltrace-uapi-{}", std::process::id()));
        std::fs::create_dir_all(&scratch).map_err(|error| format!("{}: {error}", scratch.display()))?;
        Ok(Headers { folder: folder.to_owned(), scratch })
    }

    /// Reads what a header itself declares; what it includes is left out.
    pub(crate) fn read(&self, name: &str) -> Result<Facts, String> {
        // The first that compiles: a header by itself, or with others before it.
        let alone = format!("#include <{name}>\n");
        let mut before = String::new();
        let mut text = self.preprocess(&alone)?;
        if text.is_none() {
            BEFORE.clone_into(&mut before);
            text = self.preprocess(&format!("{BEFORE}{alone}"))?;
        }
        let Some(text) = text else {
            eprintln!("{name}: does not compile by itself, and is left out");
            return Ok(Facts { constants: Vec::new(), structs: Vec::new() });
        };
        let include = before + &alone;
        let own = own_lines(&text, &format!("/{name}"));
        let declared = declared(&own);
        let values = self.values(&include, declared.iter().map(|(name, _)| name.as_str()))?;
        let constants = declared.into_iter().filter_map(|(name, of)| {
            let value = values.get(&name)?;
            Some(Row { line: format!("{name}\t{value}\t{of}"), name })
        });
        let constants = constants.collect();
        Ok(Facts { constants, structs: self.structs(&include, &own)? })
    }

    fn compile(&self, arguments: &[&str], source: &str) -> Result<Output, String> {
        let file = self.scratch.join("unit.c");
        std::fs::write(&file, source).map_err(|error| format!("{}: {error}", file.display()))?;
        let compiler = std::env::var("CC").unwrap_or_else(|_| "cc".to_owned());
        let mut command = Command::new(&compiler);
        command.args(["-w", "-fmax-errors=0", "-isystem"]).arg(&self.folder).args(arguments).arg(&file);
        command.output().map_err(|error| format!("{compiler}: {error} (a C compiler is needed)"))
    }

    fn preprocess(&self, source: &str) -> Result<Option<String>, String> {
        if !self.compile(&["-fsyntax-only"], source)?.status.success() {
            return Ok(None);
        }
        let output = self.compile(&["-E", "-dD"], source)?;
        Ok(output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned()))
    }

    /// Returns the values of names that are integers. The compiler refuses the others with an error at their lines.
    fn values<'n>(
        &self,
        include: &str,
        names: impl Iterator<Item = &'n str>,
    ) -> Result<HashMap<String, String>, String> {
        let mut names: Vec<&str> = names.collect();
        let first = include.lines().count() + 1;
        for _ in 0..20 {
            let lines =
                names.iter().enumerate().map(|(at, name)| format!("enum {{ nltrace_{at} = ({name}) }};\n"));
            let source: String = include.to_owned() + &lines.collect::<String>();
            let output = self.compile(&["-fsyntax-only"], &source)?;
            let wrong: HashSet<usize> = String::from_utf8_lossy(&output.stderr)
                .lines()
                .filter(|line| line.contains("error:"))
                .filter_map(|line| line.split_once("unit.c:")?.1.split(':').next()?.parse::<usize>().ok())
                .collect();
            if wrong.is_empty() {
                if !output.status.success() {
                    return Err(String::from_utf8_lossy(&output.stderr).into_owned());
                }
                break;
            }
            let mut line = first;
            names.retain(|_| {
                line += 1;
                !wrong.contains(&(line - 1))
            });
        }
        let mut source = format!("{include}int printf(const char *, ...);\nint main(void) {{\n");
        for name in &names {
            source += &format!("printf(\"{name}\\t%lld\\n\", (long long)({name}));\n");
        }
        source += "return 0; }\n";
        let program = self.scratch.join("unit");
        let output = self.compile(&["-o", &program.to_string_lossy()], &source)?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned());
        }
        let output =
            Command::new(&program).output().map_err(|error| format!("{}: {error}", program.display()))?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        Ok(text
            .lines()
            .filter_map(|line| line.split_once('\t'))
            .map(|(a, b)| (a.to_owned(), b.to_owned()))
            .collect())
    }

    /// Returns the structs that these lines declare.
    fn structs(&self, include: &str, own: &str) -> Result<Vec<Row>, String> {
        let names = struct_names(own);
        if names.is_empty() {
            return Ok(Vec::new());
        }
        let object = self.scratch.join("unit.o");
        let section = self.scratch.join("unit.btf");
        let flags = ["-c", "-gbtf", "-fno-eliminate-unused-debug-types", "-o", &object.to_string_lossy()];
        let output = self.compile(&flags, include)?;
        if !output.status.success() {
            return Err(format!("{}(gcc 12 or newer is needed)", String::from_utf8_lossy(&output.stderr)));
        }
        let dump = format!(".BTF={}", section.display());
        let status = Command::new("objcopy")
            .args(["--dump-section", &dump])
            .arg(&object)
            .arg(self.scratch.join("unit.x"))
            .status();
        status.map_err(|error| format!("objcopy: {error} (binutils are needed)"))?;
        let bytes = std::fs::read(&section).map_err(|error| format!("{}: {error}", section.display()))?;
        let layouts = btf::structs(&bytes).ok_or("the compiler's BTF cannot be read")?;
        let mut rows = Vec::new();
        for name in names {
            let Some(layout) = layouts.get(&name) else { continue };
            let title = format!("struct {name}");
            rows.push(Row { name: title.clone(), line: format!("{title}\t{}", layout.size) });
            for member in &layout.members {
                let line = member.line();
                rows.push(Row { name: format!("{title}.{}", member.name), line });
            }
        }
        Ok(rows)
    }
}

impl Drop for Headers {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.scratch);
    }
}

/// Returns the lines of preprocessed text that come from one file.
fn own_lines(text: &str, path: &str) -> String {
    let mut is_own = false;
    let mut own = String::new();
    for line in text.lines() {
        if let Some(marker) = line.strip_prefix("# ") {
            let file = marker.split('"').nth(1).unwrap_or_default();
            is_own = file.ends_with(path);
        } else if is_own {
            own.push_str(line);
            own.push('\n');
        }
    }
    own
}

/// Returns names of constants in the order of their declarations, each once: macros without parameters (`-`), and enumerators with
/// the name of their enum.
fn declared(own: &str) -> Vec<(String, String)> {
    let mut found: BTreeMap<usize, (String, String)> = BTreeMap::new();
    let mut enumerators: HashSet<String> = HashSet::new();
    let mut code = String::with_capacity(own.len());
    let mut macros = Vec::new();
    let mut gone = HashSet::new();
    for line in own.lines() {
        if let Some(define) = line.strip_prefix("#define ") {
            let name = define.split(|c: char| !is_word(c)).next().unwrap_or_default();
            if !define[name.len()..].starts_with('(') && define.len() > name.len() + 1 {
                macros.push((code.len(), name.to_owned()));
            }
        } else if let Some(name) = line.strip_prefix("#undef ") {
            gone.insert(name.trim().to_owned());
        } else if !line.starts_with('#') {
            code.push_str(line);
        }
        // Where each line was stays the same, so that the order does.
        code.push('\n');
    }
    for (at, _) in code.match_indices("enum") {
        let is_alone = !code[..at].ends_with(is_word) && !code[at + 4..].starts_with(is_word);
        let rest = &code[at + 4..];
        let Some((head, body)) = rest.split_once('{').filter(|_| is_alone) else { continue };
        let name = head.split_whitespace().last().unwrap_or_default();
        if head.contains([';', '(', ')', ',', '=', '}']) || head.split_whitespace().count() > 2 {
            continue;
        }
        let start = at + 4 + head.len() + 1;
        let mut depth = 0;
        let mut expects = true;
        let mut word = String::new();
        for (offset, c) in body.char_indices() {
            if expects && is_word(c) {
                word.push(c);
                continue;
            }
            if expects && !word.is_empty() {
                enumerators.insert(word.clone());
                found.insert(start + offset, (std::mem::take(&mut word), name.to_owned()));
                expects = false;
            }
            match c {
                '(' => depth += 1,
                ')' => depth -= 1,
                ',' if depth == 0 => expects = true,
                '}' => break,
                _ => (),
            }
        }
    }
    for (at, name) in macros {
        if !enumerators.contains(&name) && !gone.contains(&name) {
            let mut at = at;
            while found.contains_key(&at) {
                at += 1;
            }
            found.insert(at, (name, "-".to_owned()));
        }
    }
    let mut seen = HashSet::new();
    found.into_values().filter(|(name, _)| seen.insert(name.clone())).collect()
}

/// Returns names of the structs that have a body in this text, in its order.
fn struct_names(own: &str) -> Vec<String> {
    let code: String =
        own.lines().filter(|line| !line.starts_with('#')).map(|line| format!("{line}\n")).collect();
    let mut names = Vec::new();
    for (at, _) in code.match_indices("struct ") {
        let rest = &code[at + 7..];
        let name: String = rest.chars().take_while(|c| is_word(*c)).collect();
        let following = rest[name.len()..].trim_start();
        let following = following.strip_prefix("__attribute__((packed))").unwrap_or(following).trim_start();
        if following.starts_with('{') && !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constants_in_the_order_of_their_declarations() {
        let own = "#define A 1\n#define F(x) x\n#define GUARD\nenum e {\n B,\n#define C C\n C = (1, 2),\n D\n};\nenum { E };\n#define G A\n";
        let expected = [("A", "-"), ("B", "e"), ("C", "e"), ("D", "e"), ("E", ""), ("G", "-")];
        let expected = expected.map(|(name, of)| (name.to_owned(), of.to_owned()));
        assert_eq!(declared(own), expected);
    }

    #[test]
    fn structs_with_a_body() {
        let own = "struct a { int x; };\nstruct b *f(struct c *);\nstruct d {\n struct { int y; } e;\n};\n";
        assert_eq!(struct_names(own), ["a", "d"]);
    }
}
