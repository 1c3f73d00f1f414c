//! Prints all arrays of files with a checksum, for `tests/recordings/compare_with_scipy.py`.

#![expect(clippy::print_stdout, reason = "what it prints is what it is for")]

use std::fs::File;

use ganglion_recordings::{FileError, OpenedFile, open};

fn main() {
    for path in std::env::args().skip(1) {
        let opened = match File::open(&path) {
            Ok(file) => open(&path, Box::new(file)),
            Err(err) => Err(FileError::Unreadable { file: path.clone(), message: err.to_string() }),
        };
        println!("file\t{path}");
        match opened {
            Ok(file) => print(&file),
            Err(reason) => println!("nothing\t{reason}"),
        }
    }
}

fn print(file: &OpenedFile) {
    for (index, info) in file.arrays.iter().enumerate() {
        match file.read_all(index, u64::MAX) {
            Ok(elements) => {
                let mut digest = 0xcbf2_9ce4_8422_2325_u64;
                elements.for_each(|value| {
                    for byte in value.to_le_bytes() {
                        digest = (digest ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
                    }
                });
                println!("array\t{}\t{:?}\t{digest:016x}", info.path, info.shape);
            }
            Err(reason) => println!("damaged\t{reason}"),
        }
    }
    for reason in &file.refused {
        println!("refused\t{reason}");
    }
}
