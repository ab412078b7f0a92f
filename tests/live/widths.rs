//! Programs whose pointers have 4 bytes: 32-bit ones, and x32.

use super::run::{trace, trace_by, trace_with};
use super::tracee::getlink;

#[test]
fn calls_by_the_numbers_of_32_bit_programs() {
    let run = trace("old_calls");
    if run.stdout.contains("SKIP") {
        eprintln!("SKIPPED calls_by_the_numbers_of_32_bit_programs: this kernel has none");
        return;
    }
    assert!(run.status.success(), "{:?} {}", run.status, run.stderr);
    let printed = ["send 18 1", "recv 16 1", "sendmsg 18 2", "recvmsg 16 2", "write 18 3", "read 16 3"];
    assert_eq!(run.exchanged(), printed);
}

/// Where the kernel has no x32, such calls fail, and nltrace reports them as failed calls.
#[test]
fn calls_by_the_numbers_of_x32() {
    for options in [&[][..], &["--no-seccomp"]] {
        let run = trace_with(options, &super::run::scenario("x32_calls"));
        assert!(run.status.success(), "{:?} {}", run.status, run.stderr);
        if run.stdout.contains("no x32 here") {
            let sends = ["sendto 18 1", "sendmsg 18 2", "sendmmsg 18 3", "writev 18 4", "write 18 5"];
            assert_eq!(run.exchanged(), sends);
            let failed = |record: &&serde_json::Value| {
                record["error"] == "ENOSYS" || record["notes"][0] == "the call failed: ENOSYS"
            };
            let syscalls =
                run.records.iter().filter(failed).map(|record| record["syscall"].as_str().unwrap());
            let tried =
                ["sendto", "recvfrom", "sendmsg", "recvmsg", "sendmmsg", "recvmmsg", "writev", "readv"];
            assert_eq!(syscalls.collect::<Vec<_>>(), [&tried[..], &["write", "read", "setsockopt"]].concat());
            eprintln!("SKIPPED in part: calls_by_the_numbers_of_x32: this kernel has none that succeed");
        } else if run.stdout.contains("SKIP") {
            eprintln!("SKIPPED calls_by_the_numbers_of_x32: another architecture");
        } else {
            let printed = [
                ("sendto", "recvfrom"),
                ("sendmsg", "recvmsg"),
                ("sendmmsg", "recvmmsg"),
                ("writev", "readv"),
                ("write", "read"),
            ];
            let printed = (1..).zip(printed).flat_map(|(seq, (sends, receives))| {
                [format!("{sends} 18 {seq}"), format!("{receives} 16 {seq}")]
            });
            assert_eq!(run.exchanged(), printed.collect::<Vec<_>>());
        }
    }
}

/// Calls of the 32-bit ARM program, by pairs that send and receive.
const ARM_PAIRS: [(&str, &str); 6] = [
    ("send", "recv"),
    ("sendto", "recvfrom"),
    ("sendmsg", "recvmsg"),
    ("sendmmsg", "recvmmsg"),
    ("writev", "readv"),
    ("write", "read"),
];

fn arm_calls() -> Vec<String> {
    let printed = (1..)
        .zip(ARM_PAIRS)
        .flat_map(|(seq, (sends, receives))| [format!("{sends} 18 {seq}"), format!("{receives} 16 {seq}")]);
    printed.collect()
}

/// Writes a 32-bit ARM program, which a 64-bit kernel may run. Its code is made here, so that no other compiler is needed.
/// Returns its path, or nothing where it does not run.
fn arm_program(test: &str) -> Option<String> {
    use std::os::unix::fs::PermissionsExt;
    let path = super::run::scratch("arm");
    std::fs::write(&path, arm::program()).expect("the target folder can be written");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).expect("it is ours");
    if let Err(error) = std::process::Command::new(&path).status() {
        eprintln!("SKIPPED {test}: {error}");
        let _ = std::fs::remove_file(path);
        return None;
    }
    Some(path.to_str().expect("in UTF-8").to_owned())
}

