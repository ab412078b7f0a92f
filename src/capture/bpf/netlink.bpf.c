// SPDX-License-Identifier: MIT OR Apache-2.0 OR GPL-2.0-only
//
// The kernel's half of the eBPF source: copies the arguments and buffers of system calls on netlink sockets into a ring.
// `mod.rs` explains what is hooked and why nothing is missed; `build` beside this file compiles it.
//
// The kernel's structs are declared here with the few members that are read. Their offsets are corrected when the program
// is loaded (CO-RE), from the running kernel's BTF. Needs Linux 5.15: bpf_task_pt_regs is the newest helper used.
//
// One system call's way: `enter` emits a mark when a send begins, and notes which socket a close is about. `leave` finds the socket,
// copies what the call's arguments point at and emits one record for each datagram. Buffers are read when the
// call returns: the kernel has just touched them, so none has to be paged in, which a tracing program cannot do.
//
// Where the kernel allows fentry, netlink's own functions are hooked instead of the calls that send and receive: `handed` emits one
// record for each datagram, whoever moved it (a call, io_uring, splice).

#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

// The kernel accepts this string as compatible with the GPL, which bpf_probe_read_user demands.
char LICENSE[] SEC("license") = "Dual MIT/GPL";

#define CORE __attribute__((preserve_access_index))

// ---------------------------------------------------------------------------------------------- the kernel's structs

struct ns_common {
	unsigned int inum;
} CORE;
struct net {
	struct ns_common ns;
} CORE;
typedef struct {
	struct net *net;
} CORE possible_net_t;
typedef struct {
	__s64 counter;
} CORE atomic64_t;
typedef struct {
	int counter;
} CORE atomic_t;
struct sock_common {
	unsigned short skc_family;
	possible_net_t skc_net;
	atomic64_t skc_cookie;
} CORE;
struct sock {
	struct sock_common __sk_common;
	int sk_rcvbuf;
	__u16 sk_protocol;
	struct socket *sk_socket;
} CORE;
struct netlink_sock {
	struct sock sk;
	__u32 portid;
} CORE;
struct socket {
	struct file *file;
	struct sock *sk;
} CORE;
struct inode {
	unsigned long i_ino;
} CORE;
struct file {
	struct inode *f_inode;
	void *private_data;
} CORE;
struct iovec {
	void *iov_base;
	unsigned long iov_len;
} CORE;
struct iov_iter {
	__u8 iter_type;
	unsigned long iov_offset;
	unsigned long count;
	const struct iovec *__iov;
	void *ubuf;
} CORE;
// Before Linux 6.4.
struct iov_iter___old {
	const struct iovec *iov;
} CORE;
enum iter_type {
	ITER_UBUF,
	ITER_IOVEC,
	ITER_KVEC,
};
struct msghdr {
	void *msg_name;
	int msg_namelen;
	struct iov_iter msg_iter;
	void *msg_control;
	unsigned long msg_controllen;
	unsigned int msg_flags;
} CORE;
struct sk_buff {
	unsigned int len;
	unsigned char *data;
} CORE;
struct fdtable {
	unsigned int max_fds;
	struct file **fd;
} CORE;
struct files_struct {
	struct fdtable *fdt;
} CORE;
struct signal_struct {
	atomic_t live;
	int group_exit_code;
	unsigned int flags;
} CORE;
typedef struct {
	unsigned int val;
} CORE kuid_t;
struct user_namespace {
	int level;
} CORE;
struct cred {
	kuid_t uid;
	struct user_namespace *user_ns;
} CORE;
struct kernfs_node {
	__u64 id;
} CORE;
struct cgroup {
	struct kernfs_node *kn;
} CORE;
struct css_set {
	struct cgroup *dfl_cgrp;
} CORE;
struct task_struct {
	int pid;
	int tgid;
	int exit_code;
	unsigned int flags;
	unsigned long nvcsw, nivcsw;
	struct files_struct *files;
	struct signal_struct *signal;
	struct task_struct *group_leader;
	const struct cred *cred;
	struct css_set *cgroups;
	char comm[16];
} CORE;

// What differs between architectures; the loader picks what the running kernel has.
struct thread_info___x86 {
	unsigned int status;
} CORE;
struct task_struct___x86 {
	struct thread_info___x86 thread_info;
} CORE;
struct pt_regs___x86 {
	unsigned long di, si, dx, r10, r8, r9, bx, cx, bp, orig_ax;
} CORE;
struct pt_regs___arm64 {
	__u64 regs[31];
	__u64 pstate;
	__u64 orig_x0;
	int syscallno;
} CORE;

#define AF_NETLINK 16
#define TS_COMPAT 2
#define PSR_MODE32_BIT 0x10
#define SIGNAL_GROUP_EXIT 4
#define IO_URING_ENTER 426
#define PF_IO_WORKER 0x10
#define PF_KTHREAD 0x200000
#define MSG_TRUNC 0x20
#define MSG_CMSG_COMPAT 0x80000000u

// ------------------------------------------------------------------------------- what both halves know (wire.rs has it too)

// What a call does. `calls` says it for each system call's number.
enum kind {
	NOTHING,
	SOCKET,
	BIND,
	CONNECT,
	SOCKNAME,
	SETOPTION,
	GETOPTION,
	CLOSE,
	SPLICE,
	RING,
	SOCKETCALL,
	// Transfers: SEND or RECEIVE, and where the data is.
	SEND = 0x20,
	RECEIVE = 0x40,
	PLAIN = 1,    // fd, buffer, length
	VECTOR = 2,   // fd, iovecs, count
	BUFFER = 3,   // fd, buffer, length, flags, address, its length
	MESSAGE = 4,  // fd, msghdr, flags
	MESSAGES = 5, // fd, mmsghdrs, count, flags
	HANDED = 6,   // netlink's own function: args are MSG_* of the call and MSG_* that it returned
	SHAPE = 7,
	// No calls.
	BEGUN = 0x80, // a send has begun: nothing later may be shown before it has ended
	ENDED,        // it has ended without a record: a signal interrupted it
	MORE,         // more bytes of the datagram before, from the same lane
	EXTACK,       // the kernel's extended-ACK text
	EXITED,       // a process has ended
	UNSEEN,       // a socket moved data that no hooked call did
};

#define COMPAT 1 // a 32-bit call of a 64-bit kernel
#define LAST 2   // no MORE follows
#define HOLE 4   // the bytes end where the memory could not be read
#define EARLY 8  // the call has not returned: what it writes besides data is not there yet

struct head {
	__u64 time;    // CLOCK_MONOTONIC; of a send, when it began
	__u64 cgroup;
	__u64 inode;   // of the socket; 0 if there is none
	__u64 cookie;  // 0 until somebody asked for it
	__u64 args[6];
	__s64 result;
	__u64 base;    // address of the first byte of data
	__u64 room;    // bytes offered, or room for them
	__u64 whole;   // bytes of data that the call moved, or of a failed send would have
	__u32 dropped; // records that this lane could not emit, up to now
	__u32 pid, tid, uid;
	__u32 netns;   // of the socket
	__u32 portid;
	__s32 fd;
	__u32 lane;
	__u32 number;  // of the system call; that of socketcall's subcall plus 0x1000
	__u32 index;   // which of several datagrams of one call
	__u32 rcvbuf;
	__u32 peer;    // address of the other side: bytes that follow, and so on
	__u32 vectors;
	__u32 control;
	__u32 header;
	__u32 data;
	__u16 protocol;
	__u8 kind;
	__u8 flags;
	char comm[16];
	__u32 before;  // portid when the call began
};

// ------------------------------------------------------------------------------------------------ what the loader sets

