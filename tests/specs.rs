//! Specs at run time: `--spec`, `NLTRACE_SPECS` and the folder of the user's configuration.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// `KETTLE_CMD_GET` with `KETTLE_A_STATE` 2, of the family number 30.
const GET: &str = "1c0000001e00010001000000000000000101000005000200 02000000";

fn specs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/specs")
}

fn kettle() -> String {
    specs().join("kettle.yaml").display().to_string()
}

/// Runs nltrace without specs of the machine.
fn nltrace(arguments: &[&str], variable: Option<(&str, &Path)>) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nltrace"));
    command.args(arguments).env_remove("NLTRACE_SPECS").env("XDG_CONFIG_HOME", "/nonexistent");
    if let Some((name, value)) = variable {
        command.env(name, value);
    }
    command.output().unwrap()
}

fn printed(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn a_family_of_a_spec_is_decoded() {
    let kettle = kettle();
    // The protocol's name is looked up when the spec is read, whatever the order of the options.
    for arguments in [
        ["--protocol", "30=kettle", "--spec", &kettle, "-x", GET],
        ["--spec", &kettle, "-x", GET, "--protocol", "kettle"],
    ] {
        let text = printed(&nltrace(&arguments, None));
        assert!(text.contains("KETTLE_CMD_GET") && text.contains("KETTLE_STATE_COOLING"), "{text}");
    }
    let unknown = nltrace(&["--protocol", "30=kettle", "-x", GET], None);
    assert!(
        String::from_utf8_lossy(&unknown.stderr).contains("no family of generic netlink is called kettle")
    );
}

#[test]
fn filters_and_json_know_the_names() {
    let kettle = kettle();
    let with = |filter: &str| {
        nltrace(&["--spec", &kettle, "--protocol", "30=kettle", "-x", GET, "-F", "json", "-e", filter], None)
    };
    let found = printed(&with("KETTLE_A_STATE == KETTLE_STATE_COOLING"));
    assert!(found.contains("\"name\":\"KETTLE_A_STATE\"") && found.contains("\"raw_value\":2"), "{found}");
    assert!(!printed(&with("KETTLE_A_STATE == KETTLE_STATE_OFF")).contains("KETTLE_A_STATE"));
    let slip = with("KETTLE_A_STAET");
    assert!(String::from_utf8_lossy(&slip.stderr).contains("KETTLE_A_STATE"), "{slip:?}");
}

#[test]
fn the_dictionary_has_them() {
    let kettle = kettle();
    let list = |name: &str| printed(&nltrace(&["--spec", &kettle, "--list", name], None));
    assert!(list("kettle").contains("2 KETTLE_CMD_SET"));
    assert!(list("KETTLE_A_ZONES").contains("nest of KETTLE_ZONE_ATTR_*"));
    assert!(list("KETTLE_FEATURE_LID").contains("0x2"));
    assert!(list("level").contains("fill_level"));
}

#[test]
fn folders_name_specs_too() {
    let by_variable = nltrace(&["--list", "KETTLE_CMD_GET"], Some(("NLTRACE_SPECS", &specs())));
    assert!(printed(&by_variable).contains("KETTLE_CMD_GET"));
    let config = std::env::temp_dir().join(format!("nltrace-config-{}", std::process::id()));
    let folder = config.join("nltrace/specs");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::copy(kettle(), folder.join("kettle.yaml")).unwrap();
    std::fs::write(folder.join("broken.yaml"), "name: [").unwrap();
    let by_config = nltrace(&["--list", "KETTLE_CMD_GET"], Some(("XDG_CONFIG_HOME", &config)));
    std::fs::remove_dir_all(&config).unwrap();
    assert!(printed(&by_config).contains("KETTLE_CMD_GET"));
    let remarks = String::from_utf8(by_config.stderr).unwrap();
    assert!(remarks.contains("broken.yaml:") && remarks.contains("this spec is left out"), "{remarks}");
}

#[test]
fn errors_name_the_file_the_line_and_the_column() {
    let path = std::env::temp_dir().join(format!("nltrace-broken-{}.yaml", std::process::id()));
    std::fs::write(&path, "name: foo\nprotocol: smoke\n").unwrap();
    let name = path.display().to_string();
    let output = nltrace(&["--spec", &name, "--list"], None);
    std::fs::remove_file(&path).unwrap();
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(error.contains(&format!("{name}:2:11: \"smoke\" is no kind of spec")), "{error}");
    let none = nltrace(&["--spec", "/nonexistent/foo.yaml", "--list"], None);
    assert!(
        String::from_utf8_lossy(&none.stderr).contains("/nonexistent/foo.yaml: No such file or directory")
    );
}

#[test]
fn what_a_spec_does_not_say_stays_as_in_the_built_in_tables() {
    let spec = specs().join("links.yaml").display().to_string();
    for capture in ["link-vlan", "link-bond", "link-virtual", "errors", "rtnl-route"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("testdata/captures/{capture}.pcap"));
        let path = path.display().to_string();
        let plain = printed(&nltrace(&["-r", &path, "-F", "json"], None));
        let with_spec = printed(&nltrace(&["--spec", &spec, "-r", &path, "-F", "json"], None));
        let differs = plain.lines().zip(with_spec.lines()).find(|(plain, with_spec)| plain != with_spec);
        assert_eq!(differs, None, "{capture}");
        assert_eq!(plain.lines().count(), with_spec.lines().count());
    }
}

