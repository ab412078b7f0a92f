//! YNL specs, which describe families of netlink in YAML, read at run time into the vocabulary of the tables.
//!
//! The tables that a spec makes stay in memory until the program ends, as static tables do: specs are read once, at the start, and
//! bounded in size.

#![deny(clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_possible_truncation)]

use std::env;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

#[cfg(test)]
use nltrace_decoders::schema::Family;
use nltrace_decoders::schema::Generic;

use crate::tables;

use self::protocols::Additions;
use self::raw::RawSpec;

mod counterparts;
mod generic;
mod names;
mod operations;
mod protocols;
mod raw;
mod sets;
mod types;
mod yaml;

/// Specs in one folder.
const FILES: usize = 1000;

/// Reads specs and adds their families to the tables. `given` are those of the command line, whose families replace built-in ones.
/// Returns what is wrong with specs that nobody named in this run.
///
/// # Errors
///
/// A spec of the command line cannot be read; the message names the file, the line and the column.
pub(crate) fn load(given: &[PathBuf]) -> Result<Vec<String>, String> {
    let of_environment = env::var_os("NLTRACE_SPECS").unwrap_or_default();
    let mut folders: Vec<PathBuf> =
        env::split_paths(&of_environment).filter(|path| !path.as_os_str().is_empty()).collect();
    folders.extend(
        config_folder(env::var_os("XDG_CONFIG_HOME"), env::var_os("HOME")).filter(|path| path.is_dir()),
    );
    let (additions, complaints) = read_all(given, &folders)?;
    let (generic, protocols) = additions.tables();
    tables::add(&generic, &protocols);
    Ok(complaints)
}

/// Returns the folder of specs in the user's configuration.
fn config_folder(config: Option<OsString>, home: Option<OsString>) -> Option<PathBuf> {
    let config = config.map(PathBuf::from).filter(|path| path.is_absolute());
    let config =
        config.or_else(|| Some(PathBuf::from(home?).join(".config")).filter(|path| path.is_absolute()))?;
    Some(config.join("nltrace/specs"))
}

/// Returns the tables of specs, and what is wrong with those in folders.
fn read_all(given: &[PathBuf], folders: &[PathBuf]) -> Result<(Additions, Vec<String>), String> {
    let mut additions = Additions::default();
    for path in given {
        for path in files(path).map_err(|error| format!("{}: {error}", path.display()))? {
            let twice = match read(&path)? {
                Spec::Generic(family) if additions.add(family) => None,
                Spec::Generic(family) => Some(format!("the family {}", family.name)),
                Spec::Raw(spec) => additions.add_messages(spec).map(|name| format!("the message {name}")),
            };
            if let Some(twice) = twice {
                return Err(format!("{}: another --spec has {twice} already", path.display()));
            }
        }
    }
    let mut complaints = Vec::new();
    for folder in folders {
        let paths = match files(folder) {
            Ok(paths) => paths,
            Err(error) => {
                complaints.push(format!("{}: {error}", folder.display()));
                continue;
            }
        };
        for path in paths {
            // The built-in tables come first.
            match read(&path) {
                Ok(Spec::Generic(family)) => additions.add_unknown(family),
                Ok(Spec::Raw(spec)) => additions.add_unknown_messages(spec),
                Err(error) => complaints.push(error),
            }
        }
    }
    Ok((additions, complaints))
}

/// Returns the file itself, or the specs in a folder, in the order of their names.
fn files(path: &Path) -> io::Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut paths = Vec::new();
    for entry in fs::read_dir(path)? {
        let path = entry?.path();
        if path.extension().is_some_and(|end| end == "yaml" || end == "yml") && path.is_file() {
            paths.push(path);
        }
        if paths.len() > FILES {
            return Err(io::Error::other(format!("more than {FILES} specs in a folder are not read")));
        }
    }
    paths.sort();
    Ok(paths)
}

/// The content of a spec.
enum Spec {
    /// A family of generic netlink.
    Generic(&'static Generic),
    /// Messages of another protocol.
    Raw(RawSpec),
}

/// Reads a spec.
fn read(path: &Path) -> Result<Spec, String> {
    let text = text(path).map_err(|error| format!("{}: {error}", path.display()))?;
    spec(&text).map_err(|error| format!("{}:{error}", path.display()))
}

/// Reads the text of a file, up to a byte more than a spec can have.
fn text(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    let limit = u64::try_from(yaml::LONGEST).unwrap_or(u64::MAX).saturating_add(1);
    File::open(path)?.take(limit).read_to_string(&mut text)?;
    Ok(text)
}

/// Makes the tables of a spec's text.
fn spec(text: &str) -> Result<Spec, yaml::Error> {
    let root = yaml::parse(text)?;
    match root.text_of("protocol")? {
        None | Some("genetlink" | "genetlink-c" | "genetlink-legacy") => {
            generic::family(&root).map(Spec::Generic)
        }
        Some("netlink-raw") => raw::spec(&root).map(Spec::Raw),
        Some(other) => Err(root.get("protocol")?.error(format!(
            "{other:?} is no kind of spec: genetlink, genetlink-c, genetlink-legacy, netlink-raw"
        ))),
    }
}

/// Makes the family of generic netlink of a spec's text.
#[cfg(test)]
pub(crate) fn family_of_text(text: &str) -> Result<&'static Generic, String> {
    match spec(text) {
        Ok(Spec::Generic(family)) => Ok(family),
        Ok(Spec::Raw(_)) => Err("a spec of netlink-raw".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

/// Makes the protocol of a spec's text.
#[cfg(test)]
pub(crate) fn protocol_of_text(text: &str) -> Result<&'static Family, String> {
    let Spec::Raw(spec) = spec(text).map_err(|error| error.to_string())? else {
        return Err("no spec of netlink-raw".to_owned());
    };
    let mut additions = Additions::default();
    additions.add_messages(spec);
    additions.tables().1.pop().ok_or_else(|| "no messages".to_owned())
}

#[cfg(test)]
mod tests;
