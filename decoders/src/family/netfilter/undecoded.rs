//! Subsystems of which messages have their names and heads here, and nothing more.

use super::{NFGENMSG, of};
use crate::schema::{Class::*, *};

pub(super) static MESSAGES: &[Msg] = messages(&[
    bare(1, 0, "IPCTNL_MSG_CT_NEW", New),
    bare(1, 1, "IPCTNL_MSG_CT_GET", Get).answered_by(of(1, 0)),
    bare(1, 2, "IPCTNL_MSG_CT_DELETE", Delete),
    bare(1, 3, "IPCTNL_MSG_CT_GET_CTRZERO", Get).answered_by(of(1, 0)),
    bare(1, 4, "IPCTNL_MSG_CT_GET_STATS_CPU", Get),
    bare(1, 5, "IPCTNL_MSG_CT_GET_STATS", Get),
    bare(1, 6, "IPCTNL_MSG_CT_GET_DYING", Get).answered_by(of(1, 0)),
    bare(1, 7, "IPCTNL_MSG_CT_GET_UNCONFIRMED", Get).answered_by(of(1, 0)),
    bare(2, 0, "IPCTNL_MSG_EXP_NEW", New),
    bare(2, 1, "IPCTNL_MSG_EXP_GET", Get).answered_by(of(2, 0)),
    bare(2, 2, "IPCTNL_MSG_EXP_DELETE", Delete),
    bare(2, 3, "IPCTNL_MSG_EXP_GET_STATS_CPU", Get),
    bare(3, 0, "NFQNL_MSG_PACKET", Other),
    bare(3, 1, "NFQNL_MSG_VERDICT", Other),
    bare(3, 2, "NFQNL_MSG_CONFIG", Other),
    bare(3, 3, "NFQNL_MSG_VERDICT_BATCH", Other),
    bare(4, 0, "NFULNL_MSG_PACKET", Other),
    bare(4, 1, "NFULNL_MSG_CONFIG", Other),
    bare(5, 0, "OSF_MSG_ADD", New),
    bare(5, 1, "OSF_MSG_REMOVE", Delete),
    bare(6, 0, "IPSET_CMD_NONE", Other),
    bare(6, 1, "IPSET_CMD_PROTOCOL", Get),
    bare(6, 2, "IPSET_CMD_CREATE", New),
    bare(6, 3, "IPSET_CMD_DESTROY", Delete),
    bare(6, 4, "IPSET_CMD_FLUSH", Delete),
    bare(6, 5, "IPSET_CMD_RENAME", New),
    bare(6, 6, "IPSET_CMD_SWAP", New),
    bare(6, 7, "IPSET_CMD_LIST", Get),
    bare(6, 8, "IPSET_CMD_SAVE", Get),
    bare(6, 9, "IPSET_CMD_ADD", New),
    bare(6, 10, "IPSET_CMD_DEL", Delete),
    bare(6, 11, "IPSET_CMD_TEST", Other),
    bare(6, 12, "IPSET_CMD_HEADER", Get),
    bare(6, 13, "IPSET_CMD_TYPE", Get),
    bare(6, 14, "IPSET_CMD_GET_BYNAME", Get),
    bare(6, 15, "IPSET_CMD_GET_BYINDEX", Get),
    bare(7, 0, "NFNL_MSG_ACCT_NEW", New),
    bare(7, 1, "NFNL_MSG_ACCT_GET", Get).answered_by(of(7, 0)),
    bare(7, 2, "NFNL_MSG_ACCT_GET_CTRZERO", Get).answered_by(of(7, 0)),
    bare(7, 3, "NFNL_MSG_ACCT_DEL", Delete),
    bare(7, 4, "NFNL_MSG_ACCT_OVERQUOTA", Other),
    bare(8, 0, "IPCTNL_MSG_TIMEOUT_NEW", New),
    bare(8, 1, "IPCTNL_MSG_TIMEOUT_GET", Get).answered_by(of(8, 0)),
    bare(8, 2, "IPCTNL_MSG_TIMEOUT_DELETE", Delete),
    bare(8, 3, "IPCTNL_MSG_TIMEOUT_DEFAULT_SET", New),
    bare(8, 4, "IPCTNL_MSG_TIMEOUT_DEFAULT_GET", Get).answered_by(of(8, 3)),
    bare(9, 0, "NFNL_MSG_CTHELPER_NEW", New),
    bare(9, 1, "NFNL_MSG_CTHELPER_GET", Get).answered_by(of(9, 0)),
    bare(9, 2, "NFNL_MSG_CTHELPER_DEL", Delete),
]);

const fn bare(subsystem: u16, number: u16, name: &'static str, class: Class) -> Msg {
    msg(of(subsystem, number), name, class, &BODY)
}

static BODY: Body = body(fixed(&NFGENMSG), RAW);
