//! Call stacks: which code of a program made a call (`-k`).
//!
//! While the program is stopped only registers, stack bytes and the list of its files are taken. It goes on before these
//! become frames: [`Stacks::frames`] unwinds with `framehop`, by the unwind tables of the files or else by frame pointers, and
//! names functions by the files' symbols.

mod maps;
mod module;
mod signing;

use std::cell::RefCell;
use std::fs::File;
use std::io::Read;
use std::rc::Rc;
use std::sync::Arc;

use framehop::{
    CacheNative, FrameAddress, MayAllocateDuringUnwind, UnwindRegsNative, Unwinder, UnwinderNative,
};

use crate::datagram::Frame;
use crate::recent::Recent;
use maps::{FileId, Mapping};
use module::{Module, Section};

/// More bytes of a stack are not taken: outer frames beyond them are missing.
pub(crate) const MOST_BYTES: usize = 64 << 10;
/// More frames of a stack are not reported.
const MOST_FRAMES: usize = 64;
/// More of a list of mappings is not read. Programs with so many files are rare; frames in the rest have no names.
const MOST_MAPS: u64 = 1 << 20;
/// Processes and files that are remembered.
const MOST_PROCESSES: usize = 16;
const MOST_FILES: usize = 128;

/// The registers that unwinding begins with.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct FrameRegisters {
    /// The next instruction.
    pub(crate) instruction: u64,
    /// The top of the stack.
    pub(crate) stack: u64,
    /// The frame pointer.
    pub(crate) frame: u64,
    /// The return address, on processors that have a register for it.
    #[cfg_attr(target_arch = "x86_64", expect(dead_code, reason = "x86-64 has no such register"))]
    pub(crate) link: u64,
}

/// The snapshot of a stopped thread.
#[derive(Debug)]
pub(crate) struct Snapshot {
    registers: FrameRegisters,
    /// The bytes from the top of the stack on.
    bytes: Vec<u8>,
    process: Rc<Process>,
}

/// The files a process runs from, as its list of mappings had them.
struct Process {
    /// The list.
    text: Vec<u8>,
    mappings: Vec<(Mapping, Rc<Module>)>,
    unwinding: RefCell<Unwinding>,
}

struct Unwinding {
    unwinder: UnwinderNative<Section, MayAllocateDuringUnwind>,
    cache: CacheNative<MayAllocateDuringUnwind>,
    /// The mappings that the unwinder knows.
    added: Vec<bool>,
}

impl std::fmt::Debug for Process {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Process").field("mappings", &self.mappings).finish_non_exhaustive()
    }
}

/// Takes call stacks and reads them.
#[derive(Debug)]
pub(crate) struct Stacks {
    processes: Recent<i32, Rc<Process>>,
    files: Recent<FileId, Rc<Module>>,
}

impl Stacks {
    /// Returns a collection without processes.
    pub(crate) fn new() -> Stacks {
        Stacks { processes: Recent::new(MOST_PROCESSES), files: Recent::new(MOST_FILES) }
    }

    /// Takes what unwinding needs of a stopped thread. `proc` is where /proc is; `bytes` are those from the top of the stack on.
    pub(crate) fn take(
        &mut self,
        proc: &str,
        tid: i32,
        registers: FrameRegisters,
        bytes: Vec<u8>,
    ) -> Option<Snapshot> {
        let mut text = Vec::new();
        let file = File::open(format!("{proc}/{tid}/maps")).ok()?;
        // A list that was read up to an error is still useful.
        let _ = file.take(MOST_MAPS).read_to_end(&mut text);
        let known = self.processes.get(&tid).filter(|process| process.text == text);
        let process = match known {
            Some(process) => Rc::clone(process),
            None => {
                let process = Rc::new(self.process(proc, tid, text));
                self.processes.insert(tid, Rc::clone(&process));
                process
            }
        };
        Some(Snapshot { registers, bytes, process })
    }

    fn process(&mut self, proc: &str, tid: i32, text: Vec<u8>) -> Process {
        let mappings: Vec<_> = maps::parse(&text)
            .map(|mapping| {
                let open = || Rc::new(Module::open(&format!("{proc}/{tid}/root"), &mapping.path));
                let module = Rc::clone(self.files.put(mapping.file, open));
                (mapping, module)
            })
            .collect();
        let unwinding = Unwinding {
            unwinder: UnwinderNative::new(),
            cache: CacheNative::new(),
            added: vec![false; mappings.len()],
        };
        Process { text, mappings, unwinding: RefCell::new(unwinding) }
    }

