//! `TASKSTATS`: what a task used and waited for  (linux/taskstats.h)

use core::fmt;

use crate::schema::{Case::*, Class::*, *};
use crate::wire::{self, Endian};

pub(super) static FAMILY: Generic = generic("TASKSTATS", &COMMANDS);

/// The end of a task is sent with `NEW` to listeners that registered for a set of processors.
static COMMANDS: Commands = commands(&numbered([
    msg(1, "TASKSTATS_CMD_GET", Get, &REQUEST),
    msg(2, "TASKSTATS_CMD_NEW", Get, &STATS),
    msg(4, "CGROUPSTATS_CMD_GET", Get, &OF_CGROUP),
    msg(5, "CGROUPSTATS_CMD_NEW", Get, &CGROUP_STATS),
]));

static REQUEST: Body = headless(nest(&TASKSTATS_CMD_ATTR));
static STATS: Body = headless(nest(&TASKSTATS_TYPE));
static OF_CGROUP: Body = headless(nest(&CGROUPSTATS_CMD_ATTR));
static CGROUP_STATS: Body = headless(nest(&CGROUPSTATS_TYPE));

static TASKSTATS_CMD_ATTR: Set = set(
    "TASKSTATS_CMD_ATTR",
    &[
        attr(1, "TASKSTATS_CMD_ATTR_PID", U32).key(),
        attr(2, "TASKSTATS_CMD_ATTR_TGID", U32).key(),
        attr(3, "TASKSTATS_CMD_ATTR_REGISTER_CPUMASK", TEXT),
        attr(4, "TASKSTATS_CMD_ATTR_DEREGISTER_CPUMASK", TEXT),
    ],
);

static TASKSTATS_TYPE: Set = set(
    "TASKSTATS_TYPE",
    &[
        attr(1, "TASKSTATS_TYPE_PID", U32).key(),
        attr(2, "TASKSTATS_TYPE_TGID", U32).key(),
        attr(3, "TASKSTATS_TYPE_STATS", Kind::Peek(&VERSION, &BY_VERSION)),
        attr(4, "TASKSTATS_TYPE_AGGR_PID", nest(&TASKSTATS_TYPE)),
        attr(5, "TASKSTATS_TYPE_AGGR_TGID", nest(&TASKSTATS_TYPE)),
        // Puts the struct at a multiple of 8.
        attr(6, "TASKSTATS_TYPE_NULL", PAD),
    ],
);

static CGROUPSTATS_CMD_ATTR: Set = set("CGROUPSTATS_CMD_ATTR", &[attr(1, "CGROUPSTATS_CMD_ATTR_FD", U32)]);

static CGROUPSTATS_TYPE: Set =
    set("CGROUPSTATS_TYPE", &[attr(1, "CGROUPSTATS_TYPE_CGROUP_STATS", fixed(&CGROUPSTATS))]);

/// Tasks by what they do.
static CGROUPSTATS: Struct = layout(
    "cgroupstats",
    40,
    &[
        field("nr_sleeping", U64),
        field("nr_running", U64),
        field("nr_stopped", U64),
        field("nr_uninterruptible", U64),
        field("nr_io_wait", U64),
    ],
);

const COUNT: Kind = U64;
const WAITED: Kind = U64.unit(Unit::Nanoseconds);
const RAN: Kind = U64.unit(Unit::Microseconds);
const BYTES: Kind = U64.unit(Unit::Bytes);

static VERSION: Struct = layout("taskstats", 2, &[field("version", U16)]);

static BY_VERSION: Kind =
    select("version", &[(Is(15), fixed(&TASKSTATS_15)), (Otherwise, fixed(&TASKSTATS))]);