#[test]
fn a_protocol_that_only_a_spec_has() {
    let spec = specs().join("orchard.yaml").display().to_string();
    // ORCHARD_CMD_NEWTREE: struct orchmsg, and ORCH_KIND.
    let message = "24000000100001000000000000000000 07000000feff0005 0a000100 6170706c65000000";
    let decode = |more: &[&str]| {
        let arguments = [&["--spec", &spec, "--protocol", "29", "-x", message], more].concat();
        printed(&nltrace(&arguments, None))
    };
    let text = decode(&[]);
    for part in ["NETLINK_ORCHARD", "ORCHARD_CMD_NEWTREE", "x=-2", "y=5", "ORCH_KIND  \"apple\""] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert_eq!(decode(&["-e", "ORCH_KIND == pear"]), "");
    let list = printed(&nltrace(&["--spec", &spec, "--list", "ORCH_OPTIONS"], None));
    assert!(list.contains("ORCH_KIND"), "{list}");
    // The same message in two specs is an error that names it.
    let twice = nltrace(&["--spec", &spec, "--spec", &spec, "--list"], None);
    let error = String::from_utf8_lossy(&twice.stderr).into_owned();
    assert!(error.contains("another --spec has the message ORCHARD_CMD_NEWTREE already"), "{error}");
}

#[test]
fn a_table_is_written_as_a_spec_and_read_again() {
    let text = printed(&nltrace(&["--list", "fou", "-F", "ynl"], None));
    for part in ["name: \"fou\"", "protocol: genetlink-legacy", "name-prefix: \"fou-attr-\""] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let path = std::env::temp_dir().join(format!("nltrace-ynl-{}.yaml", std::process::id()));
    std::fs::write(&path, &text).unwrap();
    let list = |more: &[&str]| printed(&nltrace(&[&["--list", "FOU_CMD_ADD"], more].concat(), None));
    let again = list(&["--spec", &path.display().to_string()]);
    std::fs::remove_file(&path).unwrap();
    assert!(again.contains("FOU_ATTR_PORT"), "{again}");
    let none = nltrace(&["--list", "nobody", "-F", "ynl"], None);
    assert!(String::from_utf8_lossy(&none.stderr).contains("is neither; --list prints them"));
    let messages = nltrace(&["-F", "ynl", "-x", GET], None);
    assert!(String::from_utf8_lossy(&messages.stderr).contains("--list FAMILY -F ynl"), "{messages:?}");
}

/// Writes the spec of every family and protocol that has one into a folder.
fn export(folder: &Path) -> usize {
    std::fs::create_dir_all(folder).unwrap();
    let list = |name: &str| printed(&nltrace(&["--list", name], None));
    let families = list("GENERIC");
    let families = families.lines().skip(1).filter_map(|line| {
        // A number, if it is fixed, and the name in front of `9 commands`.
        let line = line.strip_suffix(" commands")?.trim_end_matches(|end: char| end.is_ascii_digit());
        Some(line.get(5..)?.trim().to_owned())
    });
    let protocols =
        ["ROUTE", "SOCK_DIAG", "NETFILTER", "XFRM", "AUDIT", "CRYPTO", "SELINUX", "SCSITRANSPORT", "RDMA"];
    let names: Vec<String> = families.chain(protocols.map(ToOwned::to_owned)).collect();
    for name in &names {
        let text = printed(&nltrace(&["--list", name, "-F", "ynl"], None));
        std::fs::write(folder.join(format!("{name}.yaml")), text).unwrap();
    }
    names.len()
}

#[test]
fn captures_have_the_same_fields_by_the_exported_specs_of_all_tables() {
    let folder = std::env::temp_dir().join(format!("nltrace-exported-{}", std::process::id()));
    assert!(export(&folder) > 60);
    let specs = folder.display().to_string();
    for capture in [
        "audit/rare",
        "captures/errors",
        "generic/nl80211-mesh",
        "generic/nlctrl",
        "generic/ovs-vswitchd",
        "netfilter/nft-rules",
        "rdma/services",
        "route/rare",
        "route/tc-filters",
        "small/selinux-scsi",
        "sock_diag/families",
        "xfrm/ip-xfrm-modules",
    ] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("testdata/{capture}.pcap"));
        let path = path.display().to_string();
        let plain = printed(&nltrace(&["-r", &path, "-F", "json"], None));
        let with_specs = printed(&nltrace(&["--spec", &specs, "-r", &path, "-F", "json"], None));
        let differs = plain.lines().zip(with_specs.lines()).find(|(plain, with_specs)| plain != with_specs);
        assert_eq!(differs, None, "{capture}");
        assert_eq!(plain.lines().count(), with_specs.lines().count(), "{capture}");
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn operations_of_an_exported_spec_have_names_of_their_own() {
    for family in ["ROUTE", "SOCK_DIAG", "AUDIT", "TIPCv2"] {
        let text = printed(&nltrace(&["--list", family, "-F", "ynl"], None));
        let operations = text.split_once("\noperations:").unwrap().1.split("\nmcast-groups:").next().unwrap();
        let mut names: Vec<&str> = operations
            .lines()
            .filter_map(|line| line.trim().strip_prefix("- {name: ")?.split(',').next())
            .collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert!(all > 3);
        assert_eq!(names.len(), all, "{family}");
    }
}