    /// Returns the frames of a stack, the innermost first.
    pub(crate) fn frames(snapshot: &Snapshot) -> Vec<Frame> {
        let Snapshot { registers, bytes, process } = snapshot;
        let Ok(mut unwinding) = process.unwinding.try_borrow_mut() else { return Vec::new() };
        let words = bytes.chunks_exact(8).filter_map(|word| Some(u64::from_ne_bytes(word.try_into().ok()?)));
        for word in words.chain([registers.instruction]) {
            process.add(word, &mut unwinding);
        }
        let Unwinding { unwinder, cache, .. } = &mut *unwinding;
        let mut read = |addr: u64| {
            let at = addr.checked_sub(registers.stack).and_then(|at| usize::try_from(at).ok());
            let word = at.and_then(|at| bytes.get(at..at.checked_add(8)?)).ok_or(())?;
            word.try_into().map(u64::from_ne_bytes).map_err(drop)
        };
        let mut addresses = unwinder.iter_frames(registers.instruction, initial(registers), cache, &mut read);
        let mut frames = Vec::new();
        // A stack ends where it cannot be followed further.
        while let (true, Ok(Some(address))) = (frames.len() < MOST_FRAMES, addresses.next()) {
            frames.push(process.frame(address));
        }
        frames
    }
}

impl Process {
    /// Hands the file in which a word of the stack may be a return address to the unwinder.
    fn add(&self, word: u64, unwinding: &mut Unwinding) {
        let Some(at) = self.mapping(word) else { return };
        let (Some((mapping, module)), Some(added)) = (self.mappings.get(at), unwinding.added.get_mut(at))
        else {
            return;
        };
        if std::mem::replace(added, true) {
            return;
        }
        if let Some(known) = module.for_unwinder(mapping) {
            unwinding.unwinder.add_module(known);
        }
    }

    /// Returns the mapping that an address is in.
    fn mapping(&self, address: u64) -> Option<usize> {
        let after = self.mappings.partition_point(|(mapping, _)| mapping.range.start <= address);
        let at = after.checked_sub(1)?;
        self.mappings.get(at).filter(|(mapping, _)| mapping.range.contains(&address)).map(|_| at)
    }

    fn frame(&self, address: FrameAddress) -> Frame {
        // A return address may be past the end of its function: the instruction before it is in it.
        let inside = address.address_for_lookup();
        let past = address.address().saturating_sub(inside);
        let found = self.mapping(inside).and_then(|at| self.mappings.get(at));
        let Some((mapping, module)) = found else {
            return Frame { function: None, offset: address.address(), module: Arc::from("") };
        };
        let place = module.place(mapping, inside).unwrap_or(inside);
        match module.function(place) {
            Some((name, offset)) => {
                Frame { function: Some(name), offset: offset + past, module: Arc::clone(module.path()) }
            }
            None => Frame { function: None, offset: place + past, module: Arc::clone(module.path()) },
        }
    }
}

#[cfg(target_arch = "x86_64")]
fn initial(registers: &FrameRegisters) -> UnwindRegsNative {
    UnwindRegsNative::new(registers.instruction, registers.stack, registers.frame)
}

#[cfg(target_arch = "aarch64")]
fn initial(registers: &FrameRegisters) -> UnwindRegsNative {
    UnwindRegsNative::new(registers.link, registers.stack, registers.frame)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Stacks of this test, which waits: its return addresses are where `sp` points.
    #[test]
    fn a_stack_of_anything_ends() {
        let mut stacks = Stacks::new();
        let own = std::process::id().cast_signed();
        let code = a_stack_of_anything_ends as fn() as usize as u64;
        for word in [0, code, u64::MAX, 0x10_000] {
            let registers = FrameRegisters { instruction: code, stack: 0x1000, frame: 0x1010, link: word };
            let bytes = word.to_ne_bytes().repeat(4096);
            let snapshot = stacks.take("/proc", own, registers, bytes).expect("this process has mappings");
            let frames = Stacks::frames(&snapshot);
            assert!((1..=MOST_FRAMES).contains(&frames.len()), "{word:#x}: {}", frames.len());
            let name = frames.first().and_then(|frame| frame.function.clone()).unwrap_or_default();
            assert!(name.contains("a_stack_of_anything_ends"), "{name}");
        }
        assert!(stacks.take("/proc", -1, FrameRegisters::default(), Vec::new()).is_none());
    }
}
