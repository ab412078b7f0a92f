//! Classic BPF programs: `struct sock_filter`, and what each instruction does  (linux/filter.h, linux/bpf_common.h)

use core::fmt::{Result, Write};

use crate::schema::*;
use crate::wire::{self, Endian};

/// A program: instructions to the end.
pub(crate) const PROGRAM: Kind = gloss(&INSTRUCTIONS, disassemble);

static INSTRUCTIONS: Kind = Kind::Array(&FILTER);

static FILTER: Array = array(fixed(&SOCK_FILTER));

pub(crate) static SOCK_FILTER: Struct = layout(
    "sock_filter",
    8,
    &[field("code", U16.name(&BPF)), field("jt", U8), field("jf", U8), field("k", U32.hex())],
);

/// The instructions, with their parts as written in C.
static BPF: Names = names(&[
    (0x0, "BPF_LD|BPF_W|BPF_IMM"),
    (0x1, "BPF_LDX|BPF_W|BPF_IMM"),
    (0x2, "BPF_ST"),
    (0x3, "BPF_STX"),
    (0x4, "BPF_ALU|BPF_ADD|BPF_K"),
    (0x5, "BPF_JMP|BPF_JA"),
    (0x6, "BPF_RET|BPF_K"),
    (0x7, "BPF_MISC|BPF_TAX"),
    (0xc, "BPF_ALU|BPF_ADD|BPF_X"),
    (0x14, "BPF_ALU|BPF_SUB|BPF_K"),
    (0x15, "BPF_JMP|BPF_JEQ|BPF_K"),
    (0x16, "BPF_RET|BPF_A"),
    (0x1c, "BPF_ALU|BPF_SUB|BPF_X"),
    (0x1d, "BPF_JMP|BPF_JEQ|BPF_X"),
    (0x20, "BPF_LD|BPF_W|BPF_ABS"),
    (0x24, "BPF_ALU|BPF_MUL|BPF_K"),
    (0x25, "BPF_JMP|BPF_JGT|BPF_K"),
    (0x28, "BPF_LD|BPF_H|BPF_ABS"),
    (0x2c, "BPF_ALU|BPF_MUL|BPF_X"),
    (0x2d, "BPF_JMP|BPF_JGT|BPF_X"),
    (0x30, "BPF_LD|BPF_B|BPF_ABS"),
    (0x34, "BPF_ALU|BPF_DIV|BPF_K"),
    (0x35, "BPF_JMP|BPF_JGE|BPF_K"),
    (0x3c, "BPF_ALU|BPF_DIV|BPF_X"),
    (0x3d, "BPF_JMP|BPF_JGE|BPF_X"),
    (0x40, "BPF_LD|BPF_W|BPF_IND"),
    (0x44, "BPF_ALU|BPF_OR|BPF_K"),
    (0x45, "BPF_JMP|BPF_JSET|BPF_K"),
    (0x48, "BPF_LD|BPF_H|BPF_IND"),
    (0x4c, "BPF_ALU|BPF_OR|BPF_X"),
    (0x4d, "BPF_JMP|BPF_JSET|BPF_X"),
    (0x50, "BPF_LD|BPF_B|BPF_IND"),
    (0x54, "BPF_ALU|BPF_AND|BPF_K"),
    (0x5c, "BPF_ALU|BPF_AND|BPF_X"),
    (0x60, "BPF_LD|BPF_W|BPF_MEM"),
    (0x61, "BPF_LDX|BPF_W|BPF_MEM"),
    (0x64, "BPF_ALU|BPF_LSH|BPF_K"),
    (0x6c, "BPF_ALU|BPF_LSH|BPF_X"),
    (0x74, "BPF_ALU|BPF_RSH|BPF_K"),
    (0x7c, "BPF_ALU|BPF_RSH|BPF_X"),
    (0x80, "BPF_LD|BPF_W|BPF_LEN"),
    (0x81, "BPF_LDX|BPF_W|BPF_LEN"),
    (0x84, "BPF_ALU|BPF_NEG"),
    (0x87, "BPF_MISC|BPF_TXA"),
    (0x94, "BPF_ALU|BPF_MOD|BPF_K"),
    (0x9c, "BPF_ALU|BPF_MOD|BPF_X"),
    (0xa4, "BPF_ALU|BPF_XOR|BPF_K"),
    (0xac, "BPF_ALU|BPF_XOR|BPF_X"),
    (0xb1, "BPF_LDX|BPF_B|BPF_MSH"),
]);