const volatile __u32 own = 0;               // nltrace's process: never looked at
const volatile __u8 only_tree = 0;          // only the processes in `tree`
const volatile __u8 follow = 0;             // and their children
const volatile __u8 compat_only = 0;        // per-call tracepoints see the native calls
const volatile __u8 shows_calls = 0;        // calls are shown as they were made
const volatile __u8 by_socket = 0;          // reads and writes are seen by the tracepoints of sockets
const volatile __u32 lanes = 1;             // lanes of each processor
const volatile __u8 by_function = 0;        // netlink's functions see every transfer but those of several datagrams
const volatile __u32 protocols = 0xffffffff; // a bit for each protocol
const volatile __u32 wake_at = 1 << 18;     // bytes in the ring that are worth waking the reader for
const volatile __u64 pidns_dev = 0;         // nltrace's PID namespace, unless that is the first one
const volatile __u64 pidns_ino = 0;
// The user's filter: a bit for each property that has a list of wanted values in `wants`.
enum property {
	PID,
	UID,
	NETNS,
	COMM, // two words: the key of `names`
};
const volatile __u8 chooses = 0;

// ---------------------------------------------------------------------------------------------------------------- maps

// One piece of data is at most this long; more goes into further records.
#define HALF (1 << 15)
#define MAX_VECTORS 1024
#define MAX_PIECES 600
// Of a send that failed no more is copied.
#define FAILED_LIMIT (1 << 16)

struct scratch {
	struct head head;
	// Twice the length of data, so that "offset below HALF plus length up to HALF" is within.
	__u8 body[2 * HALF];
	__u64 at;   // bytes in the body
	__u64 want; // bytes of data still to copy
	__u64 count; // records
	__u64 wakes; // times that the reader might have been woken
	// Where the data of one of netlink's functions begins: an iovec, and how many bytes of it come before.
	__u64 first;
	__u64 skip;
	__u64 hole; // the address that could not be read
};

struct pending {
	__u64 time; // of netlink's function, like all that follows `portid`
	__u64 sk;
	__u64 inode;
	__u32 kind; // what the call does; SEND or RECEIVE with HANDED: the function
	__u32 portid;
	__u64 control; // where control messages go, and the room for them
	__u64 control_len;
	// The arguments of a function that moves pages of the kernel, not a program's memory; 0 of others, and once it is recorded.
	__u64 socket;
	__u64 msg;
	__u64 len;
	__u32 flags;
	__u8 is_recorded;
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 26);
} events SEC(".maps");

// Programs that may run at the same time on one processor have a lane each: those of tracepoints cannot be interrupted by each other,
// but those of fexit can be by all others. The kernel runs none of them twice at a time on one processor, and counts when it would have to.
enum lane {
	TRACEPOINTS,
	SENT,
	RECEIVED,
	PAGES_SENT,
	PAGES_RECEIVED,
	LANES,
};

// One element for each lane of each processor; an array, as values of per-processor maps end at 32 KiB.
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct scratch);
} scratches SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} drops SEC(".maps");

// How many functions that move pages are under way.
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __s64);
} movers SEC(".maps");

// What a socket tracepoint has read of the socket, for the call's return right after it.
struct hint {
	__u64 switches; // of the thread, up to now: none since, so this is still its processor, and the hint that of its last transfer
	__u64 sk;       // 0 if the transfer is of no interest
	__u64 inode;
	__u64 cookie;
	__u32 tid; // 0 once it was used
	__u32 netns;
	__u32 portid;
	__u32 protocol;
};

// One for each processor.
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct hint);
} hints SEC(".maps");

// Closes and functions of netlink that are under way, by thread.
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1 << 14);
	__type(key, __u32);
	__type(value, struct pending);
} pendings SEC(".maps");

// The processes that are followed.
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1 << 16);
	__type(key, __u32);
	__type(value, __u8);
} tree SEC(".maps");

// Values that the user's filter wants: of nothing else a message would be shown.
struct want {
	__u64 property;
	__u64 value;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4096);
	__type(key, struct want);
	__type(value, __u8);
} wants SEC(".maps");

// The same of commands' names.
struct name {
	char text[16];
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4096);
	__type(key, struct name);
	__type(value, __u8);
} names SEC(".maps");

// What each system call does; 32-bit calls come after the native ones.
#define CALLS 1024
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 2 * CALLS);
	__type(key, __u32);
	__type(value, __u8);
} calls SEC(".maps");

// ------------------------------------------------------------------------------------------------------------- who, what

// Each call of a helper costs some tens of nanoseconds where processors are protected against speculation. So what the current task
// holds is read from it, and the task is asked for once.
static __always_inline struct task_struct *current(void)
{
	return bpf_get_current_task_btf();
}

static __always_inline __u64 thread_of(struct task_struct *task)
{
	struct bpf_pidns_info inside;

	if (pidns_ino && !bpf_get_ns_current_pid_tgid(pidns_dev, pidns_ino, &inside, sizeof(inside)))
		return (__u64)inside.tgid << 32 | inside.pid;
	return (__u64)task->tgid << 32 | (__u32)task->pid;
}

static __always_inline __u64 thread(void)
{
	return thread_of(current());
}

// The user as its own user namespace knows it.
static __always_inline __u32 user_of(struct task_struct *task)
{
	return task->cred->user_ns->level ? bpf_get_current_uid_gid() : task->cred->uid.val;
}

static __always_inline __u64 cgroup_of(struct task_struct *task)
{
	return bpf_core_field_exists(task->cgroups) ? task->cgroups->dfl_cgrp->kn->id : 0;
}

// Reads and writes: everybody makes them, so the tracepoints of sockets are better where there are any.
static __always_inline int is_plain(__u32 kind)
{
	return kind & (SEND | RECEIVE) && ((kind & SHAPE) == PLAIN || (kind & SHAPE) == VECTOR);
}

// Whether something better than the tracepoints that all calls pass sees what a call moves.
static __always_inline int is_seen_otherwise(__u32 kind)
{
	if (by_function && kind & (SEND | RECEIVE))
		return (kind & SHAPE) != MESSAGES;
	return (by_socket && is_plain(kind)) || ((by_function || by_socket) && (kind == SPLICE || kind == RING));
}

// Whether the user's filter may want something with this property.
static __always_inline int may_want(enum property property, __u64 value)
{
	struct want want = { property, value };

	return !(chooses & 1 << property) || bpf_map_lookup_elem(&wants, &want);
}

// Whether it may want something of this thread, by its name or by that of its process.
static __always_inline int may_want_name(void)
{
	struct name name = {};
	struct task_struct *leader;

	bpf_get_current_comm(name.text, sizeof(name.text));
	if (bpf_map_lookup_elem(&names, &name))
		return 1;
	leader = current()->group_leader;
	__builtin_memset(&name, 0, sizeof(name));
	bpf_probe_read_kernel_str(name.text, sizeof(name.text), leader->comm);
	return bpf_map_lookup_elem(&names, &name) != 0;
}

static __always_inline int is_wanted(__u32 tgid)
{
	if (tgid == own || (only_tree && !bpf_map_lookup_elem(&tree, &tgid)))
		return 0;
	if (!chooses)
		return 1;
	return may_want(PID, tgid) && may_want(UID, (__u32)bpf_get_current_uid_gid()) &&
	       (!(chooses & 1 << COMM) || may_want_name());
}

// The lane's number among those of all processors.
static __always_inline __u32 lane_here(enum lane lane)
{
	return bpf_get_smp_processor_id() * lanes + lane;
}

static __always_inline struct scratch *scratch(enum lane lane)
{
	__u32 key = lane_here(lane);

	return bpf_map_lookup_elem(&scratches, &key);
}

