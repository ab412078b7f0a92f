//! An ELF file that a program runs from: its unwind tables, and its functions by name.

use std::cell::{Cell, OnceCell};
use std::fmt;
use std::fs::File;
use std::ops::Deref;
use std::ops::Range;
use std::sync::Arc;

use framehop::ExplicitModuleSectionInfo;
use object::read::elf::{ElfFile64, ProgramHeader as _};
use object::{Architecture, Endianness, Object, ObjectSection, ObjectSymbol, ReadCache, SymbolKind, elf};

use super::maps::Mapping;
use super::signing;

/// Longer sections are not read.
const MOST_SECTION: u64 = 64 << 20;
/// More functions of a file have no names.
const MOST_FUNCTIONS: usize = 1 << 20;

/// The bytes of a section, which all unwinders share.
#[derive(Clone, Debug)]
pub(super) struct Section(Arc<[u8]>);

impl Deref for Section {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

/// A file that is opened while its process is there, and read when an address in it is asked about.
pub(super) struct Module {
    path: Arc<str>,
    file: Cell<Option<File>>,
    image: OnceCell<Option<Image>>,
}

/// The parts of a file.
#[derive(Debug, Default)]
struct Image {
    /// The parts that are executed: where in the file, and the address that the file gives that part.
    segments: Vec<(Range<u64>, u64)>,
    text: Option<Range<u64>>,
    got: Option<Range<u64>>,
    eh_frame: Option<(Range<u64>, Section)>,
    eh_frame_hdr: Option<(Range<u64>, Section)>,
    debug_frame: Option<Section>,
    /// Sorted by address.
    functions: Vec<Function>,
}

#[derive(Debug)]
struct Function {
    address: u64,
    /// 0 where the file does not say.
    size: u64,
    name: Arc<str>,
}

impl fmt::Debug for Module {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Module").field("path", &self.path).finish_non_exhaustive()
    }
}

impl Module {
    /// Opens a file by the path that a process sees, below that process's root.
    pub(super) fn open(root: &str, path: &str) -> Module {
        let file = File::open(format!("{root}{path}")).or_else(|_| File::open(path)).ok();
        let is_plain = |file: &File| file.metadata().is_ok_and(|about| about.is_file());
        Module { path: Arc::from(path), file: Cell::new(file.filter(is_plain)), image: OnceCell::new() }
    }

    /// Returns its path.
    pub(super) fn path(&self) -> &Arc<str> {
        &self.path
    }

    fn image(&self) -> Option<&Image> {
        self.image.get_or_init(|| Image::read(self.file.take()?)).as_ref()
    }

    /// Returns what the unwinder needs to know of the file for a mapping.
    pub(super) fn for_unwinder(&self, mapping: &Mapping) -> Option<framehop::Module<Section>> {
        let image = self.image()?;
        let split = |part: &Option<(Range<u64>, Section)>| part.clone().unzip();
        let (eh_frame_svma, eh_frame) = split(&image.eh_frame);
        let (eh_frame_hdr_svma, eh_frame_hdr) = split(&image.eh_frame_hdr);
        let sections = ExplicitModuleSectionInfo {
            text_svma: image.text.clone(),
            got_svma: image.got.clone(),
            eh_frame_svma,
            eh_frame,
            eh_frame_hdr_svma,
            eh_frame_hdr,
            debug_frame: image.debug_frame.clone(),
            // The others are those of other systems' files.
            base_svma: 0,
            text: None,
            stubs_svma: None,
            stub_helper_svma: None,
            unwind_info: None,
            text_segment_svma: None,
            text_segment: None,
        };
        // The file may say addresses above those that it is mapped to, never below.
        let base = mapping.range.start.wrapping_sub(image.address(mapping.offset)?);
        Some(framehop::Module::new(self.path.to_string(), mapping.range.clone(), base, sections))
    }

    /// Returns the address that the file itself gives to what is mapped at an address.
    pub(super) fn place(&self, mapping: &Mapping, address: u64) -> Option<u64> {
        let offset = address.checked_sub(mapping.range.start)?.checked_add(mapping.offset)?;
        self.image()?.address(offset)
    }

    /// Returns the function at one of the file's own addresses, and the distance from its first byte.
    pub(super) fn function(&self, place: u64) -> Option<(Arc<str>, u64)> {
        self.image()?.function(place)
    }
}

