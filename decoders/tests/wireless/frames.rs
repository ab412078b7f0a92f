//! Frames of the air, one for each sort of element or action, with made-up but plausible values.

/// A frame and a name for it.
pub(crate) struct Made {
    pub(crate) name: &'static str,
    pub(crate) frame: Vec<u8>,
}

const STATION: [u8; 6] = [2, 0, 0, 0, 1, 0];
const ACCESS_POINT: [u8; 6] = [2, 0, 0, 0, 0, 0];

/// Returns an element.
pub(crate) fn element(id: u8, data: &[u8]) -> Vec<u8> {
    [&[id, u8::try_from(data.len()).unwrap()][..], data].concat()
}

/// Returns an element with an extended identifier.
fn extended(id: u8, data: &[u8]) -> Vec<u8> {
    element(255, &[&[id][..], data].concat())
}

/// Returns an element of an organisation.
fn vendor(oui_and_type: u32, data: &[u8]) -> Vec<u8> {
    element(221, &[&oui_and_type.to_be_bytes()[..], data].concat())
}

fn management(first: u8, body: &[u8]) -> Vec<u8> {
    [&[first, 0, 0x3a, 1][..], &STATION, &ACCESS_POINT, &ACCESS_POINT, &[0x10, 0], body].concat()
}

/// A beacon with these elements.
pub(crate) fn beacon(elements: &[u8]) -> Vec<u8> {
    let head = [&1_000_000u64.to_le_bytes()[..], &[100, 0, 0x11, 4]].concat();
    management(0x80, &[&head, &element(0, b"home")[..], elements].concat())
}

fn association(elements: &[u8]) -> Vec<u8> {
    management(0x00, &[&[0x31, 4, 5, 0][..], &element(0, b"home"), elements].concat())
}

fn action(category: u8, code: u8, body: &[u8]) -> Vec<u8> {
    management(0xd0, &[&[category, code][..], body].concat())
}

fn attribute_be(kind: u16, data: &[u8]) -> Vec<u8> {
    [&kind.to_be_bytes()[..], &u16::try_from(data.len()).unwrap().to_be_bytes(), data].concat()
}

/// An attribute of P2P.
fn p2p(kind: u8, data: &[u8]) -> Vec<u8> {
    [&[kind][..], &u16::try_from(data.len()).unwrap().to_le_bytes(), data].concat()
}

/// An element of ANQP.
fn anqp(id: u16, data: &[u8]) -> Vec<u8> {
    [&id.to_le_bytes()[..], &u16::try_from(data.len()).unwrap().to_le_bytes(), data].concat()
}

fn counted(len: usize, first: u8) -> Vec<u8> {
    (0..len).map(|at| first.wrapping_add(u8::try_from(at % 256).unwrap())).collect()
}

/// A data frame of a station to its access point, with LLC's head.
fn data(ethertype: u16, packet: &[u8]) -> Vec<u8> {
    let head = [&[0x08, 1, 0, 0][..], &ACCESS_POINT, &STATION, &ACCESS_POINT, &[0x20, 0]].concat();
    [&head, &[0xaa, 0xaa, 3, 0, 0, 0][..], &ethertype.to_be_bytes(), packet].concat()
}

/// A message of the handshake: bits, and key data.
fn key(information: u16, key_data: &[u8]) -> Vec<u8> {
    key_with_check(16, information, key_data)
}

/// The same, with a check of so many bytes.
fn key_with_check(check: usize, information: u16, key_data: &[u8]) -> Vec<u8> {
    let body = [
        &[2][..],
        &information.to_be_bytes(),
        &[0, 16],
        &7u64.to_be_bytes(),
        &counted(32, 1),
        &[0; 16],
        &[0; 8],
        &[0; 8],
        &counted(check, 0xa0),
        &u16::try_from(key_data.len()).unwrap().to_be_bytes(),
        key_data,
    ]
    .concat();
    [&[2, 3][..], &u16::try_from(body.len()).unwrap().to_be_bytes(), &body].concat()
}

/// Every frame.
pub(crate) fn all() -> Vec<Made> {
    let mut all = Vec::new();
    let mut add = |name, frame| all.push(Made { name, frame });
    networks(&mut add);
    roaming(&mut add);
    organisations(&mut add);
    meshes(&mut add);
    generations(&mut add);
    actions(&mut add);
    packets(&mut add);
    all
}