/// Writes a program in assembler notation. Jumps name the number of their target.
fn disassemble(program: &[u8], endian: Endian, out: &mut dyn Write) -> Result {
    for (at, instruction) in (0u32..).zip(program.chunks_exact(8)) {
        if at > 0 {
            out.write_str("; ")?;
        }
        write!(out, "{at}: ")?;
        one(at, instruction, endian, out)?;
    }
    Ok(())
}

/// Returns the instruction at this place of a program.
fn one(at: u32, instruction: &[u8], endian: Endian, out: &mut dyn Write) -> Result {
    let Some((code, jt, jf, k)) = split(instruction, endian) else { return Ok(()) };
    let source = code & 0x08 != 0;
    let (yes, no) = (at + 1 + u32::from(jt), at + 1 + u32::from(jf));
    match code & 0x07 {
        0 | 1 => {
            let register = if code & 0x07 == 0 { "" } else { "x" };
            let size = match code & 0x18 {
                0x08 => "h",
                0x10 => "b",
                _ => "",
            };
            write!(out, "ld{register}{size} ")?;
            match code & 0xe0 {
                0x00 => write!(out, "#{k:#x}"),
                0x20 => packet(k, "", out),
                0x40 => packet(k, "x+", out),
                0x60 => write!(out, "M[{k}]"),
                0x80 => out.write_str("#len"),
                0xa0 => write!(out, "4*([{k}]&0xf)"),
                _ => out.write_str("?"),
            }
        }
        2 => write!(out, "st M[{k}]"),
        3 => write!(out, "stx M[{k}]"),
        4 if code & 0xf0 == 0x80 => out.write_str("neg"),
        4 => match (arithmetic(code), source) {
            (Some(name), true) => write!(out, "{name} x"),
            (Some(name @ ("lsh" | "rsh")), false) => write!(out, "{name} #{k}"),
            (Some(name), false) => write!(out, "{name} #{k:#x}"),
            (None, _) => out.write_str("?"),
        },
        5 => {
            let name = match code & 0xf0 {
                0x00 => return write!(out, "jmp {}", u64::from(at) + 1 + u64::from(k)),
                0x10 => "jeq",
                0x20 => "jgt",
                0x30 => "jge",
                0x40 => "jset",
                _ => return out.write_str("?"),
            };
            match source {
                true => write!(out, "{name} x jt {yes} jf {no}"),
                false => write!(out, "{name} #{k:#x} jt {yes} jf {no}"),
            }
        }
        6 if code & 0x18 == 0x10 => out.write_str("ret a"),
        6 if source => out.write_str("ret x"),
        6 => write!(out, "ret #{k}"),
        _ if code & 0xf8 == 0x80 => out.write_str("txa"),
        _ => out.write_str("tax"),
    }
}

fn split(instruction: &[u8], endian: Endian) -> Option<(u64, u8, u8, u32)> {
    let (code, rest) = instruction.split_at_checked(2)?;
    let [jt, jf, k @ ..] = rest else { return None };
    let k = u32::try_from(wire::uint(k, endian)?).ok()?;
    Some((wire::uint(code, endian)?, *jt, *jf, k))
}

fn arithmetic(code: u64) -> Option<&'static str> {
    Some(match code & 0xf0 {
        0x00 => "add",
        0x10 => "sub",
        0x20 => "mul",
        0x30 => "div",
        0x40 => "or",
        0x50 => "and",
        0x60 => "lsh",
        0x70 => "rsh",
        0x90 => "mod",
        0xa0 => "xor",
        _ => return None,
    })
}

