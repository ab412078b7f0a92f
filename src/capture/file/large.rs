//! Packets and blocks that are too large for the buffer, and are therefore not shown.

use super::LONGEST;

/// How many are named; the others are counted.
const NAMED: usize = 4;

/// Records that were passed over for their length.
#[derive(Default)]
pub(super) struct Large {
    packets: LargeCount,
    blocks: LargeCount,
}

/// Some numbers, and how many there were.
#[derive(Default)]
struct LargeCount {
    first: Vec<u64>,
    count: u64,
}

impl Large {
    /// Adds a packet, by its number in the file.
    pub(super) fn packet(&mut self, number: u64) {
        self.packets.add(number);
    }

    /// Adds a block that holds no packet, by its offset.
    pub(super) fn block(&mut self, offset: u64) {
        self.blocks.add(offset);
    }

    /// Returns a sentence about skipped packets, if any.
    pub(super) fn sentence(&self) -> Option<String> {
        let parts: Vec<String> = [
            self.packets.named(["packet", "packets"]),
            self.blocks.named(["the block at offset", "the blocks at offsets"]),
        ]
        .into_iter()
        .flatten()
        .collect();
        let verb = if self.packets.count + self.blocks.count == 1 { "is" } else { "are" };
        let bound = LONGEST >> 20;
        (!parts.is_empty())
            .then(|| format!("{} {verb} longer than {bound} MiB and {verb} not shown", parts.join(", and ")))
    }
}

impl LargeCount {
    fn add(&mut self, number: u64) {
        self.count += 1;
        if self.first.len() < NAMED {
            self.first.push(number);
        }
    }

    /// Returns the numbers after what they count, one or several.
    fn named(&self, [one, several]: [&str; 2]) -> Option<String> {
        let numbers: Vec<String> = self.first.iter().map(u64::to_string).collect();
        let more = self.count.saturating_sub(numbers.len() as u64);
        let (last, before) = numbers.split_last()?;
        Some(match (before, more) {
            ([], 0) => format!("{one} {last}"),
            (before, 0) => format!("{several} {} and {last}", before.join(", ")),
            _ => format!("{several} {} and {more} more", numbers.join(", ")),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_named_and_counted() {
        let mut large = Large::default();
        assert_eq!(large.sentence(), None);
        large.packet(7);
        assert_eq!(large.sentence().unwrap(), "packet 7 is longer than 8 MiB and is not shown");
        large.packet(9);
        large.block(28);
        let wanted = "packets 7 and 9, and the block at offset 28 are longer than 8 MiB and are not shown";
        assert_eq!(large.sentence().unwrap(), wanted);
        (10..14).for_each(|number| large.packet(number));
        assert!(large.sentence().unwrap().starts_with("packets 7, 9, 10, 11 and 2 more, and the block"));
    }
}