// Whether the user's filter may want something of a socket; this one may be read like any pointer.
static __always_inline int is_socket_wanted(struct sock *sk)
{
	if (protocols != 0xffffffff && !(protocols & 1u << (sk->sk_protocol & 31)))
		return 0;
	return !(chooses & 1 << NETNS) || may_want(NETNS, sk->__sk_common.skc_net.net->ns.inum);
}

// Whether a file is a netlink socket, and which. Few reads, since each costs some tens of nanoseconds: that a file's private
// data is a socket is known by the pointer back.
static __always_inline struct sock *socket_in(struct file *file)
{
	struct {
		struct file *file;
		struct sock *sk;
	} pair = {};
	struct socket *socket = BPF_CORE_READ(file, private_data);
	struct sock *sk;

	if (!socket)
		return 0;
	// `sk` has always followed `file`.
	bpf_probe_read_kernel(&pair, sizeof(pair), (void *)socket + bpf_core_field_offset(struct socket, file));
	sk = pair.sk;
	if (pair.file != file || !sk || BPF_CORE_READ(sk, __sk_common.skc_family) != AF_NETLINK)
		return 0;
	if (protocols != 0xffffffff && !(protocols & 1u << (BPF_CORE_READ(sk, sk_protocol) & 31)))
		return 0;
	if (chooses & 1 << NETNS && !may_want(NETNS, BPF_CORE_READ(sk, __sk_common.skc_net.net, ns.inum)))
		return 0;
	return sk;
}

// The file behind a descriptor of this process.
static __always_inline struct file *file_of(struct task_struct *task, __s32 fd)
{
	struct files_struct *open = task->files;
	struct fdtable *table = open ? open->fdt : 0;
	struct file *file = 0;

	if (!table || fd < 0 || (__u32)fd >= table->max_fds)
		return 0;
	bpf_probe_read_kernel(&file, sizeof(file), table->fd + fd);
	return file;
}

// The netlink socket behind a descriptor of this process; its inode comes back too.
static __always_inline struct sock *socket_of(struct task_struct *task, __s32 fd, __u64 *ino)
{
	struct file *file = file_of(task, fd);
	struct sock *sk = file ? socket_in(file) : 0;

	if (sk)
		*ino = BPF_CORE_READ(file, f_inode, i_ino);
	return sk;
}

// Fills the head's part about the thread and the time.
static __always_inline void who(struct head *h, struct task_struct *task, __u64 id, __u8 kind, enum lane lane)
{
	__u32 key = lane_here(lane);
	__u64 *dropped = bpf_map_lookup_elem(&drops, &key);

	__builtin_memset(h, 0, sizeof(*h));
	h->time = bpf_ktime_get_ns();
	h->pid = id >> 32;
	h->tid = id;
	h->uid = user_of(task);
	h->cgroup = cgroup_of(task);
	h->lane = key;
	h->dropped = dropped ? *dropped : 0;
	h->kind = kind;
	h->flags = LAST;
	h->fd = -1;
	((__u64 *)h->comm)[0] = ((__u64 *)task->comm)[0];
	((__u64 *)h->comm)[1] = ((__u64 *)task->comm)[1];
}

static __always_inline void about(struct head *h, struct sock *sk, __u64 inode)
{
	h->inode = inode;
	h->cookie = BPF_CORE_READ(sk, __sk_common.skc_cookie.counter);
	h->netns = BPF_CORE_READ(sk, __sk_common.skc_net.net, ns.inum);
	h->protocol = BPF_CORE_READ(sk, sk_protocol);
	h->portid = BPF_CORE_READ((struct netlink_sock *)sk, portid);
}

// Times that a thread has left its processor.
static __always_inline __u64 switches_of(struct task_struct *task)
{
	return task->nvcsw + task->nivcsw;
}

// Leaves a hint about a transfer. Its socket may be read like any pointer. Returns 0 if the transfer is of no interest.
static __always_inline int leave_hint(struct sock *sk, struct task_struct *task)
{
	__u32 key = bpf_get_smp_processor_id();
	struct hint *hint = bpf_map_lookup_elem(&hints, &key);
	__u64 id;

	if (!hint)
		return 1;
	id = thread_of(task);
	hint->tid = id;
	hint->switches = switches_of(task);
	hint->sk = 0;
	if (sk->__sk_common.skc_family != AF_NETLINK || !is_wanted(id >> 32) || !is_socket_wanted(sk))
		return 0;
	hint->sk = (__u64)sk;
	hint->inode = sk->sk_socket->file->f_inode->i_ino;
	hint->cookie = sk->__sk_common.skc_cookie.counter;
	hint->netns = sk->__sk_common.skc_net.net->ns.inum;
	hint->protocol = sk->sk_protocol;
	hint->portid = BPF_CORE_READ((struct netlink_sock *)sk, portid);
	return 1;
}

// The hint about the thread's last transfer, if it has not left the processor since.
static __always_inline struct hint *hint_of(struct task_struct *task, __u32 tid)
{
	__u32 key = bpf_get_smp_processor_id();
	struct hint *hint = bpf_map_lookup_elem(&hints, &key);

	if (!hint || hint->tid != tid || hint->switches != switches_of(task))
		return 0;
	hint->tid = 0;
	return hint;
}

static __always_inline void about_by(struct head *h, struct hint *hint)
{
	h->inode = hint->inode;
	h->cookie = hint->cookie;
	h->netns = hint->netns;
	h->protocol = hint->protocol;
	h->portid = hint->portid;
}

// ------------------------------------------------------------------------------------------------------------ the ring

// Wakes the reader seldom: a wake-up for each record costs more than the record. It looks by itself now and then.
static __always_inline __u64 wakes(struct scratch *s)
{
	if (s->count++ & 7 || bpf_ringbuf_query(&events, BPF_RB_AVAIL_DATA) <= wake_at || s->wakes++ & 7)
		return BPF_RB_NO_WAKEUP;
	return BPF_RB_FORCE_WAKEUP;
}

static __always_inline void count_drop(__u32 lane)
{
	__u64 *dropped = bpf_map_lookup_elem(&drops, &lane);

	if (dropped)
		*dropped += 1;
}

// Emits the head and what the body holds.
static __always_inline int emit(struct scratch *s)
{
	__u64 len = s->at & (2 * HALF - 1);

	s->at = 0;
	if (bpf_ringbuf_output(&events, s, sizeof(struct head) + len, wakes(s)) == 0)
		return 1;
	count_drop(s->head.lane);
	return 0;
}

// A short record, which is no message and is not counted if there is no room for it.
static __always_inline void mark(__u8 kind, __u64 id, __u64 time, __u32 portid)
{
	struct {
		__u64 time;
		__u32 tid;
		__u32 portid;
		__u64 kind;
	} mark = { time, id, portid, kind };

	bpf_ringbuf_output(&events, &mark, sizeof(mark), BPF_RB_NO_WAKEUP);
}

// ------------------------------------------------------------------------------------------------------ copying memory

// Whose memory an address is in.
enum memory {
	USER,
	KERNEL,
};

static __always_inline long read_memory(void *to, __u32 len, __u64 addr, enum memory memory)
{
	return memory == KERNEL ? bpf_probe_read_kernel(to, len, (void *)addr) : bpf_probe_read_user(to, len, (void *)addr);
}

// Appends bytes to the body, if they can be read and there is room. Not for data.
static __always_inline __u32 append_from(struct scratch *s, __u64 addr, __u64 len, __u32 most, enum memory memory)
{
	__u64 at = s->at & (HALF - 1);

	if (len > most)
		len = most;
	// The verifier wants to see a bound that is a power of two.
	len &= 2047;
	if (!addr || !len || read_memory(&s->body[at], len, addr, memory))
		return 0;
	s->at = at + len;
	return len;
}

static __always_inline __u32 append(struct scratch *s, __u64 addr, __u64 len, __u32 most)
{
	return append_from(s, addr, len, most, USER);
}