#[test]
fn calls_of_a_32_bit_arm_program() {
    let Some(program) = arm_program("calls_of_a_32_bit_arm_program") else { return };
    for options in [&[][..], &["--no-seccomp"], &["--extack"]] {
        let run = trace_with(options, std::slice::from_ref(&program));
        assert!(run.status.success(), "{options:?} {:?} {}", run.status, run.stderr);
        assert_eq!(run.exchanged(), arm_calls(), "{options:?}");
    }
    let _ = std::fs::remove_file(program);
}

/// The same with eBPF, by each sort of hooks. Without fentry or the hooks that all calls pass, the data of `sendmmsg` and
/// `recvmmsg` is not seen.
#[test]
fn transfers_of_a_32_bit_arm_program_are_seen() {
    const TEST: &str = "transfers_of_a_32_bit_arm_program_are_seen";
    let Some(program) = arm_program(TEST) else { return };
    if super::bpf::is_possible(TEST) {
        for hooks in ["", "calls", "all"] {
            let mut nltrace = std::process::Command::new(env!("CARGO_BIN_EXE_nltrace"));
            if !hooks.is_empty() {
                nltrace.env("NLTRACE_BPF_HOOKS", hooks);
            }
            let run = trace_by(nltrace, &["--via", "bpf"], std::slice::from_ref(&program));
            assert!(run.status.success(), "{hooks} {:?} {}", run.status, run.stderr);
            let mut expected = arm_calls();
            if hooks == "calls" || hooks.is_empty() && run.stderr.contains("no fentry") {
                expected.retain(|call| !call.contains("mmsg"));
            }
            assert_eq!(run.exchanged(), expected, "{hooks}");
        }
    }
    let _ = std::fs::remove_file(program);
}

/// A program of 32-bit ARM: an ELF file with one segment, whose code makes calls and ends at the first that fails.
mod arm {
    use super::getlink;

    const BASE: u32 = 0x1_0000;
    /// Where the data begins: after the headers and all code.
    const DATA: u32 = BASE + 0x1000;
    /// Room for an answer, after what the file holds.
    const ANSWER: u32 = BASE + 0x2000;
    const ANSWER_LEN: u32 = 8192;

    /// Code, and the data that it points at.
    struct Program {
        code: Vec<u32>,
        data: Vec<u8>,
    }

    impl Program {
        /// Sets a register: `movw` and `movt`, each with 16 bits.
        fn set(&mut self, register: u32, value: u32) {
            let halves = [(0xe300_0000, value & 0xffff), (0xe340_0000, value >> 16)];
            self.code.extend(
                halves.map(|(move_half, half)| {
                    move_half | (half & 0xf000) << 4 | register << 12 | half & 0xfff
                }),
            );
        }

        /// Makes a call on the socket. If it fails, the program ends with that status.
        fn call(&mut self, number: u32, arguments: &[u32]) {
            // mov r0, r8
            self.code.push(0xe1a0_0008);
            for (register, argument) in (1..).zip(arguments) {
                self.set(register, *argument);
            }
            self.set(7, number);
            // svc 0; cmp r0, #0; movlt r7, #1 (exit); svclt 0
            self.code.extend([0xef00_0000, 0xe350_0000, 0xb3a0_7001, 0xbf00_0000]);
        }

        /// Stores bytes; returns their address.
        fn store(&mut self, bytes: &[u8]) -> u32 {
            let address = DATA + u32::try_from(self.data.len()).expect("little data");
            self.data.extend(bytes);
            address
        }

        fn words(&mut self, words: &[u32]) -> u32 {
            self.store(&words.iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<_>>())
        }

        /// Stores an mmsghdr, which begins with a msghdr, with one iovec.
        fn header(&mut self, at: u32, len: u32) -> (u32, u32) {
            let vector = self.words(&[at, len]);
            (self.words(&[0, 0, vector, 1, 0, 0, 0, 0]), vector)
        }
    }

