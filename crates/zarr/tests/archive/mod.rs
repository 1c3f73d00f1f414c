//! Archives that tests make of parts.

/// An archive of parts as they are.
pub(crate) fn archive<'a>(parts: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Vec<u8> {
    let (mut bytes, mut directory, mut num) = (Vec::new(), Vec::new(), 0_u16);
    for (name, part) in parts {
        let len = (part.len() as u32).to_le_bytes();
        let crc = crc::Crc::<u32>::new(&crc::CRC_32_ISO_HDLC).checksum(part).to_le_bytes();
        let name_len = (name.len() as u16).to_le_bytes();
        let head = [&[0; 10][..], &crc, &len, &len, &name_len, &[0; 2]].concat();
        directory.extend([b"PK\x01\x02\0\0", &*head, &[0; 10]].concat());
        directory.extend((bytes.len() as u32).to_le_bytes());
        directory.extend(name.as_bytes());
        bytes.extend([b"PK\x03\x04", &*head, name.as_bytes(), part].concat());
        num += 1;
    }
    let num = num.to_le_bytes();
    let places = [directory.len() as u32, bytes.len() as u32].map(u32::to_le_bytes).concat();
    let end = [b"PK\x05\x06\0\0\0\0", &num[..], &num, &places, &[0; 2]].concat();
    [bytes, directory, end].concat()
}
