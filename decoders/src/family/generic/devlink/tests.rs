use super::FAMILY;
use crate::family::generic::testing::{attribute, decoded, values};

fn text(kind: u16, text: &str) -> Vec<u8> {
    attribute(kind, &[text.as_bytes(), b"\0"].concat())
}

/// Returns a parameter with a value, as the kernel sends it.
fn parameter(kind: u8, name: &str, value: &[u8]) -> Vec<u8> {
    let value = attribute(85, &[attribute(86, value), attribute(87, &[1])].concat());
    attribute(
        80,
        &[text(81, name), attribute(82, b""), attribute(83, &[kind]), attribute(84, &value)].concat(),
    )
}

#[test]
fn a_parameter_has_the_type_it_says() {
    let cases: [(u8, &str, &[u8], &str); 5] = [
        (1, "fw_load_policy", &[2], "DEVLINK_PARAM_FW_LOAD_POLICY_VALUE_DISK"),
        (1, "another", &[2], "2"),
        (3, "max_macs", &[64, 0, 0, 0], "64"),
        (5, "test", b"text\0", "text"),
        (129, "list", &[7, 0, 0, 0, 0, 0, 0, 0], "7"),
    ];
    for (kind, name, value, expected) in cases {
        let decoded = decoded(&FAMILY, (38, 0), &[&text(1, "netdevsim"), &parameter(kind, name, value)]);
        assert_eq!(values(&decoded, "DEVLINK_ATTR_PARAM_VALUE_DATA"), [expected], "{name}");
        assert_eq!(values(&decoded, "DEVLINK_ATTR_PARAM_VALUE_CMODE"), ["DEVLINK_PARAM_CMODE_DRIVERINIT"]);
    }
    // An attribute without a value means true. The test fails if any attribute has excess bytes.
    decoded(&FAMILY, (38, 0), &[&parameter(6, "enable_sriov", b"")]);
}

#[test]
fn a_value_of_a_health_reporter_has_the_type_before_it() {
    let value = |kind: u8, value: &[u8]| [attribute(112, &[kind]), attribute(113, value)].concat();
    let items = [
        attribute(107, b""),
        text(111, "binary"),
        value(11, &[0xde, 0xad]),
        text(111, "flag"),
        value(6, &[1]),
        text(111, "count"),
        value(3, &[1, 2, 0, 0]),
        text(111, "text"),
        value(10, b"ok\0"),
        attribute(110, b""),
    ];
    let decoded = decoded(&FAMILY, (55, 0), &[&attribute(106, &items.concat())]);
    assert_eq!(values(&decoded, "DEVLINK_ATTR_FMSG_OBJ_VALUE_DATA"), ["de:ad", "1", "513", "ok"]);
}

#[test]
fn selftests_that_can_be_run_and_that_were() {
    let can = decoded(&FAMILY, (83, 1), &[&attribute(176, &attribute(1, b""))]);
    assert!(can.iter().any(|(name, _)| *name == "DEVLINK_ATTR_SELFTEST_ID_FLASH"));
    let result = [attribute(2, &[1, 0, 0, 0]), attribute(3, &[2])].concat();
    let was = decoded(&FAMILY, (83, 0), &[&attribute(176, &attribute(1, &result))]);
    assert_eq!(values(&was, "DEVLINK_ATTR_SELFTEST_RESULT_STATUS"), ["DEVLINK_SELFTEST_STATUS_FAIL"]);
}

#[test]
fn a_header_of_the_pipe_by_whom_it_is_numbered() {
    let header = |global: u8| {
        let field = attribute(56, &[text(57, "field"), attribute(58, &[0, 0, 0, 0])].concat());
        let id = attribute(52, &[1, 0, 0, 0]);
        let header = [id, attribute(54, &[global]), attribute(53, &field)].concat();
        let decoded = decoded(&FAMILY, (33, 0), &[&attribute(49, &attribute(50, &header))]);
        let value = |name| values(&decoded, name).concat();
        (value("DEVLINK_ATTR_DPIPE_HEADER_ID"), value("DEVLINK_ATTR_DPIPE_FIELD_ID"))
    };
    assert_eq!(header(1), ("DEVLINK_DPIPE_HEADER_IPV4".into(), "DEVLINK_DPIPE_FIELD_IPV4_DST_IP".into()));
    assert_eq!(header(0), ("1".into(), "0".into()));
}

#[test]
fn what_a_port_can_do_and_what_it_belongs_to() {
    let devlink = [text(1, "auxiliary"), text(2, "mlx5_core.sf.4"), attribute(140, &[255; 4])].concat();
    let function =
        [attribute(1, &[2, 0, 0, 0, 0, 7]), attribute(4, &[1, 0, 0, 0, 3, 0, 0, 0]), attribute(5, &devlink)];
    let decoded = decoded(&FAMILY, (7, 0), &[&attribute(145, &function.concat()), &attribute(77, &[7, 0])]);
    assert_eq!(values(&decoded, "cmd"), ["DEVLINK_CMD_PORT_NEW"]);
    assert_eq!(values(&decoded, "DEVLINK_PORT_FUNCTION_ATTR_HW_ADDR"), ["02:00:00:00:00:07"]);
    assert_eq!(values(&decoded, "value"), ["DEVLINK_PORT_FN_CAP_ROCE"]);
    assert_eq!(values(&decoded, "selector"), ["DEVLINK_PORT_FN_CAP_ROCE|DEVLINK_PORT_FN_CAP_MIGRATABLE"]);
    assert_eq!(values(&decoded, "DEVLINK_ATTR_DEV_NAME"), ["mlx5_core.sf.4"]);
    assert_eq!(values(&decoded, "DEVLINK_ATTR_NETNS_ID"), ["-1"]);
    assert_eq!(values(&decoded, "DEVLINK_ATTR_PORT_FLAVOUR"), ["DEVLINK_PORT_FLAVOUR_PCI_SF"]);
}

#[test]
fn the_limit_that_is_none_is_a_bit_too() {
    let decoded = decoded(&FAMILY, (37, 5), &[&attribute(155, &[2, 0, 0, 0, 3, 0, 0, 0])]);
    let both = "DEVLINK_RELOAD_LIMIT_UNSPEC|DEVLINK_RELOAD_LIMIT_NO_RESET";
    assert_eq!(values(&decoded, "selector"), [both]);
}