    /// The bytes of the file.
    pub(super) fn program() -> Vec<u8> {
        let mut program = Program { code: Vec::new(), data: Vec::new() };
        // socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE); mov r8, r0
        program.set(8, 16);
        program.call(281, &[3, 0]);
        program.code.push(0xe1a0_8000);
        let (into, into_vector) = program.header(ANSWER, ANSWER_LEN);
        for seq in 1..=6 {
            let request = program.store(&getlink(seq));
            let (from, from_vector) = program.header(request, 32);
            let (send, receive): (&[u32], &[u32]) = match seq {
                1 => (&[289, request, 32, 0], &[291, ANSWER, ANSWER_LEN, 0]),
                2 => (&[290, request, 32, 0, 0, 0], &[292, ANSWER, ANSWER_LEN, 0, 0, 0]),
                3 => (&[296, from, 0], &[297, into, 0]),
                4 => (&[374, from, 1, 0], &[365, into, 1, 0, 0]),
                5 => (&[146, from_vector, 1], &[145, into_vector, 1]),
                _ => (&[4, request, 32], &[3, ANSWER, ANSWER_LEN]),
            };
            for call in [send, receive] {
                let (number, arguments) = call.split_first().expect("a number");
                program.call(*number, arguments);
            }
        }
        // exit(0)
        program.set(8, 0);
        program.call(1, &[]);
        file(&program)
    }

    fn file(program: &Program) -> Vec<u8> {
        let code: Vec<u8> = program.code.iter().flat_map(|word| word.to_le_bytes()).collect();
        // Class 32, little endian, version 1; then type EXEC and machine ARM.
        let mut file = Vec::from(*b"\x7fELF\x01\x01\x01\0\0\0\0\0\0\0\0\0\x02\0\x28\0");
        let (headers, end) = (52 + 32, DATA - BASE + u32::try_from(program.data.len()).expect("little data"));
        // Version, entry, program headers, section headers, flags (EABI 5).
        file.extend([1, BASE + headers, 52, 0, 0x0500_0000].map(u32::to_le_bytes).concat());
        file.extend([52u16, 32, 1, 40, 0, 0].map(u16::to_le_bytes).concat());
        // One segment: LOAD, offset, addresses, sizes in file and memory, RWX, alignment.
        let segment = [1, 0, BASE, BASE, end, ANSWER - BASE + ANSWER_LEN, 7, 0x1_0000];
        file.extend(segment.map(u32::to_le_bytes).concat());
        file.extend(code);
        let data = usize::try_from(DATA - BASE).expect("small");
        assert!(file.len() <= data && program.data.len() <= 0x1000, "the code and the data have room");
        file.resize(data, 0);
        file.extend(&program.data);
        file
    }
}

#[cfg(not(target_arch = "x86_64"))]
pub(super) fn old_calls() {
    println!("SKIP");
}

#[cfg(not(target_arch = "x86_64"))]
pub(super) fn x32_calls() {
    println!("SKIP");
}

#[cfg(target_arch = "x86_64")]
pub(super) use wide::{old_calls, x32_calls};

#[cfg(target_arch = "x86_64")]
mod wide {
    use std::os::fd::AsRawFd;

    use nix::libc;

    use super::getlink;
    use crate::live::tracee::route;

    /// Memory below 4 GiB, where pointers of 4 bytes reach.
    struct Page(*mut u8);

    impl Page {
        fn new() -> Page {
            // SAFETY: a new mapping, where the program keeps nothing.
            let page = unsafe {
                let protection = libc::PROT_READ | libc::PROT_WRITE;
                let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_32BIT;
                libc::mmap(std::ptr::null_mut(), 16384, protection, flags, -1, 0)
            };
            assert_ne!(page, libc::MAP_FAILED);
            Page(page.cast())
        }

        fn base(&self) -> u32 {
            u32::try_from(self.0 as usize).expect("below 4 GiB")
        }

        fn put(&self, offset: usize, bytes: &[u8]) {
            assert!(offset + bytes.len() <= 16384);
            // SAFETY: within the mapping.
            unsafe { self.0.add(offset).copy_from_nonoverlapping(bytes.as_ptr(), bytes.len()) };
        }