// Appends a piece of data: as much as can be read at once, and fits. Returns its length; 0 if there is no more to do.
// Functions that are not static are verified once, not for each turn of the loops that call them.
__noinline int piece(__u64 addr, __u64 len, enum lane lane, enum memory memory)
{
	struct scratch *s = scratch(lane);
	__u64 at, page = 4096 - (addr & 4095);

	if (!s)
		return 0;
	if (len > s->want)
		len = s->want;
	if (!len)
		return 0;
	if (s->at >= HALF) {
		s->head.flags &= ~LAST;
		s->head.data = HALF - s->head.header - s->head.peer - s->head.vectors - s->head.control;
		if (!emit(s)) {
			s->want = 0;
			return 0;
		}
		s->head.kind = MORE;
		s->head.header = s->head.peer = s->head.vectors = s->head.control = 0;
	}
	at = s->at & (HALF - 1);
	if (len > HALF - at)
		len = HALF - at;
	// One less than HALF, as the verifier wants a bound of this form.
	if (len > HALF - 1)
		len = HALF - 1;
	len &= HALF - 1;
	if (read_memory(&s->body[at], len, addr, memory)) {
		// Up to the end of the page, perhaps.
		if (len > page)
			len = page;
		len &= HALF - 1;
		if (read_memory(&s->body[at], len, addr, memory)) {
			s->head.flags |= HOLE;
			s->hole = addr;
			s->want = 0;
			return 0;
		}
	}
	s->at = at + len;
	s->want -= len;
	return len;
}

// Appends data, emitting a record each time the body is full.
__noinline int copy(__u64 addr, __u64 len, enum lane lane, enum memory memory)
{
	int turn;

	for (turn = 0; turn < MAX_PIECES; turn++) {
		__u32 n = piece(addr, len, lane, memory);

		if (!n)
			break;
		addr += n;
		len -= n;
	}
	return 0;
}

struct vector {
	__u64 addr;
	__u64 len;
};

static __always_inline struct vector vector_at(__u64 vectors, __u32 i, int compat)
{
	struct vector vector = {};

	if (compat) {
		__u32 words[2] = {};

		bpf_probe_read_user(words, sizeof(words), (void *)(vectors + 8 * i));
		vector.addr = words[0];
		vector.len = words[1];
	} else {
		bpf_probe_read_user(&vector, sizeof(vector), (void *)(vectors + 16 * i));
	}
	return vector;
}

// Adds up the iovecs' room, and copies what they point at, up to `want`.
__noinline int gather(__u64 vectors, __u64 count, int compat)
{
	struct scratch *s = scratch(TRACEPOINTS);
	__u32 i;

	if (!s)
		return 0;
	for (i = 0; i < MAX_VECTORS && i < count; i++) {
		struct vector vector = vector_at(vectors, i, compat);

		if (!s->head.base)
			s->head.base = vector.addr;
		s->head.room += vector.len;
		if (s->want)
			copy(vector.addr, vector.len, TRACEPOINTS, USER);
	}
	return 0;
}

// ------------------------------------------------------------------------------------------------------------ transfers

// Emits one datagram of the call whose head is filled: that in the element `index` of several, or the only one.
__noinline int transfer(__u32 index)
{
	struct scratch *s = scratch(TRACEPOINTS);
	struct head *h;
	__u64 name = 0, name_len = 0, vectors = 0, count = 0, control = 0, control_len = 0, moved;
	__u32 compat, early, size, shape;

	if (!s)
		return 0;
	h = &s->head;
	shape = h->kind & SHAPE;
	compat = h->flags & COMPAT;
	early = h->flags & EARLY && h->kind & RECEIVE;
	h->flags = compat | LAST;
	h->index = index;
	h->base = h->room = h->whole = 0;
	h->peer = h->vectors = h->control = h->header = h->data = 0;
	s->at = 0;
	moved = h->result < 0 ? 0 : h->result;

	if (shape == VECTOR) {
		vectors = h->args[1];
		count = h->args[2];
	} else if (shape == BUFFER) {
		name = h->args[4];
		name_len = h->args[5];
		if (h->kind & RECEIVE) {
			__u32 got = 0;

			// A read of address 0 would be answered by a page fault, which costs as much as all else here.
			if (h->args[5])
				bpf_probe_read_user(&got, sizeof(got), (void *)h->args[5]);
			name_len = got;
		}
	} else if (shape == MESSAGE || shape == MESSAGES) {
		__u64 addr = h->args[1];

		size = compat ? 28 : 56;
		if (shape == MESSAGES) {
			size = compat ? 32 : 64;
			addr += index * size;
		}
		h->header = append(s, addr, size, 64);
		if (h->header && compat) {
			__u32 *w = (__u32 *)s->body;

			name = w[0], name_len = w[1], vectors = w[2], count = w[3], control = w[4], control_len = w[5];
			if (shape == MESSAGES && h->result > 0)
				moved = w[7];
			// MSG_TRUNC and its like are written when the call returns.
			if (early)
				w[6] = 0;
		} else if (h->header) {
			__u64 *w = (__u64 *)s->body;

			name = w[0], name_len = (__u32)w[1], vectors = w[2], count = w[3], control = w[4], control_len = w[5];
			if (shape == MESSAGES && h->result > 0)
				moved = (__u32)w[7];
		}
	}
	h->peer = append(s, name, early ? 0 : name_len, 128);
	h->vectors = append(s, vectors, count * (compat ? 8 : 16), 1024);
	h->control = append(s, control, early ? 0 : control_len, 1024);

	// A send that fails is shown too.
	if (h->kind & SEND && h->result < 0)
		moved = FAILED_LIMIT;
	s->want = moved;
	if (shape == PLAIN || shape == BUFFER) {
		h->base = h->args[1];
		h->room = h->args[2];
		if (s->want > h->room)
			s->want = h->room;
		copy(h->base, h->room, TRACEPOINTS, USER);
	} else {
		gather(vectors, count, compat);
	}
	s->head.whole = moved;
	s->head.data = s->at - s->head.header - s->head.peer - s->head.vectors - s->head.control;
	s->head.flags |= LAST;
	emit(s);
	return 0;
}

// Emits the datagram of the commonest sort of call, as quickly as can be: one buffer and no address. Returns 0 if this is none.
static __always_inline int transfer_of_buffer(struct scratch *s, struct head *h)
{
	__u32 shape = h->kind & SHAPE;
	__u64 len = h->result;

	if ((shape != PLAIN && shape != BUFFER) || h->result <= 0 || (shape == BUFFER && (h->args[4] || h->args[5])))
		return 0;
	h->base = h->args[1];
	h->room = h->args[2];
	h->whole = len;
	if (len > h->room)
		len = h->room;
	if (len >= HALF)
		return 0;
	len &= HALF - 1;
	if (bpf_probe_read_user(s->body, len, (void *)h->base))
		return 0;
	h->flags = (h->flags & COMPAT) | LAST;
	h->data = s->at = len;
	emit(s);
	return 1;
}

// Emits all datagrams of a call.
__noinline int transfers(__u32 count)
{
	struct scratch *s = scratch(TRACEPOINTS);
	__u8 kind;
	__u32 i;

	if (!s)
		return 0;
	kind = s->head.kind;
	for (i = 0; i < MAX_VECTORS && i < count; i++) {
		// The copy of long data changes it.
		s->head.kind = kind;
		transfer(i);
	}
	return 0;
}

// ---------------------------------------------------------------------------------------------------------------- calls