fn networks(add: &mut impl FnMut(&'static str, Vec<u8>)) {
    add(
        "rates, channel, load",
        beacon(
            &[
                element(1, &[0x82, 0x84, 0x8b, 0x96]),
                element(3, &[6]),
                element(5, &[0, 2, 0, 0]),
                element(7, &[b'D', b'E', b' ', 1, 13, 20, 36, 4, 23]),
                element(11, &[3, 0, 100, 0, 0]),
                element(32, &[3]),
                element(35, &[17, 0]),
                element(42, &[4]),
                element(50, &[48, 72, 96, 108]),
                element(127, &[4, 0, 8, 2, 0, 0, 0, 0x40]),
            ]
            .concat(),
        ),
    );
    add(
        "security",
        beacon(
            &[
                element(
                    48,
                    &[
                        1, 0, 0, 0x0f, 0xac, 4, 1, 0, 0, 0x0f, 0xac, 4, 2, 0, 0, 0x0f, 0xac, 2, 0, 0x0f,
                        0xac, 8, 0xc0, 0x40, 0, 0, 0, 0x0f, 0xac, 6,
                    ],
                ),
                element(244, &[0x20]),
                vendor(
                    0x0050_f201,
                    &[1, 0, 0, 0x50, 0xf2, 2, 1, 0, 0, 0x50, 0xf2, 4, 1, 0, 0, 0x50, 0xf2, 2],
                ),
            ]
            .concat(),
        ),
    );
    add(
        "switches of the channel",
        beacon(
            &[
                element(37, &[1, 11, 5]),
                element(40, &[1, 2, 10, 0, 20, 0]),
                element(60, &[1, 81, 11, 5]),
                element(62, &[1]),
                element(194, &[1, 42, 0]),
                element(118, &[31, 3, 0, 0, 7, 0]),
            ]
            .concat(),
        ),
    );
    add(
        "channels of neighbours",
        beacon(
            &[
                element(36, &[36, 4, 52, 4]),
                element(51, &[81, 1, 6, 11]),
                element(52, &[&ACCESS_POINT[..], &[0x8f, 0x0a, 0, 0, 81, 11, 7, 3, 1, 200]].concat()),
                element(59, &[81, 81, 115]),
                element(63, &[9]),
                element(64, &[1]),
                element(73, &[81, 5, 6]),
                element(74, &[20, 0, 10, 0, 44, 1, 200, 0, 20, 0, 5, 0, 25, 0]),
                element(90, &[100, 0, 1]),
                element(72, &[1]),
            ]
            .concat(),
        ),
    );
    add(
        "hotspots",
        beacon(
            &[
                element(107, &[&[0x12, 2, 8][..], &ACCESS_POINT].concat()),
                element(108, &[0x7f, 0]),
                element(111, &[1, 0x53, 0x50, 0x6f, 0x9a, 0, 0x1b, 0xc5, 4, 0xbd]),
                element(127, &[0, 0, 0, 0x80]),
            ]
            .concat(),
        ),
    );
    add(
        "measurements",
        beacon(
            &[
                element(70, &[0x73, 0, 0, 0, 0]),
                element(193, &[2, 0, 10, 20, 30, 40]),
                element(98, b"CET-1CEST"),
                element(195, &[1, 20, 20]),
                element(199, &[0x12]),
                element(46, &[3]),
            ]
            .concat(),
        ),
    );
    add(
        "several networks",
        beacon(
            &[
                element(
                    71,
                    &[
                        &[2][..],
                        &element(
                            0,
                            &[&element(83, &[0x11, 4])[..], &element(0, b"guest"), &element(85, &[1, 2, 0])]
                                .concat(),
                        ),
                    ]
                    .concat(),
                ),
                extended(55, &[2, 1]),
                extended(56, &[1, 48, 1, 35]),
            ]
            .concat(),
        ),
    );
    add(
        "neighbours in short",
        beacon(
            &[element(
                201,
                &[
                    &[0x00, 13, 131, 5][..],
                    &[255],
                    &ACCESS_POINT,
                    &[0x78, 0x56, 0x34, 0x12],
                    &[0x46],
                    &[20],
                    &[0x10, 16, 81, 6],
                    &[1],
                    &ACCESS_POINT,
                    &[1, 2, 3, 4],
                    &[0x40],
                    &[21],
                    &[0, 0x12, 0],
                    &[2],
                    &STATION,
                    &[5, 6, 7, 8],
                    &[0x42],
                    &[22],
                    &[1, 0x23, 0x10],
                ]
                .concat(),
            )]
            .concat(),
        ),
    );
}

fn roaming(add: &mut impl FnMut(&'static str, Vec<u8>)) {
    let transition = [
        &[0, 3][..],
        &counted(16, 0x10),
        &counted(32, 0x20),
        &counted(32, 0x60),
        &element(1, &[2, 0, 0, 0, 0, 9]),
        &element(3, b"nas.example"),
        &element(2, &[&[1, 0, 16][..], &[0; 8], &counted(24, 0xb0)].concat()),
        &element(4, &[&[4, 0][..], &[0; 6], &[16], &counted(24, 0xc0)].concat()),
    ]
    .concat();
    let domain = element(54, &[0xb1, 0xa1, 1]);
    add("fast transition", association(&[domain.clone(), element(55, &transition)].concat()));
    add(
        "resources",
        association(
            &[domain.clone(), element(57, &[1, 1, 0, 0]), element(75, &[1, 3, 0x0f, 0, 7, 64])].concat(),
        ),
    );
    let request = [&STATION[..], &ACCESS_POINT, &domain, &element(55, &transition)].concat();
    add("transition asked through the old access point", action(6, 1, &request));
    add("and its answer", action(6, 2, &[&STATION[..], &ACCESS_POINT, &[0, 0], &domain].concat()));
    add(
        "comeback time",
        management(0x10, &[&[0x31, 4, 30, 0, 1, 0xc0][..], &element(56, &[3, 200, 0, 0, 0])].concat()),
    );
    add(
        "check of a frame to a group",
        management(
            0xc0,
            &[&[3, 0][..], &element(76, &[&[4, 0][..], &[1, 0, 0, 0, 0, 0], &counted(8, 1)].concat())]
                .concat(),
        ),
    );
}

fn organisations(add: &mut impl FnMut(&'static str, Vec<u8>)) {
    add(
        "WMM of an access point",
        beacon(&vendor(
            0x0050_f202,
            &[1, 1, 0x82, 0, 3, 0xa4, 0, 0, 0x27, 0xa4, 0, 0, 0x42, 0x43, 0x5e, 0, 0x62, 0x32, 0x2f, 0],
        )),
    );
    add("WMM of a station", association(&vendor(0x0050_f202, &[0, 1, 0x0f])));
    let tspec = [
        &[0xac, 0x34, 0][..],
        &[200, 0x80],
        &[0xdc, 5],
        &[20_000u32, 40_000, 1_000_000, 0xffff_ffff, 5, 83_200, 90_000, 100_000, 3000, 10_000, 6_000_000]
            .map(u32::to_le_bytes)
            .concat(),
        &[0, 0x24, 0, 0],
    ]
    .concat();
    add(
        "traffic asked for",
        action(17, 0, &[&[9, 0][..], &vendor(0x0050_f202, &[&[2, 1][..], &tspec].concat())].concat()),
    );
    add("traffic by the standard", action(1, 0, &[&[9][..], &element(13, &tspec)].concat()));
    add(
        "WPS",
        beacon(&vendor(
            0x0050_f204,
            &[
                attribute_be(0x104a, &[0x10]),
                attribute_be(0x1044, &[2]),
                attribute_be(0x103b, &[3]),
                attribute_be(0x1047, &counted(16, 0x20)),
                attribute_be(0x1021, b"maker"),
                attribute_be(0x1023, b"model"),
                attribute_be(0x1024, b"1"),
                attribute_be(0x1042, b"0007"),
                attribute_be(0x1054, &[0, 6, 0, 0x50, 0xf2, 4, 0, 1]),
                attribute_be(0x1011, b"AP"),
                attribute_be(0x1008, &[0x31, 0x48]),
                attribute_be(0x103c, &[3]),
                attribute_be(0x1012, &[0, 4]),
                attribute_be(0x1041, &[1]),
                attribute_be(0x1053, &[0, 0x88]),
                attribute_be(0x1057, &[0]),
                attribute_be(0x1049, &[0, 0x37, 0x2a, 0, 1, 0x20, 1, 6, 2, 0, 0, 0, 1, 0]),
            ]
            .concat(),
        )),
    );
    let device = [
        &STATION[..],
        &[0x01, 0x88],
        &[0, 10, 0, 0x50, 0xf2, 4, 0, 5],
        &[1],
        &[0, 1, 0, 0x50, 0xf2, 4, 0, 1],
        &attribute_be(0x1011, b"phone"),
    ]
    .concat();
    let group = [
        &STATION[..],
        &ACCESS_POINT,
        &[0x25, 1, 0x88, 0, 10, 0, 0x50, 0xf2, 4, 0, 5, 0],
        &attribute_be(0x1011, b"pc"),
    ]
    .concat();
    add(
        "P2P of a group's owner",
        beacon(&vendor(
            0x506f_9a09,
            &[
                p2p(2, &[0x25, 0x0b]),
                p2p(3, &STATION),
                p2p(12, &[&[1, 0x8a, 255][..], &[0, 0x32, 0, 0], &[0, 0x90, 1, 0], &[0, 0, 1, 0]].concat()),
                p2p(13, &device),
                p2p(14, &[&[u8::try_from(group.len()).unwrap()][..], &group].concat()),
            ]
            .concat(),
        )),
    );
    add(
        "P2P negotiation",
        action(
            4,
            9,
            &[
                &[0x50, 0x6f, 0x9a, 9, 0, 1][..],
                &vendor(
                    0x506f_9a09,
                    &[
                        p2p(2, &[0x25, 0]),
                        p2p(4, &[0x1d]),
                        p2p(5, &[100, 20]),
                        p2p(6, b"XX\x04\x51\x06"),
                        p2p(8, &[10, 0, 100, 0]),
                        p2p(9, &STATION),
                        p2p(11, b"XX\x04\x51\x03\x01\x06\x0b\x73\x02\x24\x28"),
                        p2p(15, &[&ACCESS_POINT[..], b"DIRECT-ab"].concat()),
                        p2p(16, &[&STATION[..], &[1], &ACCESS_POINT].concat()),
                        p2p(17, b"XX\x04\x51\x0b"),
                        p2p(18, &[1]),
                        p2p(0, &[0]),
                    ]
                    .concat(),
                ),
            ]
            .concat(),
        ),
    );
    add(
        "P2P presence",
        management(
            0xd0,
            &[&[127, 0x50, 0x6f, 0x9a, 9, 1, 3][..], &vendor(0x506f_9a09, &p2p(12, &[1, 0]))].concat(),
        ),
    );
    add(
        "hotspot's release",
        beacon(
            &[
                vendor(0x506f_9a10, &[0x26, 7, 0, 9, 0]),
                vendor(
                    0x506f_9a12,
                    &[0, 0x0f, 0xac, 7, 1, 0, 0, 0x0f, 0xac, 4, 1, 0, 0x50, 0x6f, 0x9a, 1, 0, 0],
                ),
            ]
            .concat(),
        ),
    );
    add(
        "MBO and OCE",
        association(&vendor(
            0x506f_9a16,
            &[
                element(1, &[0x40]),
                element(2, &[81, 6, 200, 1]),
                element(3, &[1]),
                element(4, &[2]),
                element(5, &[255]),
                element(6, &[3]),
                element(7, &[4]),
                element(8, &[30, 0]),
                element(101, &[0x09]),
                element(102, &[5, 30]),
                element(103, &[0x43]),
                element(105, &ACCESS_POINT),
                element(104, &[1, 2, 3, 4]),
            ]
            .concat(),
        )),
    );
    add(
        "OWE transition",
        beacon(&vendor(0x506f_9a1c, &[&ACCESS_POINT[..], &[4], b"open", &[81, 6]].concat())),
    );
    add("OWE key", association(&extended(32, &[&[19, 0][..], &counted(32, 1)].concat())));
    add(
        "several access points",
        association(&vendor(
            0x506f_9a1b,
            &[element(6, &[0x80]), element(7, &[2]), element(8, &[100, 0])].concat(),
        )),
    );
    add(
        "display",
        beacon(&vendor(
            0x506f_9a0a,
            &[&[0, 0, 6][..], &[0, 0x11, 0x1c, 0x44, 0, 50], &[1, 0, 6], &ACCESS_POINT, &[7, 0, 2, 0, 1]]
                .concat(),
        )),
    );
    add("an organisation without a table", beacon(&vendor(0x0011_2233, &[1, 2, 3])));
}

fn meshes(add: &mut impl FnMut(&'static str, Vec<u8>)) {
    add(
        "mesh",
        beacon(
            &[element(114, b"mesh"), element(113, &[1, 1, 0, 1, 0, 0x03, 0x09]), element(119, &[10, 0])]
                .concat(),
        ),
    );
    let rann = [&[1, 2, 31][..], &ACCESS_POINT, &[9, 0, 0, 0], &[136, 19, 0, 0], &[10, 0, 0, 0]].concat();
    add("root", action(13, 1, &element(126, &rann)));
    let preq = [
        &[0, 1, 30][..],
        &[3, 0, 0, 0],
        &STATION,
        &[4, 0, 0, 0],
        &[136, 19, 0, 0],
        &[5, 0, 0, 0],
        &[2],
        &[1],
        &ACCESS_POINT,
        &[6, 0, 0, 0],
        &[4],
        &STATION,
        &[7, 0, 0, 0],
    ]
    .concat();
    add("path asked", action(13, 1, &element(130, &preq)));
    let following = [
        &[0x40, 1, 30][..],
        &[3, 0, 0, 0],
        &STATION,
        &[4, 0, 0, 0],
        &[2, 0, 0, 0, 9, 9],
        &[136, 19, 0, 0],
        &[5, 0, 0, 0],
        &[1],
        &[1],
        &ACCESS_POINT,
        &[6, 0, 0, 0],
    ]
    .concat();
    add("path asked for a station behind it", action(13, 1, &element(130, &following)));
    let prep = [
        &[0, 1, 30][..],
        &STATION,
        &[4, 0, 0, 0],
        &[136, 19, 0, 0],
        &[5, 0, 0, 0],
        &ACCESS_POINT,
        &[6, 0, 0, 0],
    ]
    .concat();
    add("path found", action(13, 1, &element(131, &prep)));
    let perr =
        [&[31, 2][..], &[0], &STATION, &[4, 0, 0, 0], &[62, 0], &[0], &ACCESS_POINT, &[5, 0, 0, 0], &[63, 0]]
            .concat();
    add("paths broken", action(13, 1, &element(132, &perr)));
    let mesh = [element(114, b"mesh"), element(113, &[1, 1, 0, 1, 1, 0x02, 0x09])].concat();
    add("peering open", action(15, 1, &[&[0, 0][..], &mesh, &element(117, &[0, 0, 1, 2])].concat()));
    add(
        "peering confirmed",
        action(15, 2, &[&[0, 0, 1, 0][..], &mesh, &element(117, &[0, 0, 1, 2, 3, 4])].concat()),
    );
    add("peering closed", action(15, 3, &[&mesh[..], &element(117, &[0, 0, 1, 2, 3, 4, 55, 0])].concat()));
}

fn generations(add: &mut impl FnMut(&'static str, Vec<u8>)) {
    add(
        "HT and VHT",
        beacon(
            &[
                element(
                    45,
                    &[&[0x6e, 1, 0x17, 0xff, 0xff][..], &[0; 8], &[0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]]
                        .concat(),
                ),
                element(61, &[&[6, 5, 1, 0, 0, 0, 0xff][..], &[0; 15]].concat()),
                element(191, &[0xb2, 1, 0x80, 0x33, 0xfa, 0xff, 0, 0, 0xfa, 0xff, 0, 0x20]),
                element(192, &[1, 42, 0, 0xfc, 0xff]),
            ]
            .concat(),
        ),
    );
    let he = [
        &[0x01, 0x78, 0xc8, 0x1a, 0x40, 0][..],
        &[0x1c, 0xbf, 0xce, 0x12, 0, 0, 0x80, 0, 0, 0, 0],
        &[0xfa, 0xff, 0xfa, 0xff],
        &[0xfa, 0xff, 0xfa, 0xff],
        &[0xfa, 0xff, 0xfa, 0xff],
        &[0x79, 0x1c, 0xc7, 0x71],
    ]
    .concat();
    add(
        "HE",
        beacon(
            &[
                extended(35, &he),
                extended(36, &[&[0xf4, 0x3f, 0x02, 0x11, 0xfc, 0xff][..], &[37, 0x03, 39, 47, 6]].concat()),
                extended(38, &[0, 0, 0xa4, 8, 0x27, 0xa4, 8, 0x42, 0x43, 8, 0x62, 0x32, 8]),
                extended(39, &[&[0x0c, 5, 1, 2][..], &[0; 16]].concat()),
                extended(59, &[0x3d, 0]),
                element(216, &[0x00, 0x0d, 0x28, 1, 2, 3, 4, 5, 6, 7, 8, 255, 0, 2, 1]),
            ]
            .concat(),
        ),
    );
    let eht = [&[0x07, 0x00][..], &[0xe2, 0xff, 0xdb, 0x00, 0x18, 0x36, 0x78, 0x40, 0x00]].concat();
    add(
        "EHT",
        beacon(
            &[
                extended(35, &he),
                extended(108, &[&eht[..], &[0x44, 0x44, 0x44, 0x44, 0x44, 0x44, 0x44, 0x44, 0x44]].concat()),
                extended(106, &[3, 0x11, 0x11, 0x11, 0x11, 4, 39, 47, 0x01, 0x00]),
                extended(135, &[0, 3, 42, 50]),
            ]
            .concat(),
        ),
    );
    let basic = [&[0xb0, 0x01][..], &[13], &ACCESS_POINT, &[1], &[7], &[0x01, 0x00], &[0x61, 0x00]].concat();
    add("multi-link beacon", beacon(&extended(107, &basic)));
    let station =
        [&[0x31, 0x00][..], &[7], &STATION, &[0x31, 4], &element(1, &[0x8c, 0x12]), &element(50, &[48])]
            .concat();
    add(
        "multi-link association",
        association(&extended(
            107,
            &[&[0x80, 0x01][..], &[11], &STATION, &[1, 0], &[0x61, 0], &element(0, &station)].concat(),
        )),
    );
    let answer = [
        &[0xf1, 0x09][..],
        &[20],
        &STATION,
        &[100, 0],
        &[0; 8],
        &[0, 2],
        &[3],
        &[0x31, 4, 0, 0],
        &element(1, &[0x8c]),
    ]
    .concat();
    add(
        "multi-link association answered",
        management(
            0x10,
            &[
                &[0x31, 4, 0, 0, 1, 0xc0][..],
                &extended(
                    107,
                    &[&[0x30, 0][..], &[9], &ACCESS_POINT, &[0], &[7], &element(0, &answer)].concat(),
                ),
            ]
            .concat(),
        ),
    );
    add(
        "multi-link probe",
        management(
            0x40,
            &[
                &element(0, b"")[..],
                &extended(107, &[&[0x11, 0, 2, 1][..], &element(0, &[0x12, 0])].concat()),
            ]
            .concat(),
        ),
    );
    add(
        "multi-link reconfiguration",
        beacon(&extended(
            107,
            &[&[0x12, 0][..], &[7], &ACCESS_POINT, &element(0, &[0x41, 0, 3, 10, 0])].concat(),
        )),
    );
    add(
        "traffic by link",
        beacon(&extended(109, &[0x02, 0xff, 1, 0, 1, 0, 1, 0, 1, 0, 2, 0, 2, 0, 2, 0, 2, 0])),
    );
    add(
        "UHR",
        beacon(
            &[
                extended(
                    151,
                    &[
                        0x0f, 0x07, 0x11, 0x11, 0x11, 0x11, 1, 2, 1, 0, 0x21, 0x43, 0x85, 0x00, 0x01, 0x00,
                        0x73, 0x25, 0x01,
                    ],
                ),
                extended(
                    152,
                    &[0x15, 0x84, 0x41, 0x09, 0x04, 0, 0xff, 0x3f, 0, 0x80, 0, 0x0a, 0x11, 0x11, 0x11],
                ),
            ]
            .concat(),
        ),
    );
}

fn actions(add: &mut impl FnMut(&'static str, Vec<u8>)) {
    let protocol = element(108, &[0, 0]);
    let with_len = |body: &[u8]| [&u16::try_from(body.len()).unwrap().to_le_bytes()[..], body].concat();
    let query =
        [anqp(256, &[2, 1, 3, 1, 7, 1, 12, 1]), anqp(56797, &[0x50, 0x6f, 0x9a, 0x11, 1, 0, 3, 4])].concat();
    add("GAS question", action(4, 10, &[&[5][..], &protocol, &with_len(&query)].concat()));
    let realm = [&[0, 11][..], b"example.org", &[1, 5, 13, 1, 5, 1, 6]].concat();
    let answers = [
        anqp(258, &[&[1, 7][..], &[8], b"eng", b"House"].concat()),
        anqp(260, &[0, 0, 0]),
        anqp(261, &[3, 0x50, 0x6f, 0x9a]),
        anqp(262, &[0x05]),
        anqp(263, &[&[1, 0][..], &with_len(&realm)].concat()),
        anqp(264, &[0, 6, 0, 4, 1, 0x62, 0xf2, 0x10]),
        anqp(268, &[&[11][..], b"example.org"].concat()),
        anqp(56797, &[&[0x50, 0x6f, 0x9a, 0x11, 3, 0][..], &[8], b"eng", b"Hotel"].concat()),
        anqp(56797, &[0x50, 0x6f, 0x9a, 0x11, 4, 0, 1, 0x40, 0x1f, 0, 0, 0xe8, 3, 0, 0, 10, 20, 10, 0]),
        anqp(56797, &[0x50, 0x6f, 0x9a, 0x11, 5, 0, 6, 0xbb, 1, 1, 17, 0xf4, 1, 0]),
    ]
    .concat();
    add("GAS answer", action(4, 11, &[&[5, 0, 0, 0, 0][..], &protocol, &with_len(&answers)].concat()));
    add("GAS answer later", action(4, 11, &[&[5, 0, 0, 1, 0][..], &protocol, &[0, 0]].concat()));
    add("GAS comeback", action(4, 12, &[5]));
    let discovery = [&[0x23, 0x04][..], &[0; 8], &[100, 0], b"home", &[0x20, 0], &[131, 5]].concat();
    add("discovery", action(4, 34, &discovery));
    let easy = [
        &[0x50, 0x6f, 0x9a, 0x1a, 1, 0][..],
        &[1, 0x10, 4, 0, 1, 2, 3, 4],
        &[0x18, 0x10, 2, 0, 81, 6],
        &[0x19, 0x10, 1, 0, 2],
    ]
    .concat();
    add("DPP", action(4, 9, &easy));
    add(
        "GAS part",
        action(4, 13, &[&[5, 0, 0, 0x80, 0, 0][..], &protocol, &with_len(&counted(20, 1))].concat()),
    );
    add(
        "transition management asked",
        action(
            10,
            7,
            &[
                &[7, 0x0f, 10, 0, 255][..],
                &[4, 10],
                &[0; 8],
                &[5, 0],
                &element(52, &[&ACCESS_POINT[..], &[0x8f, 0x0a, 0, 0, 81, 11, 7, 3, 1, 200]].concat()),
            ]
            .concat(),
        ),
    );
    add(
        "transition management with a page",
        action(10, 7, &[&[7, 0x10, 10, 0, 255][..], &[15], b"http://a.b/c?de"].concat()),
    );
    add("transition management answered", action(10, 8, &[&[7, 0, 0][..], &ACCESS_POINT].concat()));
    add(
        "beacon report asked",
        action(
            5,
            0,
            &[
                &[3, 0, 0][..],
                &element(
                    38,
                    &[
                        &[1, 0, 5, 81, 6][..],
                        &[0, 0, 50, 0, 1],
                        &[0xff; 6],
                        &element(0, b"home"),
                        &element(1, &[0, 0]),
                        &element(2, &[1]),
                        &element(10, &[0, 48]),
                    ]
                    .concat(),
                ),
            ]
            .concat(),
        ),
    );
    add(
        "beacon report",
        action(
            5,
            1,
            &[
                &[3][..],
                &element(
                    39,
                    &[&[1, 0, 5, 81, 6][..], &[0; 8], &[50, 0, 7, 100, 50], &ACCESS_POINT, &[1, 0, 0, 0, 0]]
                        .concat(),
                ),
            ]
            .concat(),
        ),
    );
    add("neighbours asked", action(5, 4, &[&[4][..], &element(0, b"home")].concat()));
    add(
        "neighbours reported",
        action(
            5,
            5,
            &[&[4][..], &element(52, &[&ACCESS_POINT[..], &[0x8f, 0x0a, 0, 0, 81, 11, 7]].concat())].concat(),
        ),
    );
    add("block acknowledgement", action(3, 0, &[1, 0x02, 0x10, 0, 0, 0x40, 0]));
    add("query of an association", action(8, 0, &[7, 1]));
    add(
        "direct link",
        action(
            12,
            3,
            &[&[25, 0][..], &element(101, &[ACCESS_POINT, STATION, ACCESS_POINT].concat())].concat(),
        ),
    );
    add("links by traffic", action(37, 0, &[&[3][..], &extended(109, &[0x06])].concat()));
    add("SAE commit", management(0xb0, &[&[3, 0, 1, 0, 0, 0, 19, 0][..], &counted(96, 1)].concat()));
    add(
        "SAE commit by H2E",
        management(
            0xb0,
            &[&[3, 0, 1, 0, 126, 0, 19, 0][..], &counted(96, 1), &extended(92, &[20, 0])].concat(),
        ),
    );
    add("SAE confirm", management(0xb0, &[&[3, 0, 2, 0, 0, 0, 1, 0][..], &counted(32, 1)].concat()));
}

fn packets(add: &mut impl FnMut(&'static str, Vec<u8>)) {
    add(
        "first message of the handshake",
        data(0x888e, &key(0x008a, &[&[0xdd, 20, 0, 0x0f, 0xac, 4][..], &counted(16, 0x40)].concat())),
    );
    add(
        "second message of the handshake",
        data(
            0x888e,
            &key(
                0x010a,
                &element(48, &[1, 0, 0, 0x0f, 0xac, 4, 1, 0, 0, 0x0f, 0xac, 4, 1, 0, 0, 0x0f, 0xac, 2, 0, 0]),
            ),
        ),
    );
    add("third message of the handshake", data(0x888e, &key(0x13ca, &counted(56, 0x80))));
    add("fourth message of the handshake", data(0x888e, &key(0x030a, &[])));
    add("handshake with a check of 24 bytes", data(0x888e, &key_with_check(24, 0x13ca, &counted(56, 0x80))));
    add("handshake with a check of 32 bytes", data(0x888e, &key_with_check(32, 0x13ca, &counted(56, 0x80))));
    add("identity", data(0x888e, &[&[1, 0, 0, 10, 2, 1, 0, 10, 1][..], b"alice"].concat()));
    let arp = [&[0, 1, 8, 0, 6, 4, 0, 1][..], &STATION, &[192, 0, 2, 1], &[0; 6], &[192, 0, 2, 2]].concat();
    add("ARP", data(0x0806, &arp));
    let udp = [
        &[0x45, 0, 0, 33, 0, 1, 0, 0, 64, 17, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2][..],
        &[0, 53, 0, 99, 0, 13, 0, 0],
        b"hello",
    ]
    .concat();
    let llc = [&[0xaa, 0xaa, 3, 0, 0, 0, 8, 0][..], &udp].concat();
    let quality = [&[0x88, 1, 0, 0][..], &ACCESS_POINT, &STATION, &ACCESS_POINT, &[0x30, 0, 5, 0]].concat();
    add("IPv4 with a priority", [&quality[..], &llc].concat());
    let in_mesh = [
        &[0x88, 3, 0, 0][..],
        &ACCESS_POINT,
        &STATION,
        &ACCESS_POINT,
        &[0x30, 0],
        &STATION,
        &[0, 1],
        &[0, 31, 9, 0, 0, 0],
        &llc,
    ]
    .concat();
    add("IPv4 in a mesh", in_mesh);
    add("acknowledgement asked", [&[0x84, 0, 0, 0][..], &ACCESS_POINT, &STATION, &[5, 0, 0x30, 0]].concat());
}