/// As of version 17. Version 8, which kernels before 4.20 have, ended with `freepages_delay_total`.
static TASKSTATS: Struct = layout(
    "taskstats",
    688,
    &[
        field("version", U16),
        field("", pad(2)),
        field("ac_exitcode", U32),
        field("ac_flag", U8.flags(&ACCT)),
        field("ac_nice", S8),
        field("", pad(6)),
        field("cpu_count", COUNT),
        field("cpu_delay_total", WAITED),
        field("blkio_count", COUNT),
        field("blkio_delay_total", WAITED),
        field("swapin_count", COUNT),
        field("swapin_delay_total", WAITED),
        field("cpu_run_real_total", WAITED),
        field("cpu_run_virtual_total", WAITED),
        field("ac_comm", text(32)),
        field("ac_sched", U8.name(&SCHED)),
        field("", pad(3)),
        field("", pad(4)),
        field("ac_uid", U32),
        field("ac_gid", U32),
        field("ac_pid", U32),
        field("ac_ppid", U32),
        field("ac_btime", U32.unit(Unit::Seconds)),
        field("", pad(4)),
        field("ac_etime", RAN),
        field("ac_utime", RAN),
        field("ac_stime", RAN),
        field("ac_minflt", COUNT),
        field("ac_majflt", COUNT),
        field("coremem", U64),
        field("virtmem", U64),
        field("hiwater_rss", U64.unit(Unit::Kibibytes)),
        field("hiwater_vm", U64.unit(Unit::Kibibytes)),
        field("read_char", BYTES),
        field("write_char", BYTES),
        field("read_syscalls", COUNT),
        field("write_syscalls", COUNT),
        field("read_bytes", BYTES),
        field("write_bytes", BYTES),
        field("cancelled_write_bytes", BYTES),
        field("nvcsw", COUNT),
        field("nivcsw", COUNT),
        field("ac_utimescaled", RAN),
        field("ac_stimescaled", RAN),
        field("cpu_scaled_run_real_total", WAITED),
        field("freepages_count", COUNT),
        field("freepages_delay_total", WAITED),
        field("thrashing_count", COUNT),
        field("thrashing_delay_total", WAITED),
        field("ac_btime64", U64.unit(Unit::Seconds)),
        field("compact_count", COUNT),
        field("compact_delay_total", WAITED),
        field("ac_tgid", U32),
        field("", pad(4)),
        field("ac_tgetime", RAN),
        field("ac_exe_dev", gloss(&EXE_DEV, device)),
        field("ac_exe_inode", COUNT),
        field("wpcopy_count", COUNT),
        field("wpcopy_delay_total", WAITED),
        field("irq_count", COUNT),
        field("irq_delay_total", WAITED),
        field("cpu_delay_max", WAITED),
        field("cpu_delay_min", WAITED),
        field("blkio_delay_max", WAITED),
        field("blkio_delay_min", WAITED),
        field("swapin_delay_max", WAITED),
        field("swapin_delay_min", WAITED),
        field("freepages_delay_max", WAITED),
        field("freepages_delay_min", WAITED),
        field("thrashing_delay_max", WAITED),
        field("thrashing_delay_min", WAITED),
        field("compact_delay_max", WAITED),
        field("compact_delay_min", WAITED),
        field("wpcopy_delay_max", WAITED),
        field("wpcopy_delay_min", WAITED),
        field("irq_delay_max", WAITED),
        field("irq_delay_min", WAITED),
        field("cpu_delay_max_ts", fixed(&TIMESPEC)),
        field("blkio_delay_max_ts", fixed(&TIMESPEC)),
        field("swapin_delay_max_ts", fixed(&TIMESPEC)),
        field("freepages_delay_max_ts", fixed(&TIMESPEC)),
        field("thrashing_delay_max_ts", fixed(&TIMESPEC)),
        field("compact_delay_max_ts", fixed(&TIMESPEC)),
        field("wpcopy_delay_max_ts", fixed(&TIMESPEC)),
        field("irq_delay_max_ts", fixed(&TIMESPEC)),
    ],
)
.grown_from(328);

/// Version 15 (6.14 and 6.15) put the longest and shortest delay after each total; the next version moved them to the end.
static TASKSTATS_15: Struct = layout(
    "taskstats",
    560,
    &[
        field("version", U16),
        field("", pad(2)),
        field("ac_exitcode", U32),
        field("ac_flag", U8.flags(&ACCT)),
        field("ac_nice", S8),
        field("", pad(6)),
        field("cpu_count", COUNT),
        field("cpu_delay_total", WAITED),
        field("cpu_delay_max", WAITED),
        field("cpu_delay_min", WAITED),
        field("blkio_count", COUNT),
        field("blkio_delay_total", WAITED),
        field("blkio_delay_max", WAITED),
        field("blkio_delay_min", WAITED),
        field("swapin_count", COUNT),
        field("swapin_delay_total", WAITED),
        field("swapin_delay_max", WAITED),
        field("swapin_delay_min", WAITED),
        field("cpu_run_real_total", WAITED),
        field("cpu_run_virtual_total", WAITED),
        field("ac_comm", text(32)),
        field("ac_sched", U8.name(&SCHED)),
        field("", pad(3)),
        field("", pad(4)),
        field("ac_uid", U32),
        field("ac_gid", U32),
        field("ac_pid", U32),
        field("ac_ppid", U32),
        field("ac_btime", U32.unit(Unit::Seconds)),
        field("", pad(4)),
        field("ac_etime", RAN),
        field("ac_utime", RAN),
        field("ac_stime", RAN),
        field("ac_minflt", COUNT),
        field("ac_majflt", COUNT),
        field("coremem", U64),
        field("virtmem", U64),
        field("hiwater_rss", U64.unit(Unit::Kibibytes)),
        field("hiwater_vm", U64.unit(Unit::Kibibytes)),
        field("read_char", BYTES),
        field("write_char", BYTES),
        field("read_syscalls", COUNT),
        field("write_syscalls", COUNT),
        field("read_bytes", BYTES),
        field("write_bytes", BYTES),
        field("cancelled_write_bytes", BYTES),
        field("nvcsw", COUNT),
        field("nivcsw", COUNT),
        field("ac_utimescaled", RAN),
        field("ac_stimescaled", RAN),
        field("cpu_scaled_run_real_total", WAITED),
        field("freepages_count", COUNT),
        field("freepages_delay_total", WAITED),
        field("freepages_delay_max", WAITED),
        field("freepages_delay_min", WAITED),
        field("thrashing_count", COUNT),
        field("thrashing_delay_total", WAITED),
        field("thrashing_delay_max", WAITED),
        field("thrashing_delay_min", WAITED),
        field("ac_btime64", U64.unit(Unit::Seconds)),
        field("compact_count", COUNT),
        field("compact_delay_total", WAITED),
        field("compact_delay_max", WAITED),
        field("compact_delay_min", WAITED),
        field("ac_tgid", U32),
        field("", pad(4)),
        field("ac_tgetime", RAN),
        field("ac_exe_dev", gloss(&EXE_DEV, device)),
        field("ac_exe_inode", COUNT),
        field("wpcopy_count", COUNT),
        field("wpcopy_delay_total", WAITED),
        field("wpcopy_delay_max", WAITED),
        field("wpcopy_delay_min", WAITED),
        field("irq_count", COUNT),
        field("irq_delay_total", WAITED),
        field("irq_delay_max", WAITED),
        field("irq_delay_min", WAITED),
    ],
);

