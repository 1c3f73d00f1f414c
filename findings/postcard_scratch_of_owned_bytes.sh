#!/usr/bin/env bash
# GUESS (written down before the run): the buffer that postcard's from_io takes beside a reader is for texts and bytes that are borrowed from the
# message. A structure that owns all it has (String, Vec<u8>, ByteBuf) is read with a buffer of any size, even an empty one; and since a
# Vec<u8> and a serde_bytes::ByteBuf are written as the same bytes, either form reads what the other has written.
# SEEN, postcard 1.2.0, serde_bytes 0.11.19: both are written as the same bytes, and each reads the other from a slice. From a reader, Vec<u8>
# of 1000 elements needs no buffer. ByteBuf and String need one that holds them whole, though they copy out of it at once; with less
# they end with DeserializeUnexpectedEnd ("Hit the end of buffer, expected more data"), as a file that is cut off does. What one of
# them has used is free again for the next: a buffer of 64 bytes reads any number of names.
# WHY IT MATTERS: serde_bytes is what one adds to make bytes fast. With it, a recording or a network with more bytes than the buffer reads as
# damaged, and only large ones do, so that no small fixture shows it.
# WHAT TO DO: in what is streamed, keep bytes as Vec<u8> or Vec<u64>, and bound the texts, or make the buffer as large as the file.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
mkdir "$dir/src"
cat > "$dir/Cargo.toml" <<'TOML'
[package]
name = "finding"
version = "0.0.0"
edition = "2021"
[dependencies]
postcard = { version = "=1.2.0", default-features = false, features = ["use-std"] }
serde = { version = "1", features = ["derive"] }
serde_bytes = "=0.11.19"
[workspace]
TOML
cat > "$dir/src/main.rs" <<'RUST'
use serde::{de::DeserializeOwned, Serialize};
use serde_bytes::ByteBuf;
fn reads<T: DeserializeOwned>(bytes: &[u8], room: usize) -> Result<T, postcard::Error> {
    let mut buffer = vec![0; room];
    postcard::from_io((bytes, &mut buffer)).map(|(value, _)| value)
}
fn written(value: &impl Serialize) -> Vec<u8> {
    postcard::to_stdvec(value).expect("plain data")
}
fn main() {
    let elements = vec![7_u8; 1000];
    let (plain, fast) = (written(&elements), written(&ByteBuf::from(elements.clone())));
    assert_eq!(plain, fast, "the same bytes");
    assert_eq!(postcard::from_bytes::<Vec<u8>>(&fast), Ok(elements.clone()));
    assert_eq!(postcard::from_bytes::<ByteBuf>(&plain), Ok(ByteBuf::from(elements.clone())));
    let text = written(&"a".repeat(1000));
    let names = written(&vec!["a name of 20 letters"; 50]);
    for room in [0, 64, 999, 1000] {
        let as_elements = reads::<Vec<u8>>(&plain, room).map(|all| all.len());
        let as_bytes = reads::<ByteBuf>(&plain, room).map(|all| all.len());
        let as_text = reads::<String>(&text, room).map(|all| all.len());
        let as_names = reads::<Vec<String>>(&names, room).map(|all| all.len());
        println!("buffer {room:4}: Vec<u8> {as_elements:?}, ByteBuf {as_bytes:?}, String {as_text:?}, names {as_names:?}");
        assert_eq!(as_elements, Ok(1000));
        let cut = Err(postcard::Error::DeserializeUnexpectedEnd);
        let whole = if room == 1000 { Ok(1000) } else { cut.clone() };
        assert_eq!((as_bytes, as_text), (whole.clone(), whole));
        assert_eq!(as_names, if room == 0 { cut } else { Ok(50) });
    }
}
RUST
cargo run -q --release --manifest-path "$dir/Cargo.toml"
echo "OK: bytes that are owned need a buffer as large as they are, and what is missing is called cut off"
