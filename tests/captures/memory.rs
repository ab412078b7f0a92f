//! Memory is flat, however many names, families and conversations a capture has: it is read from a pipe, and its peak is
//! measured twice.

use std::io::{Read, Write};
use std::process::{Command, Stdio};

use super::made::{NETLINK, Order, packet, pcap, record};
use crate::wire::{attribute, message};

/// As many as fill every bounded store, and several times as many.
const FEW: u32 = 40_000;
const MANY: u32 = 160_000;
/// The permitted growth of the peak, in KiB: parts of the heap that were freed and not given back.
const GROWTH: u64 = 3 * 1024;

/// `RTM_NEWLINK`: an interface that no message named before.
fn name(at: u32) -> (u8, Vec<u8>) {
    let head = [&[0; 4][..], &(at + 1).to_le_bytes(), &[0; 8]].concat();
    (0, message(16, 0, 0, 0, &[head, attribute(3, format!("if{at}\0").as_bytes())].concat()))
}

/// `CTRL_CMD_NEWFAMILY`: a family of generic netlink with a group of its own. Its number is one of 30,000: a number is known until the
/// next family has it.
fn family(at: u32) -> (u8, Vec<u8>) {
    let group =
        [attribute(1, format!("g{at}\0").as_bytes()), attribute(2, &(at + 100).to_le_bytes())].concat();
    let number = u16::try_from(at % 30_000).unwrap() + 32;
    let attributes = [
        attribute(1, &number.to_le_bytes()),
        attribute(2, format!("f{at}\0").as_bytes()),
        attribute(7, &attribute(1, &group)),
    ];
    (16, message(16, 0, 0, 0, &[&[1, 2, 0, 0][..], &attributes.concat()].concat()))
}

/// Returns a dump request that is never answered: a socket and a conversation of its own.
fn request(at: u32) -> (u8, Vec<u8>) {
    (0, message(18, 0x301, at + 1, at + 1, &[0; 16]))
}

/// `SOCK_DIAG_BY_FAMILY`: a socket that no message showed before.
fn socket(at: u32) -> (u8, Vec<u8>) {
    let mut body = [&[2, 1, 0, 0][..], &[0; 68]].concat();
    body[4..8].copy_from_slice(&at.to_be_bytes());
    body[68..72].copy_from_slice(&(at + 1).to_le_bytes());
    (4, message(20, 2, at / 100, 7, &body))
}

/// Reads a capture of so many messages; returns the peak of resident memory before its end, in KiB.
fn peak(arguments: &[&str], make: fn(u32) -> (u8, Vec<u8>), count: u32) -> u64 {
    let mut child = Command::new(env!("CARGO_BIN_EXE_nltrace"))
        .args(["-q", "-o", "/dev/null", "--threads", "2", "-r", "-"])
        .args(arguments)
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut bytes = pcap(Order::Little, false, 0x40000, NETLINK);
    for at in 0..count {
        let (protocol, message) = make(at);
        let mut packet = packet(&message);
        packet[15] = protocol;
        bytes.extend(record(Order::Little, (at, 0), &packet, packet.len()));
        if bytes.len() > 1 << 16 {
            input.write_all(&bytes).unwrap();
            bytes.clear();
        }
    }
    input.write_all(&bytes).unwrap();
    // Everything has been read, except the bytes that fit in a pipe.
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
    drop(input);
    assert!(child.wait().unwrap().success());
    let mut complaint = String::new();
    child.stderr.take().unwrap().read_to_string(&mut complaint).unwrap();
    assert_eq!(complaint, "");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

fn is_flat(arguments: &[&str], make: fn(u32) -> (u8, Vec<u8>)) {
    let few = peak(arguments, make, FEW);
    let many = peak(arguments, make, MANY);
    assert!(many <= few + GROWTH, "{arguments:?}: {few} KiB for {FEW} messages, {many} KiB for {MANY}");
}

#[test]
fn names_of_interfaces() {
    is_flat(&["-F", "tree"], name);
}

#[test]
fn families_and_groups() {
    is_flat(&["-c"], family);
}

#[test]
fn conversations_without_answers() {
    is_flat(&["-F", "brief"], request);
}

#[test]
fn sockets() {
    is_flat(&["-F", "json"], socket);
}
