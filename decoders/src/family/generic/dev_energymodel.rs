//! `dev-energymodel`: what each state of a processor or device costs in power  (linux/dev_energymodel.h)

use crate::schema::{Class::*, *};

pub(super) static FAMILY: Generic = generic("dev-energymodel", &COMMANDS);

static COMMANDS: Commands = commands(&numbered([
    msg(1, "DEV_ENERGYMODEL_CMD_GET_PERF_DOMAINS", Get, &DOMAIN),
    msg(2, "DEV_ENERGYMODEL_CMD_GET_PERF_TABLE", Get, &TABLE),
    msg(3, "DEV_ENERGYMODEL_CMD_PERF_DOMAIN_CREATED", Other, &TABLE),
    msg(4, "DEV_ENERGYMODEL_CMD_PERF_DOMAIN_UPDATED", Other, &TABLE),
    msg(5, "DEV_ENERGYMODEL_CMD_PERF_DOMAIN_DELETED", Other, &TABLE),
]));

static DOMAIN: Body = headless(nest(&DEV_ENERGYMODEL_A_PERF_DOMAIN));
static TABLE: Body = headless(nest(&DEV_ENERGYMODEL_A_PERF_TABLE));

static DEV_ENERGYMODEL_A_PERF_DOMAIN: Set = set(
    "DEV_ENERGYMODEL_A_PERF_DOMAIN",
    &[
        attr(1, "DEV_ENERGYMODEL_A_PERF_DOMAIN_PAD", PAD),
        attr(2, "DEV_ENERGYMODEL_A_PERF_DOMAIN_PERF_DOMAIN_ID", U32),
        attr(3, "DEV_ENERGYMODEL_A_PERF_DOMAIN_FLAGS", U64.flags(&DOMAIN_FLAGS)),
        // One attribute a processor.
        attr(4, "DEV_ENERGYMODEL_A_PERF_DOMAIN_CPUS", U64).repeats(),
    ],
);

static DOMAIN_FLAGS: Names = names(&[
    (0x1, "DEV_ENERGYMODEL_PERF_DOMAIN_FLAGS_PERF_DOMAIN_MICROWATTS"),
    (0x2, "DEV_ENERGYMODEL_PERF_DOMAIN_FLAGS_PERF_DOMAIN_SKIP_INEFFICIENCIES"),
    (0x4, "DEV_ENERGYMODEL_PERF_DOMAIN_FLAGS_PERF_DOMAIN_ARTIFICIAL"),
]);

static DEV_ENERGYMODEL_A_PERF_TABLE: Set = set(
    "DEV_ENERGYMODEL_A_PERF_TABLE",
    &[
        attr(1, "DEV_ENERGYMODEL_A_PERF_TABLE_PERF_DOMAIN_ID", U32),
        attr(2, "DEV_ENERGYMODEL_A_PERF_TABLE_PERF_STATE", nest(&DEV_ENERGYMODEL_A_PERF_STATE)).repeats(),
    ],
);

/// The unit of power and cost depends on the domain's flags: microwatts, or steps of a scale.
static DEV_ENERGYMODEL_A_PERF_STATE: Set = set(
    "DEV_ENERGYMODEL_A_PERF_STATE",
    &[
        attr(1, "DEV_ENERGYMODEL_A_PERF_STATE_PAD", PAD),
        attr(2, "DEV_ENERGYMODEL_A_PERF_STATE_PERFORMANCE", U64),
        attr(3, "DEV_ENERGYMODEL_A_PERF_STATE_FREQUENCY", U64.unit(Unit::Kilohertz)),
        attr(4, "DEV_ENERGYMODEL_A_PERF_STATE_POWER", U64),
        attr(5, "DEV_ENERGYMODEL_A_PERF_STATE_COST", U64),
        attr(6, "DEV_ENERGYMODEL_A_PERF_STATE_FLAGS", U64.flags(&STATE_FLAGS)),
    ],
);

static STATE_FLAGS: Names = names(&[(0x1, "DEV_ENERGYMODEL_PERF_STATE_FLAGS_PERF_STATE_INEFFICIENT")]);

#[cfg(test)]
mod tests {
    use super::FAMILY;
    use crate::family::generic::testing::{attribute, decoded, decoded_unasked, values};

    #[test]
    fn a_domain_and_its_states() {
        let wide = |kind, value: u64| attribute(kind, &value.to_le_bytes());
        let domain = [attribute(2, &[1, 0, 0, 0]), wide(3, 3), wide(4, 0), wide(4, 2)].concat();
        let domain = decoded(&FAMILY, (1, 0), &[&domain]);
        assert_eq!(values(&domain, "DEV_ENERGYMODEL_A_PERF_DOMAIN_CPUS"), ["0", "2"]);
        let state = |frequency| attribute(2, &[wide(3, frequency), wide(6, 1)].concat());
        let table = [attribute(1, &[1, 0, 0, 0]), state(800_000), state(2_400_000)].concat();
        let news = decoded_unasked(&FAMILY, 4, &[&table]);
        assert_eq!(values(&news, "cmd"), ["DEV_ENERGYMODEL_CMD_PERF_DOMAIN_UPDATED"]);
        assert_eq!(values(&news, "DEV_ENERGYMODEL_A_PERF_STATE_FREQUENCY"), ["800000", "2400000"]);
    }
}