// A call begins. Of a close the socket is looked up now, as nothing is left to look at later.
static __always_inline int enter(__u32 kind, __s32 fd)
{
	struct task_struct *task = current();
	__u64 id = thread_of(task);
	__u32 tid = id;
	struct pending pending = {};
	struct file *file;
	struct sock *sk;

	if (!(kind & SEND) && kind != CLOSE)
		return 0;
	if (!is_wanted(id >> 32))
		return 0;
	file = file_of(task, fd);
	sk = file ? socket_in(file) : 0;
	if (!sk)
		return 0;
	if (kind & SEND) {
		mark(BEGUN, id, bpf_ktime_get_ns(), shows_calls ? BPF_CORE_READ((struct netlink_sock *)sk, portid) : 0);
		return 0;
	}
	pending.sk = (__u64)sk;
	pending.inode = BPF_CORE_READ(file, f_inode, i_ino);
	pending.kind = kind;
	bpf_map_update_elem(&pendings, &tid, &pending, BPF_ANY);
	return 0;
}

// ERESTARTSYS and its like: a signal interrupts the call, and it is made again or becomes an EINTR.
static __always_inline int is_interrupted(__s64 result)
{
	return result >= -516 && result <= -512;
}

static __always_inline struct pt_regs *registers(struct task_struct *task)
{
	return (void *)bpf_task_pt_regs(task);
}

// Returns the number of the call that a task makes, and whether it is a 32-bit call of a 64-bit kernel.
static __always_inline __u32 call_of(struct task_struct *task, int *compat)
{
	struct pt_regs___arm64 *a;

	if (bpf_core_field_exists(((struct pt_regs___x86 *)0)->orig_ax)) {
		*compat = !!(((struct task_struct___x86 *)task)->thread_info.status & TS_COMPAT);
		return ((struct pt_regs___x86 *)registers(task))->orig_ax;
	}
	a = (void *)registers(task);
	*compat = !!(a->pstate & PSR_MODE32_BIT);
	return a->syscallno;
}

static __always_inline void arguments(struct head *h, struct task_struct *task, int compat)
{
	if (bpf_core_field_exists(((struct pt_regs___x86 *)0)->orig_ax)) {
		struct pt_regs___x86 *x = (void *)registers(task);

		if (compat) {
			h->args[0] = (__u32)x->bx;
			h->args[1] = (__u32)x->cx;
			h->args[2] = (__u32)x->dx;
			h->args[3] = (__u32)x->si;
			h->args[4] = (__u32)x->di;
			h->args[5] = (__u32)x->bp;
		} else {
			h->args[0] = x->di;
			h->args[1] = x->si;
			h->args[2] = x->dx;
			h->args[3] = x->r10;
			h->args[4] = x->r8;
			h->args[5] = x->r9;
		}
	} else {
		struct pt_regs___arm64 *a = (void *)registers(task);

		h->args[0] = a->orig_x0;
		h->args[1] = a->regs[1];
		h->args[2] = a->regs[2];
		h->args[3] = a->regs[3];
		h->args[4] = a->regs[4];
		h->args[5] = a->regs[5];
	}
}

// The first argument alone, which tells of most calls that they are of no interest.
static __always_inline __s32 first_argument(struct task_struct *task, int compat)
{
	if (bpf_core_field_exists(((struct pt_regs___x86 *)0)->orig_ax))
		return compat ? ((struct pt_regs___x86 *)registers(task))->bx : ((struct pt_regs___x86 *)registers(task))->di;
	return ((struct pt_regs___arm64 *)registers(task))->orig_x0;
}

// i386's socketcall: which call it is, and its arguments.
static __always_inline __u32 multiplexed(__u32 number)
{
	switch (number) {
	case 1:
		return SOCKET;
	case 2:
		return BIND;
	case 3:
		return CONNECT;
	case 6:
		return SOCKNAME;
	case 9:
	case 11:
		return SEND | BUFFER;
	case 10:
	case 12:
		return RECEIVE | BUFFER;
	case 14:
		return SETOPTION;
	case 15:
		return GETOPTION;
	case 16:
		return SEND | MESSAGE;
	case 17:
		return RECEIVE | MESSAGE;
	case 19:
		return RECEIVE | MESSAGES;
	case 20:
		return SEND | MESSAGES;
	}
	return NOTHING;
}

static __always_inline void unpack(__u64 *args, __u32 number, __u64 addr)
{
	__u32 words[6] = {};

	bpf_probe_read_user(words, sizeof(words), (void *)addr);
	args[0] = words[0];
	args[1] = words[1];
	args[2] = words[2];
	args[3] = words[3];
	args[4] = number == 9 || number == 10 ? 0 : words[4];
	args[5] = number == 9 || number == 10 ? 0 : words[5];
}

// Emits what a call that is no transfer leaves to tell.
static __always_inline void tell(struct scratch *s, struct head *h, __u32 kind)
{
	s->at = 0;
	switch (kind) {
	case BIND:
	case CONNECT:
		h->peer = append(s, h->args[1], h->args[2], 128);
		break;
	case SOCKNAME: {
		__u32 len = 0;

		bpf_probe_read_user(&len, sizeof(len), (void *)h->args[2]);
		h->peer = append(s, h->args[1], len, 128);
		break;
	}
	case SETOPTION:
		h->data = append(s, h->args[3], h->args[4], 512);
		break;
	case GETOPTION: {
		__u32 len = 0;

		bpf_probe_read_user(&len, sizeof(len), (void *)h->args[4]);
		h->data = append(s, h->args[3], len, 512);
		break;
	}
	}
	emit(s);
}

// A call has returned.
__noinline int leave(__u32 kind, __u32 number, __s64 result, int compat)
{
	struct task_struct *task = current();
	__u64 id = thread_of(task);
	__u32 tid = id;
	__u64 inode = 0;
	struct sock *sk = 0;
	struct hint *hint = 0;
	struct scratch *s;
	struct head *h;

	// A transfer that succeeds has just passed the tracepoint of its socket.
	if (kind & (SEND | RECEIVE) && result > 0)
		hint = hint_of(task, tid);
	if (hint ? !hint->sk : !is_wanted(id >> 32))
		return 0;
	if (hint) {
		sk = (void *)hint->sk;
	} else if (kind == CLOSE) {
		struct pending *pending = bpf_map_lookup_elem(&pendings, &tid);

		if (!pending || pending->kind != CLOSE)
			return 0;
		sk = (void *)pending->sk;
		inode = pending->inode;
		bpf_map_delete_elem(&pendings, &tid);
	} else if (kind != SOCKET && kind != RING && kind != SOCKETCALL) {
		sk = socket_of(task, first_argument(task, compat), &inode);
		if (!sk && kind != SPLICE)
			return 0;
	}
	s = scratch(TRACEPOINTS);
	if (!s)
		return 0;
	h = &s->head;
	who(h, task, id, kind, TRACEPOINTS);
	arguments(h, task, compat);
	h->number = number;
	h->result = result;
	if (compat)
		h->flags |= by_socket && compat_only && !is_plain(kind) ? COMPAT | EARLY : COMPAT;
	if (kind == SOCKETCALL) {
		number = h->args[0];
		h->number = 0x1000 + number;
		kind = multiplexed(number);
		if (kind == NOTHING || (h->flags & EARLY && (kind & SHAPE) == MESSAGES) || (by_function && is_seen_otherwise(kind)))
			return 0;
		h->kind = kind;
		unpack(h->args, number, h->args[1]);
		if (kind != SOCKET && !sk)
			sk = socket_of(task, h->args[0], &inode);
		if (kind != SOCKET && !sk)
			return 0;
	}
	if (is_interrupted(result)) {
		if (kind & SEND)
			mark(ENDED, id, 0, 0);
		return 0;
	}
	h->fd = h->args[0];
	if (kind == SPLICE && !sk) {
		h->fd = h->args[2];
		sk = socket_of(task, h->fd, &inode);
		if (!sk)
			return 0;
	}
	if (kind == RING && result < 0)
		return 0;
	if (kind == SOCKET) {
		if (h->args[0] != AF_NETLINK || !(protocols & 1u << (h->args[2] & 31)))
			return 0;
		h->fd = result < 0 ? -1 : result;
		sk = socket_of(task, h->fd, &inode);
	}
	if (hint)
		about_by(h, hint);
	else if (sk)
		about(h, sk, inode);
	h->before = kind == BIND || kind == CONNECT ? 0 : h->portid;
	if (!(kind & (SEND | RECEIVE))) {
		tell(s, h, kind);
		return 0;
	}
	if (kind & RECEIVE && result == -105 /* ENOBUFS */)
		h->rcvbuf = BPF_CORE_READ(sk, sk_rcvbuf);
	if (transfer_of_buffer(s, h))
		return 0;
	return transfers((kind & SHAPE) == MESSAGES && result > 0 ? result : 1);
}