impl Image {
    /// Reads a file; `None` if it is not an ELF file of this machine's width.
    fn read(file: File) -> Option<Image> {
        let cache = ReadCache::new(file);
        let object = ElfFile64::<Endianness, _>::parse(&cache).ok()?;
        let endian = object.endian();
        let mut image = Image::default();
        let page = page();
        for header in object.elf_program_headers() {
            let is_code = header.p_flags(endian) & elf::PF_X != 0;
            if header.p_type(endian) == elf::PT_LOAD && is_code {
                let (start, address) = (header.p_offset(endian), header.p_vaddr(endian));
                let end = start.checked_add(header.p_filesz(endian))?;
                // A mapping begins at a page, so what is before the segment is mapped too.
                let before = start % page;
                image.segments.push((start - before..end, address.wrapping_sub(before)));
            }
        }
        let range = |name: &str| {
            let section = object.section_by_name(name)?;
            Some(section.address()..section.address().checked_add(section.size())?)
        };
        let is_signed = object.architecture() == Architecture::Aarch64;
        let data = |name: &str| {
            let section = object.section_by_name(name)?;
            let is_short = section.compressed_data().is_ok_and(|data| data.uncompressed_size <= MOST_SECTION);
            let mut bytes = if is_short { section.uncompressed_data().ok()? } else { return None };
            if is_signed && name == ".eh_frame" {
                signing::forget(bytes.to_mut());
            }
            (!bytes.is_empty()).then(|| Section(Arc::from(bytes)))
        };
        (image.text, image.got) = (range(".text"), range(".got"));
        image.eh_frame = range(".eh_frame").zip(data(".eh_frame"));
        image.eh_frame_hdr = range(".eh_frame_hdr").zip(data(".eh_frame_hdr"));
        image.debug_frame = data(".debug_frame");
        for symbol in object.symbols().chain(object.dynamic_symbols()).take(MOST_FUNCTIONS) {
            // Functions in assembly language may have no type.
            let is_code = matches!(symbol.kind(), SymbolKind::Text | SymbolKind::Unknown);
            if let (true, true, Ok(name)) = (is_code, symbol.is_definition(), symbol.name_bytes())
                && !name.is_empty()
            {
                let name = String::from_utf8_lossy(name);
                let function =
                    Function { address: symbol.address(), size: symbol.size(), name: Arc::from(&*name) };
                image.functions.push(function);
            }
        }
        // If a function has several names, the longest without leading underscores is best: `sendto`, not `__send`.
        let plain = |function: &Function| function.name.starts_with('_');
        image.functions.sort_by(|one, other| {
            (one.address, plain(one), &one.name).cmp(&(other.address, plain(other), &other.name))
        });
        image.functions.dedup_by(|later, first| later.address == first.address && first.size >= later.size);
        Some(image)
    }

    /// Returns the address that the file gives to a byte of its own.
    fn address(&self, offset: u64) -> Option<u64> {
        let (bytes, address) = self.segments.iter().find(|(bytes, _)| bytes.contains(&offset))?;
        Some(address.wrapping_add(offset).wrapping_sub(bytes.start))
    }

    fn function(&self, place: u64) -> Option<(Arc<str>, u64)> {
        let after = self.functions.partition_point(|function| function.address <= place);
        let function = self.functions.get(after.checked_sub(1)?)?;
        let offset = place.checked_sub(function.address)?;
        (function.size == 0 || offset < function.size).then(|| (Arc::clone(&function.name), offset))
    }
}

/// Returns the length of a page.
fn page() -> u64 {
    let page = nix::unistd::sysconf(nix::unistd::SysconfVar::PAGE_SIZE).ok().flatten();
    page.and_then(|page| u64::try_from(page).ok()).filter(|page| *page > 0).unwrap_or(4096)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_test_is_found_by_name() {
        let own = std::env::current_exe().expect("this binary has a path");
        let module = Module::open("", own.to_str().expect("in UTF-8"));
        let image = module.image().expect("an ELF file");
        let (at, function) = image
            .functions
            .iter()
            .enumerate()
            .find(|(_, function)| function.name.contains("this_test_is_found_by_name") && function.size > 1)
            .expect("a test binary has symbols");
        let (name, offset) = module.function(function.address + 1).expect("an address in it");
        assert_eq!((&*name, offset), (&*image.functions[at].name, 1));
        assert_eq!(module.function(0), None);
        assert!(image.eh_frame.is_some() || image.debug_frame.is_some());
    }

    /// As some linkers lay files out: the last page of the constants in the file is the first page of the code, too.
    #[test]
    fn code_is_found_in_the_segment_that_is_executed() {
        let own = std::env::current_exe().expect("this binary has a path");
        let module = Module::open("", own.to_str().expect("in UTF-8"));
        let text = std::fs::read("/proc/self/maps").expect("a list");
        let code = code_is_found_in_the_segment_that_is_executed as fn() as usize as u64;
        let mapping =
            super::super::maps::parse(&text).find(|mapping| mapping.range.contains(&code)).expect("code");
        let place = module.place(&mapping, code).expect("it is in the file");
        let (name, offset) = module.function(place).expect("it has a name");
        assert!(name.contains("code_is_found_in_the_segment") && offset == 0, "{name}+{offset:#x}");
    }

    #[test]
    fn a_file_that_is_no_program_has_no_functions() {
        for path in ["/proc/self/maps", "/nowhere", "/"] {
            let module = Module::open("", path);
            assert_eq!(module.function(1), None, "{path}");
        }
    }
}