        fn words(&self, offset: usize, words: &[u32]) {
            let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_ne_bytes()).collect();
            self.put(offset, &bytes);
        }
    }

    pub(in crate::live) fn old_calls() {
        /// A 32-bit call: -ENOSYS where the kernel has none.
        fn call(number: u32, args: [u32; 3]) -> i32 {
            let mut result = i64::from(number);
            // SAFETY: the pointers that are passed lie in the mapping below; rbx, which must not be named, is put back.
            unsafe {
                std::arch::asm!(
                    "xchg rbx, {first}",
                    "int 0x80",
                    "xchg rbx, {first}",
                    first = inout(reg) u64::from(args[0]) => _,
                    inout("rax") result,
                    in("rcx") u64::from(args[1]),
                    in("rdx") u64::from(args[2]),
                    in("rsi") 0u64, in("rdi") 0u64,
                    out("r8") _, out("r9") _, out("r10") _, out("r11") _,
                );
            }
            result as i32
        }
        let page = Page::new();
        let base = page.base();
        // socketcall(SYS_SOCKET, {AF_NETLINK, SOCK_RAW, NETLINK_ROUTE})
        page.words(0, &[16, 3, 0]);
        let fd = call(102, [1, base, 0]);
        if fd == -libc::ENOSYS {
            println!("SKIP");
            return;
        }
        let fd = u32::try_from(fd).expect("a descriptor");
        // socketcall(SYS_SEND), socketcall(SYS_RECV)
        page.put(1024, &getlink(1));
        page.words(0, &[fd, base + 1024, 32, 0]);
        assert_eq!(call(102, [9, base, 0]), 32);
        page.words(0, &[fd, base + 4096, 8192, 0]);
        assert!(call(102, [10, base, 0]) > 32);
        // sendmsg, recvmsg: msghdr, iovec.
        page.put(1024, &getlink(2));
        page.words(256, &[base + 1024, 32]);
        page.words(128, &[0, 0, base + 256, 1, 0, 0, 0]);
        assert_eq!(call(370, [fd, base + 128, 0]), 32);
        page.words(256, &[base + 4096, 8192]);
        assert!(call(372, [fd, base + 128, 0]) > 32);
        // write, read
        page.put(1024, &getlink(3));
        assert_eq!(call(4, [fd, base + 1024, 32]), 32);
        assert!(call(3, [fd, base + 4096, 8192]) > 32);
    }

    /// Sends and receives by every call that x32 has for it.
    pub(in crate::live) fn x32_calls() {
        const BIT: i64 = 0x4000_0000;
        let page = Page::new();
        let (base, socket) = (i64::from(page.base()), route());
        let fd = i64::from(socket.as_raw_fd());
        let call = |number: i64, args: [i64; 5]| {
            let [second, third, fourth, fifth, sixth] = args;
            // SAFETY: the pointers that are passed point into the mapping, and the kernel writes within it.
            let returned = unsafe { libc::syscall(BIT | number, fd, second, third, fourth, fifth, sixth) };
            if returned < 0 { -i64::from(nix::errno::Errno::last_raw()) } else { returned }
        };
        let outcome = |sent: i64, received: i64| match (sent, received) {
            (sent, received) if sent == -i64::from(libc::ENOSYS) => assert_eq!(received, sent),
            (sent, received) => assert!(sent > 0 && received > 0, "{sent} {received}"),
        };
        // At 128 a msghdr and the length of an mmsghdr, at 256 the iovec that it names.
        let header = |buffer: u32, len: u32| {
            page.words(256, &[page.base() + buffer, len]);
            page.words(128, &[0, 0, page.base() + 256, 1, 0, 0, 0, 0]);
        };
        let ask = |seq: u32| {
            page.put(1024, &getlink(seq));
            header(1024, 32);
        };
        ask(1);
        let sent = call(44, [base + 1024, 32, 0, 0, 0]);
        outcome(sent, call(517, [base + 4096, 8192, 0, 0, 0]));
        for (seq, send, receive, args) in [
            (2, 518, 519, [base + 128, 0, 0, 0, 0]),
            (3, 538, 537, [base + 128, 1, 0, 0, 0]),
            (4, 516, 515, [base + 256, 1, 0, 0, 0]),
        ] {
            ask(seq);
            let sent = call(send, args);
            header(4096, 8192);
            outcome(sent, call(receive, args));
        }
        ask(5);
        let sent = call(1, [base + 1024, 32, 0, 0, 0]);
        outcome(sent, call(0, [base + 4096, 8192, 0, 0, 0]));
        // SOL_NETLINK, NETLINK_EXT_ACK.
        page.words(0, &[1]);
        let set = call(541, [270, 11, base, 4, 0]);
        if set == -i64::from(libc::ENOSYS) {
            println!("no x32 here");
        }
    }
}