// ---------------------------------------------------------------------------------------------------------------- hooks

static __always_inline __u32 kind_of(__u64 number)
{
	__u32 key = number;
	__u8 *kind;

	kind = number < 2 * CALLS ? bpf_map_lookup_elem(&calls, &key) : 0;
	return kind ? *kind : NOTHING;
}

struct enter_context {
	__u64 common;
	__s64 number;
	__u64 args[6];
};

struct leave_context {
	__u64 common;
	__s64 number;
	__s64 result;
};

// syscalls:sys_enter_*, for native calls.
SEC("tracepoint")
int on_enter(struct enter_context *context)
{
	return enter(kind_of((__u32)context->number), context->args[0]);
}

// syscalls:sys_exit_*.
SEC("tracepoint")
int on_exit(struct leave_context *context)
{
	__u32 number = context->number;

	return leave(kind_of(number), number, context->result, 0);
}

// The kind of this call, for the tracepoints that all calls pass; NOTHING for most.
static __always_inline __u32 kind_here(__u32 *number, int *compat)
{
	struct task_struct *task = current();

	*number = call_of(task, compat);
	if (*number >= CALLS || (compat_only && !*compat))
		return NOTHING;
	return kind_of(*number + (*compat ? CALLS : 0));
}

// raw sys_enter: 32-bit calls, which the tracepoints above are not told of; all calls where there is no tracefs.
SEC("raw_tracepoint/sys_enter")
int on_any_enter(struct bpf_raw_tracepoint_args *context)
{
	__u32 number = 0;
	int compat;
	__u32 kind = kind_here(&number, &compat);

	if (kind == SOCKETCALL) {
		struct pt_regs___x86 *x = (void *)registers(current());
		__u64 args[6];

		// Where a register does not exist, the verifier must not reach what reads it.
		if (!bpf_core_field_exists(((struct pt_regs___x86 *)0)->orig_ax))
			return 0;
		kind = multiplexed(x->bx);
		if (!(kind & SEND) || is_seen_otherwise(kind))
			return 0;
		unpack(args, 0, (__u32)x->cx);
		return enter(kind, args[0]);
	}
	if ((!(kind & SEND) && kind != CLOSE) || is_seen_otherwise(kind))
		return 0;
	return enter(kind, first_argument(current(), compat));
}

SEC("raw_tracepoint/sys_exit")
int on_any_exit(struct bpf_raw_tracepoint_args *context)
{
	__u32 number = 0;
	int compat;
	__u32 kind = kind_here(&number, &compat);

	if (kind == NOTHING || is_seen_otherwise(kind))
		return 0;
	return leave(kind, number, context->args[1], compat);
}

// A netlink socket has sent or received, by whatever call. Reads and writes are recorded here. What no hooked call moved
// (splice, a ring of io_uring) is recorded as that, with its length.
static __always_inline int moved(struct sock *sk, struct task_struct *task, int result, int is_netlink)
{
	int compat;
	__u32 number = call_of(task, &compat);
	__u64 id;
	struct scratch *s;
	struct head *h;
	struct file *file;
	__u32 kind;

	kind = number < CALLS ? kind_of(number + (compat ? CALLS : 0)) : NOTHING;
	// Other transfers have tracepoints of their own, unless they are those of a 32-bit program.
	if ((kind == SOCKETCALL || kind & (SEND | RECEIVE)) && !is_plain(kind) && !(compat && compat_only))
		return 0;
	if (!is_netlink && BPF_CORE_READ(sk, __sk_common.skc_family) != AF_NETLINK)
		return 0;
	// Which of several datagrams this is the call does not say before it returns.
	if ((kind == SOCKETCALL || kind & (SEND | RECEIVE)) && (kind & SHAPE) != MESSAGES)
		return leave(kind, number, result, compat);
	id = thread_of(task);
	if (!is_wanted(id >> 32) || result <= 0)
		return 0;
	if (chooses & 1 << NETNS && !may_want(NETNS, BPF_CORE_READ(sk, __sk_common.skc_net.net, ns.inum)))
		return 0;
	s = scratch(TRACEPOINTS);
	if (!s)
		return 0;
	h = &s->head;
	who(h, task, id, UNSEEN, TRACEPOINTS);
	file = BPF_CORE_READ(sk, sk_socket, file);
	about(h, sk, file ? BPF_CORE_READ(file, f_inode, i_ino) : 0);
	if (!(protocols & 1u << (h->protocol & 31)))
		return 0;
	h->number = number;
	h->result = result;
	s->at = 0;
	emit(s);
	return 0;
}

// The tracepoints of sockets where the kernel lets programs read their arguments like any pointers, without a helper.
SEC("tp_btf/sock_send_length")
int on_moved_out(__u64 *context)
{
	struct sock *sk = (void *)context[0];
	struct task_struct *task = current();

	return leave_hint(sk, task) ? moved(sk, task, context[1], 1) : 0;
}

SEC("tp_btf/sock_recv_length")
int on_moved_in(__u64 *context)
{
	struct sock *sk = (void *)context[0];
	struct task_struct *task = current();

	return leave_hint(sk, task) ? moved(sk, task, context[1], 1) : 0;
}

// The same tracepoints elsewhere.
SEC("raw_tracepoint/sock_send_length")
int on_moved(struct bpf_raw_tracepoint_args *context)
{
	return moved((void *)context->args[0], current(), context->args[1], 0);
}

// The kernel sets an extended-ACK message, whether the program asked for it or not, while it handles this thread's request.
SEC("raw_tracepoint/netlink_extack")
int on_extack(struct bpf_raw_tracepoint_args *context)
{
	struct {
		struct head head;
		char text[160];
	} record;
	struct task_struct *task = current();
	__u64 id = thread_of(task);
	long len;

	if (!is_wanted(id >> 32))
		return 0;
	who(&record.head, task, id, EXTACK, TRACEPOINTS);
	len = bpf_probe_read_kernel_str(record.text, sizeof(record.text), (void *)context->args[0]);
	if (len <= 1)
		return 0;
	record.head.data = len - 1;
	if (bpf_ringbuf_output(&events, &record, sizeof(record), BPF_RB_NO_WAKEUP))
		count_drop(record.head.lane);
	return 0;
}

// ----------------------------------------------------------------------------------------------------- netlink's functions

// fentry and fexit at netlink_sendmsg and netlink_recvmsg. Their arguments are read like any pointers, without a helper.

// What a descriptor's call was given as MSG_*.
static __always_inline __u32 flags_of(struct head *h, __u32 kind)
{
	switch (kind & SHAPE) {
	case MESSAGE:
		return h->args[2];
	case BUFFER:
	case MESSAGES:
		return h->args[3];
	}
	return 0;
}