static TIMESPEC: Struct = layout(
    "__kernel_timespec",
    16,
    &[field("tv_sec", S64.unit(Unit::Seconds)), field("tv_nsec", S64.unit(Unit::Nanoseconds))],
);

static EXE_DEV: Kind = U64.hex();

/// Writes a device number as `stat` has it, not as the kernel has it inside: 8 bits of the minor number, 12 of the major, 12 of the minor.
fn device(bytes: &[u8], endian: Endian, out: &mut dyn fmt::Write) -> fmt::Result {
    let Some(number) = wire::uint(bytes, endian) else { return Ok(()) };
    write!(out, "device {}:{}", number >> 8 & 0xfff, number & 0xff | number >> 12 & 0xfff00)
}

static ACCT: Names = names(&[
    (0x1, "AFORK"),
    (0x2, "ASU"),
    (0x4, "ACOMPAT"),
    (0x8, "ACORE"),
    (0x10, "AXSIG"),
    (0x20, "AGROUP"),
]);

static SCHED: Names = names(&[
    (0, "SCHED_NORMAL"),
    (1, "SCHED_FIFO"),
    (2, "SCHED_RR"),
    (3, "SCHED_BATCH"),
    (5, "SCHED_IDLE"),
    (6, "SCHED_DEADLINE"),
    (7, "SCHED_EXT"),
]);

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::family::generic::testing::{attribute, decoded, values};

    /// A struct as version 8 had it, which ends with `freepages_delay_total`, and as it is.
    #[test]
    fn a_struct_that_grew() {
        for (version, size) in [(8u8, 328), (17, 688)] {
            let mut stats = vec![0; size];
            stats[0] = version;
            stats[9] = 0xfb;
            stats[80..85].copy_from_slice(b"sleep");
            stats[320..322].copy_from_slice(&[0xe8, 3]);
            let aggregate = [attribute(1, &[7, 0, 0, 0]), attribute(3, &stats)].concat();
            let decoded = decoded(&FAMILY, (2, 0), &[&attribute(4, &aggregate)]);
            assert_eq!(values(&decoded, "cmd"), ["TASKSTATS_CMD_NEW"]);
            assert_eq!(values(&decoded, "TASKSTATS_TYPE_PID"), ["7"]);
            assert_eq!(values(&decoded, "ac_nice"), ["-5"]);
            assert_eq!(values(&decoded, "ac_comm"), ["sleep"]);
            assert_eq!(values(&decoded, "freepages_delay_total"), ["1000"]);
            assert_eq!(values(&decoded, "irq_delay_min").len(), usize::from(version > 8));
        }
    }

    #[test]
    fn a_version_that_put_new_members_in_between() {
        let mut stats = vec![0; 560];
        stats[0] = 15;
        stats[40] = 9;
        let decoded = decoded(&FAMILY, (2, 0), &[&attribute(4, &attribute(3, &stats))]);
        assert_eq!(values(&decoded, "cpu_delay_min"), ["9"]);
        assert_eq!(values(&decoded, "blkio_count"), ["0"]);
    }
}
