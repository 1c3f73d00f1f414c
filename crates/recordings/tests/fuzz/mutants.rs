//! Files that are almost sound: fixtures, changed here and there.

use std::{io::Read as _, path::Path};

use flate2::{
    Compression, Crc,
    read::{DeflateEncoder, ZlibEncoder},
};

use crate::supply::{files_of, next_below};

/// Numbers that readers stumble over.
const NUMBERS: [u64; 16] = [
    0,
    1,
    2,
    3,
    4,
    7,
    8,
    14,
    15,
    0x7f,
    0xff,
    0xffff,
    0x7fff_ffff,
    0xffff_ffff,
    0x7fff_ffff_ffff_ffff,
    u64::MAX,
];

/// Texts that readers stumble over.
const TEXTS: [&str; 24] = [
    "'shape': (0,",
    "(99999999999,",
    "(4294967296, 4294967296)",
    "True",
    "False",
    "'<f8'",
    "'>i4'",
    "'|O'",
    "[",
    "(",
    "{",
    "'",
    "nan",
    "-inf",
    "1e999",
    ",",
    ";",
    "\t",
    "\n",
    "\r\n",
    "#",
    "PK\x05\x06",
    "PK\x01\x02",
    "é",
];

/// An endless supply of files, the same in every run.
pub(crate) struct Mutants {
    state: u64,
    sound: Vec<(String, Vec<u8>)>,
}

impl Mutants {
    pub(crate) fn new(seed: u64) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/recordings/fixtures");
        let sound = files_of(&folder);
        Self { state: seed, sound }
    }

    /// A random number below another.
    fn below(&mut self, limit: usize) -> usize {
        next_below(&mut self.state, limit)
    }

    /// A file with its name.
    pub(crate) fn file(&mut self) -> (String, Vec<u8>) {
        let chosen = self.below(self.sound.len());
        let (name, mut bytes) = self.sound[chosen].clone();
        for _ in 0..self.below(5) {
            self.change(&mut bytes);
        }
        match self.below(3) {
            0 if name.ends_with("5.mat") && bytes.len() > 136 => {
                let num_zeros = [0, 0, 0, 1_000_000][self.below(4)];
                (name, packed_mat(&bytes, num_zeros))
            }
            0 => ("a.npz".to_owned(), packed_npz(&[&bytes])),
            _ => (name, bytes),
        }
    }

    fn change(&mut self, bytes: &mut Vec<u8>) {
        // Heads are at the beginning, directories at the end.
        let at = match self.below(4) {
            0 => self.below(bytes.len()),
            1 => bytes.len().saturating_sub(1 + self.below(400)),
            _ => self.below(bytes.len().min(400)),
        };
        match self.below(8) {
            0 => bytes.truncate(at),
            1 => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << self.below(8);
                }
            }
            2 => self.put(bytes, at, &[self.state as u8]),
            3 | 4 => self.number(bytes, at),
            5 => {
                let text = TEXTS[self.below(TEXTS.len())];
                self.put(bytes, at, text.as_bytes());
            }
            6 => self.part(bytes, at),
            _ => {
                let other = self.below(self.sound.len());
                let from = self.below(self.sound[other].1.len());
                let part = self.sound[other].1[from..].to_vec();
                let len = self.below(part.len().min(200));
                self.put(bytes, at, &part[..len]);
            }
        }
    }

    /// A number of 2, 4 or 8 bytes in either order.
    fn number(&mut self, bytes: &mut Vec<u8>, at: usize) {
        let number = NUMBERS[self.below(NUMBERS.len())];
        let size = [2, 4, 8][self.below(3)];
        let mut number = number.to_le_bytes()[..size].to_vec();
        if self.below(2) == 0 {
            number.reverse();
        }
        // Numbers stand at even places more often than not.
        self.put(bytes, at & !3, &number);
    }

    /// A part that is taken out, doubled or repeated.
    fn part(&mut self, bytes: &mut Vec<u8>, at: usize) {
        let at = at.min(bytes.len());
        let end = (at + self.below(100)).min(bytes.len());
        let times = [0, 2, 3, 200][self.below(4)];
        let part = bytes[at..end].repeat(times);
        bytes.splice(at..end, part);
    }

    /// Puts bytes over others or between them.
    fn put(&mut self, bytes: &mut Vec<u8>, at: usize, new: &[u8]) {
        let at = at.min(bytes.len());
        let end = if self.below(3) == 0 { at } else { (at + new.len()).min(bytes.len()) };
        bytes.splice(at..end, new.iter().copied());
    }
}

/// The first variable of a MATLAB file of version 5 in a sound compressed one, so that what inflates isn't all that is tried.
pub(crate) fn packed_mat(bytes: &[u8], num_zeros: usize) -> Vec<u8> {
    let is_big = bytes[126] == b'M';
    let number = |n: u32| if is_big { n.to_be_bytes() } else { n.to_le_bytes() };
    let len = [bytes[132], bytes[133], bytes[134], bytes[135]];
    let len = if is_big { u32::from_be_bytes(len) } else { u32::from_le_bytes(len) } as usize;
    let mut input = bytes[128..bytes.len().min(len.saturating_add(136))].to_vec();
    input.resize(input.len() + num_zeros, 0);
    let mut packed = Vec::new();
    ZlibEncoder::new(&*input, Compression::fast()).read_to_end(&mut packed).expect("memory");
    [&bytes[..128], &number(15), &number(packed.len() as u32), &packed].concat()
}

/// Files as the entries of a sound archive.
pub(crate) fn packed_npz(files: &[&[u8]]) -> Vec<u8> {
    let (mut archive, mut directory) = (Vec::new(), Vec::new());
    for (number, bytes) in files.iter().enumerate() {
        let mut packed = Vec::new();
        DeflateEncoder::new(*bytes, Compression::fast()).read_to_end(&mut packed).expect("memory");
        let mut crc = Crc::new();
        crc.update(bytes);
        let sizes = [crc.sum(), packed.len() as u32, bytes.len() as u32].map(u32::to_le_bytes);
        let name = format!("a{number:05}.npy");
        let entry = [b"\x14\0\0\0\x08\0\0\0\0\0", &*sizes.concat(), &[10, 0, 0, 0]].concat();
        let offset = (archive.len() as u32).to_le_bytes();
        directory
            .extend([b"PK\x01\x02\x14\0", &*entry, &[0; 10], &offset, name.as_bytes()].concat());
        archive.extend([b"PK\x03\x04", &*entry, name.as_bytes(), &packed].concat());
    }
    let places = [directory.len() as u32, archive.len() as u32].map(u32::to_le_bytes).concat();
    let num = (files.len() as u16).to_le_bytes();
    archive.extend(&directory);
    archive.extend([b"PK\x05\x06\0\0\0\0".as_slice(), &num, &num, &places, &[0; 2]].concat());
    archive
}
