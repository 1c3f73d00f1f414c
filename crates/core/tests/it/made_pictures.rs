//! Files such as people choose, made here: good ones, unusual ones and broken ones.

use core::iter::repeat_n;
use std::io::Cursor;

use image::{
    DynamicImage, ExtendedColorType, Frame, GrayImage, ImageEncoder as _, ImageFormat,
    codecs::{gif::GifEncoder, jpeg::JpegEncoder},
};

/// Gray of a pixel of the good pictures: no place looks like another.
pub(crate) fn gray(x: u32, y: u32) -> u8 {
    (x * x / 700 + 3 * y / 2 + 40 * ((x / 50 + y / 40) % 2)) as u8
}

/// The bytes of a file.
pub(crate) fn made(name: &str) -> Vec<u8> {
    let png = |width, height| Png { width, height, ..Png::default() };
    match name {
        "good.png" => png(640, 480).write(),
        "deep.png" => Png { depth: png::BitDepth::Sixteen, ..png(64, 48) }.write(),
        "palette.png" => Png { color: png::ColorType::Indexed, ..png(64, 48) }.write(),
        "moving.png" => Png { num_frames: 2, ..png(64, 48) }.write(),
        "turned.jpg" => turned(),
        "good.webp" => written(ImageFormat::WebP),
        "moving.webp" => moving_webp(),
        "good.gif" => gif(1),
        "moving.gif" => gif(3),
        "good.bmp" => bmp(1),
        "upright.bmp" => bmp(-1),
        "cut.png" => cut(made("good.png")),
        "cut.jpg" => cut(turned()),
        "notes.jpg" => b"Remember to feed the salamander.\n".to_vec(),
        "one.png" => png(1, 1).write(),
        "long.png" => png(30_000, 16).write(),
        "large.png" => claiming(10_000, 9_000),
        "strip.png" => png(2_000, 20).write(),
        "empty.png" => Vec::new(),
        _ => panic!("{name} is not made here"),
    }
}

/// The good picture, small.
fn picture() -> GrayImage {
    GrayImage::from_fn(64, 48, |x, y| image::Luma([gray(x, y)]))
}

fn cut(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes.truncate(bytes.len() * 2 / 3);
    bytes
}

fn written(format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let picture = DynamicImage::ImageLuma8(picture()).to_rgba8();
    picture.write_to(&mut bytes, format).expect("memory takes it");
    bytes.into_inner()
}

struct Png {
    width: u32,
    height: u32,
    depth: png::BitDepth,
    color: png::ColorType,
    num_frames: u32,
}

impl Default for Png {
    fn default() -> Self {
        Self {
            width: 0,
            height: 0,
            depth: png::BitDepth::Eight,
            color: png::ColorType::Grayscale,
            num_frames: 1,
        }
    }
}

impl Png {
    fn write(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, self.width, self.height);
        encoder.set_depth(self.depth);
        encoder.set_color(self.color);
        if self.color == png::ColorType::Indexed {
            // The palette is upside down, so that indices are not mistaken for grays.
            let colors: Vec<u8> = (0..=255).rev().flat_map(|gray| [gray; 3]).collect();
            encoder.set_palette(colors);
        }
        if self.num_frames > 1 {
            encoder.set_animated(self.num_frames, 0).expect("there are frames");
        }
        let mut writer = encoder.write_header().expect("memory takes it");
        let rows = (0..self.height).flat_map(|y| (0..self.width).map(move |x| gray(x, y)));
        let pixels: Vec<u8> = rows.flat_map(|gray| self.pixel(gray)).collect();
        for frame in 0..self.num_frames {
            let dark = vec![0; pixels.len()];
            let pixels = if frame == 0 { &pixels } else { &dark };
            writer.write_image_data(pixels).expect("memory takes it");
        }
        writer.finish().expect("memory takes it");
        bytes
    }

    fn pixel(&self, gray: u8) -> impl Iterator<Item = u8> {
        let value = if self.color == png::ColorType::Indexed { 255 - gray } else { gray };
        let count = if self.depth == png::BitDepth::Sixteen { 2 } else { 1 };
        repeat_n(value, count)
    }
}

/// A PNG whose header claims more than there is.
fn claiming(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = made("one.png");
    bytes[16..20].copy_from_slice(&width.to_be_bytes());
    bytes[20..24].copy_from_slice(&height.to_be_bytes());
    bytes
}

/// A photograph of 64 x 48 pixels, black on its left and white on its right, that asks to be turned to the
/// right: 48 x 64, black above and white below.
fn turned() -> Vec<u8> {
    const TURN_RIGHT: u8 = 6;
    // One entry, 0x0112: the orientation, one short number.
    let exif = [
        b"MM\0*\0\0\0\x08\0\x01".as_slice(),
        &[0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, TURN_RIGHT, 0, 0],
        &[0; 4],
    ];
    let picture = GrayImage::from_fn(64, 48, |x, _| image::Luma([if x < 32 { 0 } else { 255 }]));
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 90);
    encoder.set_exif_metadata(exif.concat()).expect("JPEG holds such things");
    encoder.write_image(&picture, 64, 48, ExtendedColorType::L8).expect("memory takes it");
    bytes
}

/// The first picture is the good one, the others are black.
fn gif(num_pictures: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = GifEncoder::new(&mut bytes);
    for number in 0..num_pictures {
        let picture = if number == 0 { picture() } else { GrayImage::new(64, 48) };
        let frame = Frame::new(DynamicImage::ImageLuma8(picture).to_rgba8());
        encoder.encode_frame(frame).expect("memory takes it");
    }
    drop(encoder);
    bytes
}

/// Two pictures of a WebP in a frame of boxes.
fn moving_webp() -> Vec<u8> {
    let still = written(ImageFormat::WebP);
    let size = [63, 0, 0, 47, 0, 0];
    let boxed = |name: &[u8; 4], content: &[u8]| {
        [name.as_slice(), &(content.len() as u32).to_le_bytes(), content].concat()
    };
    // Place, size, 100 ms, nothing special; then the picture itself.
    let frame = boxed(b"ANMF", &[&[0; 6], size.as_slice(), &[100, 0, 0, 0], &still[12..]].concat());
    let head = boxed(b"VP8X", &[&[0b10, 0, 0, 0], size.as_slice()].concat());
    let content = [b"WEBP".to_vec(), head, boxed(b"ANIM", &[0; 6]), frame.clone(), frame].concat();
    boxed(b"RIFF", &content)
}

/// With the lower row first, or with the upper one and a negative height.
fn bmp(sign: i32) -> Vec<u8> {
    let (width, height) = (64_u32, 48_u32);
    let mut bytes = b"BM".to_vec();
    let size = 54 + 3 * width * height;
    for number in [size, 0, 54, 40, width, (sign * height as i32) as u32, 1 | 24 << 16] {
        bytes.extend(number.to_le_bytes());
    }
    bytes.resize(54, 0);
    for row in 0..height {
        let y = if sign > 0 { height - 1 - row } else { row };
        bytes.extend((0..width).flat_map(|x| [gray(x, y); 3]));
    }
    bytes
}