// Finds the call by which the thread got here: its number, descriptor and MSG_*. Returns 0 if another program records what it moves.
static __always_inline int call_here(struct head *h, struct task_struct *task, struct sock *sk, __u32 direction, __u32 *flags)
{
	__u32 kind;
	int compat;
	__u64 inode;

	h->number = IO_URING_ENTER;
	// A worker of a ring is in no call.
	if (task->flags & (PF_IO_WORKER | PF_KTHREAD))
		return 1;
	h->number = call_of(task, &compat);
	kind = h->number < CALLS ? kind_of(h->number + (compat ? CALLS : 0)) : NOTHING;
	if (compat)
		h->flags |= COMPAT;
	arguments(h, task, compat);
	if (kind == SOCKETCALL) {
		h->number = 0x1000 + (__u32)h->args[0];
		kind = multiplexed(h->args[0]);
		unpack(h->args, h->number - 0x1000, h->args[1]);
	}
	if (kind == SPLICE) {
		h->fd = socket_of(task, h->args[0], &inode) == sk ? h->args[0] : h->args[2];
	} else if (kind & direction && kind & (SEND | RECEIVE)) {
		// Which of several datagrams this is such a call says when it returns. There is no tracepoint for 32-bit ones.
		if ((kind & SHAPE) == MESSAGES && !compat)
			return 0;
		h->fd = h->args[0];
		*flags = flags_of(h, kind);
	}
	return 1;
}

// Finds where the data began that a function has taken so many bytes of, as the kernel does to go back.
__noinline int rewind(__u64 iovec, __u64 offset, __u64 taken, enum lane lane)
{
	struct scratch *s = scratch(lane);
	__u64 len = 0;
	int turn;

	if (!s)
		return 0;
	if (taken <= offset) {
		s->first = iovec;
		s->skip = offset - taken;
		return 0;
	}
	taken -= offset;
	for (turn = 0; turn < MAX_VECTORS; turn++) {
		iovec -= 16;
		if (bpf_probe_read_kernel(&len, sizeof(len), (void *)(iovec + 8)) || taken <= len)
			break;
		taken -= len;
	}
	s->first = iovec;
	s->skip = len - taken;
	return 0;
}

// Copies the data that begins there.
__noinline int collect(enum lane lane, enum memory memory)
{
	struct scratch *s = scratch(lane);
	struct vector vector = {};
	__u32 i;

	if (!s)
		return 0;
	for (i = 0; i < MAX_VECTORS; i++) {
		if (!s->want || bpf_probe_read_kernel(&vector, sizeof(vector), (void *)(s->first + 16 * i)))
			break;
		if (s->skip <= vector.len) {
			vector.addr += s->skip;
			vector.len -= s->skip;
		}
		s->skip = 0;
		if (!i)
			s->head.base = vector.addr;
		copy(vector.addr, vector.len, lane, memory);
	}
	return 0;
}

// Whether a message's data is in pages of a pipe or a file.
static __always_inline int is_of_pages(struct msghdr *msg)
{
	__u32 type = msg->msg_iter.iter_type;

	if (bpf_core_enum_value_exists(enum iter_type, ITER_UBUF) && type == bpf_core_enum_value(enum iter_type, ITER_UBUF))
		return 0;
	return type != bpf_core_enum_value(enum iter_type, ITER_IOVEC) && type != bpf_core_enum_value(enum iter_type, ITER_KVEC);
}

static __always_inline void count_movers(__s64 by)
{
	__u32 zero = 0;
	__s64 *count = bpf_map_lookup_elem(&movers, &zero);

	if (count)
		__sync_fetch_and_add(count, by);
}

// The thread's function that moves pages, if there is one and it is not recorded.
static __always_inline struct pending *mover(__u32 kind)
{
	__u32 zero = 0, tid;
	__s64 *count = bpf_map_lookup_elem(&movers, &zero);
	struct pending *pending;

	if (!count || *count <= 0)
		return 0;
	tid = thread();
	pending = bpf_map_lookup_elem(&pendings, &tid);
	return pending && pending->kind == kind && pending->msg && !pending->is_recorded ? pending : 0;
}

// Fills the head of a datagram that one of netlink's functions moves. Returns 0 if another program records it.
static __always_inline int handed_head(struct head *h, struct sock *sk, struct socket *socket, __u32 direction, enum lane lane,
				       __u32 flags)
{
	struct file *file = socket->file;
	struct task_struct *task = current();

	who(h, task, thread_of(task), direction | HANDED, lane);
	if (!call_here(h, task, sk, direction, &flags))
		return 0;
	h->inode = file ? file->f_inode->i_ino : 0;
	h->cookie = sk->__sk_common.skc_cookie.counter;
	h->netns = sk->__sk_common.skc_net.net->ns.inum;
	h->protocol = sk->sk_protocol;
	h->portid = BPF_CORE_READ((struct netlink_sock *)sk, portid);
	h->before = h->portid;
	h->args[0] = flags & ~MSG_CMSG_COMPAT;
	h->args[1] = h->args[2] = 0;
	return 1;
}

// Emits the datagram that a function was handed, or handed out.
static __always_inline int handed(struct socket *socket, struct msghdr *msg, __u64 len, __u32 flags, int result,
				  struct pending *pending, __u32 direction, enum lane lane)
{
	struct sock *sk = socket->sk;
	struct iov_iter *iter = &msg->msg_iter;
	struct scratch *s = scratch(lane);
	__u64 taken, whole;
	struct head *h;
	__u32 type;

	if (!s || !sk)
		return 0;
	h = &s->head;
	if (!handed_head(h, sk, socket, direction, lane, flags))
		return 0;
	h->result = result;
	h->room = len;
	h->args[1] = msg->msg_flags & ~MSG_CMSG_COMPAT;
	s->at = s->hole = 0;
	if (direction == SEND) {
		h->time = pending->time;
		h->before = pending->portid;
	}
	if (direction == RECEIVE && result == -105 /* ENOBUFS */)
		h->rcvbuf = sk->sk_rcvbuf;
	if (direction == SEND || result >= 0)
		h->peer = append_from(s, (__u64)msg->msg_name, msg->msg_namelen, 128, KERNEL);
	if (direction == RECEIVE && pending->control_len > msg->msg_controllen)
		h->control = append(s, pending->control, pending->control_len - msg->msg_controllen, 1024);
	// A send that fails is shown too.
	whole = result >= 0 ? result : direction == SEND ? FAILED_LIMIT : 0;
	s->want = whole < len ? whole : len;
	taken = len > iter->count ? len - iter->count : 0;
	type = iter->iter_type;
	// Read by a helper, these are numbers; the verifier of Linux 6.1 lets nobody add to pointers.
	if (is_of_pages(msg)) {
		if (s->want)
			h->kind = UNSEEN;
	} else if (type == bpf_core_enum_value(enum iter_type, ITER_IOVEC) ||
		   type == bpf_core_enum_value(enum iter_type, ITER_KVEC)) {
		__u64 first = bpf_core_field_exists(iter->__iov)
				      ? (__u64)BPF_CORE_READ(iter, __iov)
				      : (__u64)BPF_CORE_READ((struct iov_iter___old *)iter, iov);

		rewind(first, iter->iov_offset, taken, lane);
		collect(lane, type == bpf_core_enum_value(enum iter_type, ITER_IOVEC) ? USER : KERNEL);
	} else {
		h->base = (__u64)BPF_CORE_READ(iter, ubuf) + iter->iov_offset - taken;
		copy(h->base, len, lane, USER);
	}
	h->args[2] = s->hole;
	h->whole = whole;
	h->data = s->at - h->peer - h->control;
	h->flags |= LAST;
	emit(s);
	return 0;
}