/// Writes a position in the packet. The highest offsets denote ancillary data (`SKF_AD_*`) or a header.
fn packet(k: u32, index: &str, out: &mut dyn Write) -> Result {
    const SKF_AD_OFF: u32 = 0xffff_f000;
    const SKF_NET_OFF: u32 = 0xfff0_0000;
    const SKF_LL_OFF: u32 = 0xffe0_0000;
    match k {
        SKF_AD_OFF.. => match SKF_AD.get(u64::from(k - SKF_AD_OFF)) {
            Some(name) => write!(out, "[{index}{name}]"),
            None => write!(out, "[{index}SKF_AD_OFF+{}]", k - SKF_AD_OFF),
        },
        SKF_NET_OFF.. => write!(out, "[{index}SKF_NET_OFF+{}]", k - SKF_NET_OFF),
        SKF_LL_OFF.. => write!(out, "[{index}SKF_LL_OFF+{}]", k - SKF_LL_OFF),
        _ => write!(out, "[{index}{k}]"),
    }
}

/// `SKF_AD_*`: ancillary data of a packet.
pub static SKF_AD: Names = names(&[
    (0, "SKF_AD_PROTOCOL"),
    (4, "SKF_AD_PKTTYPE"),
    (8, "SKF_AD_IFINDEX"),
    (12, "SKF_AD_NLATTR"),
    (16, "SKF_AD_NLATTR_NEST"),
    (20, "SKF_AD_MARK"),
    (24, "SKF_AD_QUEUE"),
    (28, "SKF_AD_HATYPE"),
    (32, "SKF_AD_RXHASH"),
    (36, "SKF_AD_CPU"),
    (40, "SKF_AD_ALU_XOR_X"),
    (44, "SKF_AD_VLAN_TAG"),
    (48, "SKF_AD_VLAN_TAG_PRESENT"),
    (52, "SKF_AD_PAY_OFFSET"),
    (56, "SKF_AD_RANDOM"),
    (60, "SKF_AD_VLAN_TPID"),
]);

#[cfg(test)]
mod tests {
    use super::*;

    fn text(program: &[(u16, u8, u8, u32)]) -> String {
        let mut bytes = Vec::new();
        for (code, jt, jf, k) in program {
            bytes.extend(code.to_le_bytes());
            bytes.extend([*jt, *jf]);
            bytes.extend(k.to_le_bytes());
        }
        let mut out = String::new();
        disassemble(&bytes, Endian::Little, &mut out).unwrap();
        out
    }

    #[test]
    fn instructions_of_every_class() {
        let single = |code, k| text(&[(code, 0, 0, k)]).split_off(3);
        assert_eq!(single(0x28, 12), "ldh [12]");
        assert_eq!(single(0x20, 0xffff_f000), "ld [SKF_AD_PROTOCOL]");
        assert_eq!(single(0x50, 3), "ldb [x+3]");
        assert_eq!(single(0xb1, 14), "ldxb 4*([14]&0xf)");
        assert_eq!(single(0x80, 0), "ld #len");
        assert_eq!(single(0x05, 7), "jmp 8");
        assert_eq!(single(0x54, 0xf0), "and #0xf0");
        assert_eq!(single(0x74, 4), "rsh #4");
        assert_eq!(single(0x16, 0), "ret a");
        assert_eq!(single(0x07, 0), "tax");
        assert_eq!(single(0x02, 3), "st M[3]");
    }

    #[test]
    fn jumps_name_where_they_go() {
        let program = [(0x28, 0, 0, 12), (0x15, 0, 1, 0x800), (0x06, 0, 0, 0x40000), (0x06, 0, 0, 0)];
        assert_eq!(text(&program), "0: ldh [12]; 1: jeq #0x800 jt 2 jf 3; 2: ret #262144; 3: ret #0");
    }

    #[test]
    fn every_named_instruction_has_a_sentence() {
        for (code, name) in BPF.entries() {
            let text = text(&[(u16::try_from(*code).unwrap(), 0, 0, 1)]);
            assert!(text.len() > 3 && !text.contains('?'), "{name}: {text}");
        }
    }
}
