//! /proc/PID/maps: which files a process runs from.

use std::ops::Range;

/// A file, on this machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct FileId {
    /// Major and minor number of its device.
    pub(super) device: (u64, u64),
    /// Its inode.
    pub(super) inode: u64,
}

/// A part of a file that a process runs from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mapping {
    /// Its addresses.
    pub(super) range: Range<u64>,
    /// Where it begins in the file.
    pub(super) offset: u64,
    /// Which file.
    pub(super) file: FileId,
    /// The file's path, as the process sees it.
    pub(super) path: String,
}

/// Reads the mappings of files that may be executed, in the order of their addresses. Other lines are left out.
pub(super) fn parse(text: &[u8]) -> impl Iterator<Item = Mapping> {
    text.split(|byte| *byte == b'\n').filter_map(|line| mapping(std::str::from_utf8(line).ok()?))
}

fn mapping(line: &str) -> Option<Mapping> {
    let mut rest = line;
    let mut word = || {
        let (word, after) = rest.trim_start().split_once(' ')?;
        rest = after;
        Some(word)
    };
    let (range, rights, offset, device, inode) = (word()?, word()?, word()?, word()?, word()?);
    let number = |text: &str| u64::from_str_radix(text, 16).ok();
    let (start, end) = range.split_once('-')?;
    let (major, minor) = device.split_once(':')?;
    let path = rest.trim_start();
    let is_code = rights.as_bytes().get(2) == Some(&b'x') && path.starts_with('/');
    let mapping = Mapping {
        range: number(start)?..number(end)?,
        offset: number(offset)?,
        file: FileId { device: (number(major)?, number(minor)?), inode: inode.parse().ok()? },
        path: path.to_owned(),
    };
    (is_code && mapping.file.inode != 0).then_some(mapping)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_code_of_files_is_kept() {
        let text = b"55d0c0000000-55d0c0001000 r--p 00000000 fe:01 4711                       /usr/bin/a b\n\
            55d0c0001000-55d0c0003000 r-xp 00001000 fe:01 4711                       /usr/bin/a b\n\
            7ffc00000000-7ffc00021000 rw-p 00000000 00:00 0                          [stack]\n\
            7ffc00030000-7ffc00032000 r-xp 00000000 00:00 0                          [vdso]\n\
            7f0000000000-7f0000001000 r-xp 00000000 00:00 0 \n\
            \xff\xff\n\
            x-y r-xp 0 0:0 1 /a\n7f00";
        let found: Vec<Mapping> = parse(text).collect();
        let file = FileId { device: (0xfe, 1), inode: 4711 };
        let range = 0x55d0_c000_1000..0x55d0_c000_3000;
        assert_eq!(found, [Mapping { range, offset: 0x1000, file, path: "/usr/bin/a b".to_owned() }]);
    }
}
