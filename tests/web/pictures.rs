//! Files decoded by the browser.

use ganglion_core::{
    network::checksum_of_bytes,
    pictures::{Picture, Refusal, decode::decode},
};
use image::{ExtendedColorType, ImageEncoder as _, codecs::jpeg::JpegEncoder};
use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsCast as _;
use wasm_bindgen_test::{console_log, wasm_bindgen_test};
use web_sys::{Blob, DedicatedWorkerGlobalScope};

use crate::made_pictures::{gray, made};

async fn decoded_bytes(name: &str, bytes: &[u8]) -> Result<Picture, String> {
    let parts = Array::of1(&Uint8Array::from(bytes));
    let file = Blob::new_with_u8_array_sequence(&parts).expect("a file in memory");
    decode(name, &file).await.map_err(|refusal: Refusal| refusal.message(name))
}

async fn decoded(name: &str) -> Result<Picture, String> {
    decoded_bytes(name, &made(name)).await
}

#[wasm_bindgen_test]
async fn pictures_of_every_kind_are_decoded_as_they_are() {
    for name in [
        "deep.png",
        "palette.png",
        "moving.png",
        "good.webp",
        "moving.webp",
        "good.gif",
        "moving.gif",
        "good.bmp",
        "upright.bmp",
    ] {
        let picture = decoded(name).await.expect(name);
        assert_eq!((picture.size, picture.width, picture.name.as_str()), ((64, 48), 64, name));
        assert_eq!(picture.checksum, checksum_of_bytes(made(name)), "{name}");
        assert_eq!(
            picture.note.is_some(),
            name.starts_with("moving"),
            "{name}: {:?}",
            picture.note
        );
        // GIF keeps 256 colors, which are more than there are grays here.
        let expected = (0..48).flat_map(|y| (0..64).map(move |x| gray(x, y)));
        for (at, (found, expected)) in picture.gray.iter().zip(expected).enumerate() {
            assert!(found.abs_diff(expected) <= 1, "{name}, pixel {at}: {found}, not {expected}");
        }
    }
}

#[wasm_bindgen_test]
async fn a_larger_picture_is_made_smaller() {
    let picture = decoded("good.png").await.expect("a picture");
    assert_eq!((picture.size, picture.sides()), ((640, 480), (512, 384)));
    let mean = |values: &mut dyn Iterator<Item = u8>| {
        let (sum, count) =
            values.fold((0.0, 0.0), |(sum, count), gray| (sum + f64::from(gray), count + 1.0));
        sum / count
    };
    let before = mean(&mut (0..480).flat_map(|y| (0..640).map(move |x| gray(x, y))));
    let after = mean(&mut picture.gray.iter().copied());
    assert!((before - after).abs() < 0.05, "{before} and {after}");
}

#[wasm_bindgen_test]
async fn a_photograph_is_turned_as_it_asks() {
    let picture = decoded("turned.jpg").await.expect("a photograph");
    assert_eq!((picture.size, picture.sides()), ((48, 64), (48, 64)));
    let (above, below) = picture.gray.split_at(48 * 32);
    assert!(above.iter().all(|gray| *gray < 20) && below.iter().all(|gray| *gray > 235));
}

#[wasm_bindgen_test]
async fn what_cannot_be_shown_is_refused_with_a_reason() {
    for (name, reason) in [
        ("cut.png", "cut off"),
        ("cut.jpg", "cut off"),
        ("notes.jpg", "not a picture"),
        ("one.png", "at least 16 x 16"),
        ("long.png", "a side may have 16384"),
        ("large.png", "90 megapixels"),
        ("strip.png", "too long for its width"),
        ("empty.png", "empty"),
    ] {
        let message = decoded(name).await.expect_err(name);
        assert!(
            message.starts_with(&format!("“{name}” ")) && message.contains(reason),
            "{message}"
        );
    }
    // All chunks are there, but not what was in them.
    let mut damaged = made("good.png");
    let middle = damaged.len() / 2;
    damaged[middle..middle + 60].fill(0x55);
    let message = decoded_bytes("good.png", &damaged).await.expect_err("damaged");
    assert!(message.contains("damaged"), "{message}");
    let heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic";
    let message = decoded_bytes("phone.heic", heic).await.expect_err("no browser here has HEIC");
    assert!(message.contains("HEIC"), "{message}");
}

#[wasm_bindgen_test]
async fn fifty_megapixels_pass_through() {
    let (width, height) = (8_688, 5_792);
    let mut bytes = Vec::new();
    let pixels: Vec<u8> =
        (0..height).flat_map(|y| (0..width).map(move |x| gray(x / 12, y / 12))).collect();
    JpegEncoder::new_with_quality(&mut bytes, 90)
        .write_image(&pixels, width, height, ExtendedColorType::L8)
        .expect("memory takes it");
    drop(pixels);
    let clock = js_sys::global()
        .unchecked_into::<DedicatedWorkerGlobalScope>()
        .performance()
        .expect("workers have a clock");
    let start = clock.now();
    let picture = decoded_bytes("camera.jpg", &bytes).await.expect("a photograph");
    let megabytes = bytes.len() as f64 / 1e6;
    console_log!("50 megapixels, {megabytes:.1} MB: {:.0} ms", clock.now() - start);
    assert_eq!((picture.size, picture.sides()), ((width, height), (512, 341)));
}