// Emits the datagram of a function that moves pages: its data is in a buffer of the kernel.
static __always_inline void handed_pages(struct sock *sk, struct sk_buff *skb, struct pending *pending, __u32 direction, enum lane lane)
{
	struct scratch *s = scratch(lane);
	struct socket *socket = sk->sk_socket;
	__u64 whole = skb->len;
	struct head *h;

	if (!s || !socket || pending->socket != (__u64)socket)
		return;
	pending->is_recorded = 1;
	h = &s->head;
	if (!handed_head(h, sk, socket, direction, lane, pending->flags))
		return;
	h->room = pending->len;
	if (direction == SEND) {
		h->time = pending->time;
		h->before = pending->portid;
	}
	h->whole = h->result = whole < h->room ? whole : h->room;
	if (direction == RECEIVE && whole > h->room) {
		h->args[1] = MSG_TRUNC;
		if (pending->flags & MSG_TRUNC)
			h->whole = h->result = whole;
	}
	s->at = s->hole = 0;
	s->want = whole < h->room ? whole : h->room;
	copy((__u64)BPF_CORE_READ(skb, data), s->want, lane, KERNEL);
	h->args[2] = s->hole;
	h->data = s->at;
	h->flags |= LAST;
	emit(s);
}

// Whether the thread is in a call that sends several datagrams, and that is recorded when it returns.
static __always_inline int is_of_several(struct task_struct *task)
{
	int compat;
	__u32 number;

	if (task->flags & (PF_IO_WORKER | PF_KTHREAD))
		return 0;
	number = call_of(task, &compat);
	if (number >= CALLS || (compat && compat_only))
		return 0;
	return kind_of(number + (compat ? CALLS : 0)) == (SEND | MESSAGES);
}

SEC("fentry/netlink_sendmsg")
int on_send(__u64 *context)
{
	struct socket *socket = (void *)context[0];
	struct msghdr *msg = (void *)context[1];
	__u64 id = thread();
	__u32 tid = id;
	struct pending pending = {};
	struct sock *sk = socket->sk;

	if (!sk || !is_wanted(id >> 32) || !is_socket_wanted(sk))
		return 0;
	if (is_of_several(current()))
		return 0;
	pending.time = bpf_ktime_get_ns();
	pending.kind = SEND | HANDED;
	pending.portid = BPF_CORE_READ((struct netlink_sock *)sk, portid);
	if (is_of_pages(msg)) {
		pending.socket = (__u64)socket;
		pending.msg = (__u64)msg;
		pending.len = context[2];
		count_movers(1);
	}
	mark(BEGUN, id, pending.time, pending.portid);
	bpf_map_update_elem(&pendings, &tid, &pending, BPF_ANY);
	return 0;
}

SEC("fexit/netlink_sendmsg")
int on_sent(__u64 *context)
{
	__u64 id = thread();
	__u32 tid = id;
	int result = context[3];
	struct pending *found = bpf_map_lookup_elem(&pendings, &tid);
	struct pending pending;

	if (!found || found->kind != (SEND | HANDED))
		return 0;
	pending = *found;
	bpf_map_delete_elem(&pendings, &tid);
	if (pending.msg)
		count_movers(-1);
	if (pending.is_recorded)
		return 0;
	if (is_interrupted(result)) {
		mark(ENDED, id, 0, 0);
		return 0;
	}
	return handed((void *)context[0], (void *)context[1], context[2], 0, result, &pending, SEND, SENT);
}

// What has to be known before: the kernel moves the pointer to the room for control messages.
SEC("fentry/netlink_recvmsg")
int on_receive(__u64 *context)
{
	struct socket *socket = (void *)context[0];
	struct msghdr *msg = (void *)context[1];
	__u64 id = thread();
	__u32 tid = id;
	struct pending pending = { .kind = RECEIVE | HANDED };
	struct sock *sk = socket->sk;
	int moves = is_of_pages(msg);

	pending.control_len = msg->msg_controllen;
	if ((!pending.control_len && !moves) || !sk || !is_wanted(id >> 32) || !is_socket_wanted(sk))
		return 0;
	pending.control = (__u64)msg->msg_control;
	if (moves) {
		pending.socket = (__u64)socket;
		pending.msg = (__u64)msg;
		pending.len = context[2];
		pending.flags = context[3];
		count_movers(1);
	}
	bpf_map_update_elem(&pendings, &tid, &pending, BPF_ANY);
	return 0;
}

SEC("fexit/netlink_recvmsg")
int on_received(__u64 *context)
{
	struct socket *socket = (void *)context[0];
	struct msghdr *msg = (void *)context[1];
	int result = context[4];
	__u64 id = thread();
	__u32 tid = id;
	struct pending *found = 0;
	struct pending pending = {};
	struct sock *sk = socket->sk;

	if (msg->msg_control || is_of_pages(msg))
		found = bpf_map_lookup_elem(&pendings, &tid);
	if (found && found->kind == (RECEIVE | HANDED)) {
		pending = *found;
		bpf_map_delete_elem(&pendings, &tid);
		if (pending.msg)
			count_movers(-1);
	}
	if (pending.is_recorded || is_interrupted(result) || !sk || !is_wanted(id >> 32) || !is_socket_wanted(sk))
		return 0;
	return handed(socket, msg, context[2], context[3], result, &pending, RECEIVE, RECEIVED);
}

// Netlink hands a message on in a buffer of its own. By then it was copied out of the pages.
SEC("fentry/netlink_unicast")
int on_pages_sent(__u64 *context)
{
	struct pending *pending = mover(SEND | HANDED);

	if (pending)
		handed_pages((void *)context[0], (void *)context[1], pending, SEND, PAGES_SENT);
	return 0;
}

// A message has been taken out of a socket's queue; it is copied to the pages next. Linux 5.19 has this form of the function.
SEC("fexit/skb_recv_datagram")
int on_pages_received(__u64 *context)
{
	struct pending *pending = mover(RECEIVE | HANDED);
	struct sk_buff *skb = (void *)context[3];

	if (pending && skb)
		handed_pages((void *)context[0], skb, pending, RECEIVE, PAGES_RECEIVED);
	return 0;
}

// -------------------------------------------------------------------------------------------------------------- processes

// A process that is followed makes another.
SEC("raw_tracepoint/sched_process_fork")
int on_fork(struct bpf_raw_tracepoint_args *context)
{
	struct task_struct *parent = (void *)context->args[0], *child = (void *)context->args[1];
	__u32 of = BPF_CORE_READ(parent, tgid), new = BPF_CORE_READ(child, tgid);
	__u8 one = 1;

	if (follow && of != new && bpf_map_lookup_elem(&tree, &of))
		bpf_map_update_elem(&tree, &new, &one, BPF_ANY);
	return 0;
}

// A thread ends; with the last one its process does.
SEC("raw_tracepoint/sched_process_exit")
int on_end(struct bpf_raw_tracepoint_args *context)
{
	struct task_struct *task = current();
	struct signal_struct *signal = task->signal;
	__u64 id = thread_of(task);
	__u32 tid = id, tgid = id >> 32;
	struct pending *pending = bpf_map_lookup_elem(&pendings, &tid);
	struct scratch *s;
	struct head *h;

	if (pending) {
		if (pending->kind & SEND)
			mark(ENDED, id, 0, 0);
		bpf_map_delete_elem(&pendings, &tid);
	}
	if (signal->live.counter > 0 || !is_wanted(tgid))
		return 0;
	bpf_map_delete_elem(&tree, &tgid);
	s = scratch(TRACEPOINTS);
	if (!s)
		return 0;
	h = &s->head;
	who(h, task, id, EXITED, TRACEPOINTS);
	h->tid = h->pid;
	h->result = signal->flags & SIGNAL_GROUP_EXIT ? signal->group_exit_code : task->exit_code;
	s->at = 0;
	emit(s);
	return 0;
}
