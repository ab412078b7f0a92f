// SPDX-License-Identifier: GPL-2.0 OR MIT OR Apache-2.0
// A generic netlink family that no table of nltrace describes. Its policy has one attribute of each sort that nltrace reads.
#include <linux/module.h>
#include <net/genetlink.h>

enum { TOY_CMD_SET = 1, TOY_CMD_GET };
enum { TOY_A_LEVEL = 1, TOY_A_OFFSET, TOY_A_NAME, TOY_A_PART, TOY_A_MASK, TOY_A_BLOB, TOY_A_QUIET, TOY_A_PARTS };
enum { TOY_PART_ID = 1, TOY_PART_SIZE, TOY_PART_PART };

// A part may contain a part.
static const struct nla_policy part_policy[TOY_PART_PART + 1] = {
	[TOY_PART_ID] = { .type = NLA_U16 },
	[TOY_PART_SIZE] = { .type = NLA_U64 },
	[TOY_PART_PART] = NLA_POLICY_NESTED(part_policy),
};

static const struct nla_policy set_policy[] = {
	[TOY_A_LEVEL] = NLA_POLICY_RANGE(NLA_U8, 1, 9),
	[TOY_A_OFFSET] = NLA_POLICY_RANGE(NLA_S32, -5, 5),
	[TOY_A_NAME] = { .type = NLA_NUL_STRING, .len = 15 },
	[TOY_A_PART] = NLA_POLICY_NESTED(part_policy),
	[TOY_A_MASK] = NLA_POLICY_MASK(NLA_U32, 0x5),
	[TOY_A_BLOB] = { .type = NLA_BINARY, .len = 8 },
	[TOY_A_QUIET] = { .type = NLA_FLAG },
	[TOY_A_PARTS] = NLA_POLICY_NESTED_ARRAY(part_policy),
};

static const struct nla_policy get_policy[] = {
	[TOY_A_LEVEL] = { .type = NLA_U8 },
};

static struct genl_family family;

// Writes a message with the level and the name of a request, if it has them.
static struct sk_buff *report(struct genl_info *info, u32 portid, u32 seq)
{
	struct sk_buff *skb = genlmsg_new(NLMSG_DEFAULT_SIZE, GFP_KERNEL);
	void *header = skb ? genlmsg_put(skb, portid, seq, &family, 0, TOY_CMD_SET) : NULL;

	if (!header ||
	    (info->attrs[TOY_A_LEVEL] && nla_put_u8(skb, TOY_A_LEVEL, nla_get_u8(info->attrs[TOY_A_LEVEL]))) ||
	    (info->attrs[TOY_A_NAME] && nla_put_string(skb, TOY_A_NAME, nla_data(info->attrs[TOY_A_NAME])))) {
		nlmsg_free(skb);
		return NULL;
	}
	genlmsg_end(skb, header);
	return skb;
}

// Answers, and reports to the group.
static int set(struct sk_buff *request, struct genl_info *info)
{
	struct sk_buff *event = report(info, 0, 0);
	struct sk_buff *answer = report(info, info->snd_portid, info->snd_seq);

	if (!event || !answer) {
		nlmsg_free(event);
		nlmsg_free(answer);
		return -ENOMEM;
	}
	genlmsg_multicast(&family, event, 0, 0, GFP_KERNEL);
	return genlmsg_reply(answer, info);
}

// Answers with two messages, and needs no privilege.
static int get(struct sk_buff *skb, struct netlink_callback *cb)
{
	for (; cb->args[0] < 2; cb->args[0]++) {
		void *header = genlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq, &family, NLM_F_MULTI, TOY_CMD_GET);

		if (!header || nla_put_u8(skb, TOY_A_LEVEL, cb->args[0] + 1))
			return -EMSGSIZE;
		genlmsg_end(skb, header);
	}
	return skb->len;
}

static const struct genl_ops operations[] = {
	{ .cmd = TOY_CMD_SET, .flags = GENL_ADMIN_PERM, .policy = set_policy, .maxattr = TOY_A_PARTS, .doit = set },
	{ .cmd = TOY_CMD_GET, .policy = get_policy, .maxattr = TOY_A_LEVEL, .dumpit = get },
};

static const struct genl_multicast_group groups[] = { { .name = "events" } };

static struct genl_family family = {
	.name = "toy",
	.version = 1,
	.module = THIS_MODULE,
	.ops = operations,
	.n_ops = ARRAY_SIZE(operations),
	.mcgrps = groups,
	.n_mcgrps = ARRAY_SIZE(groups),
};

static int __init begin(void)
{
	return genl_register_family(&family);
}

static void __exit end(void)
{
	genl_unregister_family(&family);
}

module_init(begin);
module_exit(end);
MODULE_DESCRIPTION("A generic netlink family for nltrace's tests");
MODULE_LICENSE("Dual MIT/GPL");
