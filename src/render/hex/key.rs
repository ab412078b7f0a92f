//! Everything that the text of a row depends on, as numbers and bytes by which the cache finds it.

use nltrace_decoders::schema::Kind;
use nltrace_decoders::tape::Role as Place;
use nltrace_decoders::wire::Endian;

use super::Sheet;
use crate::render::plan::has_interface;
use crate::render::rows::{Row, RowKind};

/// Returns the key of a row whose values begin `gap` columns after its brackets: numbers, how many of them count, and bytes. Returns `None` if the text
/// depends on more: on the message's type and length, on the error that is shown with it, or on hidden bytes.
pub(super) fn of<'a>(sheet: &Sheet<'a>, row: &Row, gap: usize) -> Option<([u64; 7], usize, &'a [u8])> {
    let event = sheet.event;
    let field = event.tape.fields().get(row.field())?;
    let is_fixed = sheet.offender.is_none()
        && event.fault.is_none()
        && field.role != Place::Header
        && !field.is_secret()
        && !matches!(field.kind, Kind::Message | Kind::MessageType)
        && !(row.what == RowKind::Type && matches!(field.kind, Kind::Gloss(..)));
    let bytes = event.message.get(row.start()..row.end()).filter(|_| is_fixed)?;
    let has_names = has_interface(field);
    let (netns, changes) = if has_names { (event.netns, event.interfaces.changes()) } else { (0, 0) };
    let facts = [
        event.tape.endian == Endian::Little,
        field.depth == 0,
        row.group() > 0,
        event.tape.has_parts(row.field()),
        has_names,
    ];
    let facts = facts.into_iter().fold(0, |all, fact| all << 1 | usize::from(fact));
    // What does not fit in its bits is not cached.
    let packed = |numbers: &[(usize, u32)]| {
        numbers.iter().try_fold(0u64, |all, (number, bits)| {
            let number = u64::try_from(*number).ok()?;
            (number >> bits == 0).then_some(all << bits | number)
        })
    };
    let form =
        packed(&[(gap, 16), (sheet.digits, 8), (row.level(), 12), (row.opens(), 12), (row.closes(), 12)])?;
    let kind = packed(&[
        (facts, 8),
        (usize::from(field.index), 16),
        (row.what as usize, 8),
        (field.role as usize, 8),
        (field.state as usize, 8),
    ])?;
    let numbers = [
        field.name.as_ptr().addr() as u64,
        std::ptr::from_ref(field.kind).addr() as u64,
        packed(&[(row.start(), 32), (field.len as usize, 32)])?,
        form,
        kind,
        netns,
        changes,
    ];
    // Names of interfaces are in few rows.
    Some((numbers, if has_names { 7 } else { 5 }, bytes))
}
