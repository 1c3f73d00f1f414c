//! Every color: themes, the map of signed images, the colors of subunits.
//!
//! Zero is the surface, orange-brown is negative, blue is positive. Lightness changes in equal
//! steps on both sides, as the map is interpolated in `OKLab`.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use ganglion_core::mark;

/// How the page looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Theme {
    /// Ink on paper.
    #[default]
    Light,
    /// Light on dark.
    Dark,
    /// For a room: larger, stronger ends, thicker lines.
    Projector,
    /// For print: black ink on white.
    Paper,
}

/// A color of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rgb(pub u8, pub u8, pub u8);

/// The colors of a theme.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Palette {
    /// Behind everything; the zero of signed images.
    pub surface: Rgb,
    /// Text and data.
    pub ink: Rgb,
    /// Secondary text and axes.
    pub muted: Rgb,
    /// Grid and frames.
    pub hairline: Rgb,
    /// What is to be looked at first.
    pub accent: Rgb,
    /// End of the negative side (OFF).
    pub negative: Rgb,
    /// End of the positive side (ON).
    pub positive: Rgb,
    /// Width of the thinnest line, pixels.
    pub stroke: f64,
}

/// Subunits and cells in their order, never without a numeral (Okabe and Ito 2008).
const IDENTITIES: [Rgb; 7] = [
    Rgb::hex(0x0072B2),
    Rgb::hex(0xE69F00),
    Rgb::hex(0x009E73),
    Rgb::hex(0xCC79A7),
    Rgb::hex(0x56B4E9),
    Rgb::hex(0xD55E00),
    Rgb::hex(0xF0E442),
];

const LIGHT: Palette = Palette {
    surface: Rgb::hex(0xf6f4ef),
    ink: Rgb::hex(0x1c1b19),
    muted: Rgb::hex(0x5c5850),
    hairline: Rgb::hex(0xd3cec2),
    accent: Rgb::hex(0x0b6a60),
    negative: Rgb::hex(0x8c3d04),
    positive: Rgb::hex(0x1f5a99),
    stroke: 1.0,
};

const DARK: Palette = Palette {
    surface: Rgb::hex(0x17191c),
    ink: Rgb::hex(0xeceae4),
    muted: Rgb::hex(0xa6a49d),
    hairline: Rgb::hex(0x3a3d42),
    accent: Rgb::hex(0x5cc8b7),
    negative: Rgb::hex(0xf0a35e),
    positive: Rgb::hex(0x7fb4ec),
    stroke: 1.0,
};

const PROJECTOR: Palette = Palette {
    surface: Rgb::hex(0xffffff),
    ink: Rgb::hex(0x000000),
    muted: Rgb::hex(0x3d3a35),
    hairline: Rgb::hex(0xb5b0a4),
    accent: Rgb::hex(0x00584f),
    negative: Rgb::hex(0x6e2c00),
    positive: Rgb::hex(0x0a3f7a),
    stroke: 2.0,
};

/// Colors that print: those of Okabe and Ito beside black, ends of the signed map that are as dark as each other.
const PAPER: Palette = Palette {
    surface: Rgb::hex(0xffffff),
    ink: Rgb::hex(0x000000),
    muted: Rgb::hex(0x333333),
    hairline: Rgb::hex(0xc8c8c8),
    accent: Rgb::hex(0x0072b2),
    negative: Rgb::hex(0x8c3d04),
    positive: Rgb::hex(0x1f5a99),
    stroke: 1.0,
};

impl Theme {
    /// Every theme with its word, its label and the value of `data-theme`.
    pub const ALL: [(Self, &'static str, &'static str); 4] = [
        (Self::Light, "light", mark!("Light")),
        (Self::Dark, "dark", mark!("Dark")),
        (Self::Projector, "projector", mark!("Projector")),
        (Self::Paper, "paper", mark!("Paper")),
    ];

    /// Its colors.
    pub fn palette(self) -> &'static Palette {
        match self {
            Self::Light => &LIGHT,
            Self::Dark => &DARK,
            Self::Projector => &PROJECTOR,
            Self::Paper => &PAPER,
        }
    }

    /// Its word, as in `data-theme`.
    pub fn word(self) -> &'static str {
        Self::ALL[self as usize].1
    }

    /// The theme of a word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, its_word, _)| *its_word == word).map(|(theme, ..)| *theme)
    }

    /// Color of a signed value in `[-1, 1]`; beyond, the end of the map.
    pub fn signed(self, value: f32) -> Rgb {
        let last = 2 * SIDE_STEPS;
        let at = (value.clamp(-1.0, 1.0) + 1.0) * 0.5 * last as f32;
        // A NaN casts to 0: it would look like the negative end, so it is shown as zero.
        let index = if value.is_nan() { SIDE_STEPS } else { at.round() as usize };
        SIGNED_MAPS[self as usize][index.min(last)]
    }

    /// Gray of a contrast in `[-1, 1]`, black to white, as the stimulus is shown.
    pub fn luminance(contrast: f32) -> Rgb {
        let gray = ((contrast.clamp(-1.0, 1.0) + 1.0) * 127.5) as u8;
        Rgb(gray, gray, gray)
    }
}

/// Color of the subunit or cell `index`, from 0; repeats after seven.
pub fn identity(index: usize) -> Rgb {
    IDENTITIES[index % IDENTITIES.len()]
}

impl Rgb {
    /// From `0xRRGGBB`.
    pub const fn hex(hex: u32) -> Self {
        Self((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
    }

    /// As CSS writes it: `#rrggbb`.
    pub fn css(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }

    /// The color `share` of the way to `other`, in `OKLab`.
    #[must_use]
    pub fn mix(self, other: Self, share: f64) -> Self {
        let (from, to) = (lab_of(self), lab_of(other));
        rgb_of(core::array::from_fn(|axis| from[axis] + (to[axis] - from[axis]) * share))
    }

    /// Black or white, whichever is read better on this color.
    #[must_use]
    pub fn opposite(self) -> Self {
        let (black, white) = (Self(0, 0, 0), Self(255, 255, 255));
        if self.contrast(black) > self.contrast(white) { black } else { white }
    }

    /// Relative luminance (WCAG 2.2), for contrasts.
    pub fn relative_luminance(self) -> f64 {
        let Self(red, green, blue) = self;
        0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }

    /// Contrast ratio with another color (WCAG 2.2), 1 to 21.
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.relative_luminance(), other.relative_luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }
}

/// Steps of the signed map on each side of zero.
const SIDE_STEPS: usize = 256;

static SIGNED_MAPS: LazyLock<[Vec<Rgb>; 4]> =
    LazyLock::new(|| Theme::ALL.map(|(theme, ..)| signed_map(theme.palette())));

fn signed_map(palette: &Palette) -> Vec<Rgb> {
    let color = |step: usize| {
        let value = step as f64 / SIDE_STEPS as f64 - 1.0;
        let end = if value < 0.0 { palette.negative } else { palette.positive };
        palette.surface.mix(end, value.abs())
    };
    (0..=2 * SIDE_STEPS).map(color).collect()
}

/// `OKLab` of a screen color.
///
/// # Source
/// Ottosson (2020), "A perceptual color space for image processing".
fn lab_of(Rgb(red, green, blue): Rgb) -> [f64; 3] {
    let (r, g, b) = (linear(red), linear(green), linear(blue));
    let l = power(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b, 1.0 / 3.0);
    let m = power(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b, 1.0 / 3.0);
    let s = power(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b, 1.0 / 3.0);
    [
        0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
        1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
        0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s,
    ]
}

fn rgb_of([light, a, b]: [f64; 3]) -> Rgb {
    let cube = |root: f64| root * root * root;
    let l = cube(light + 0.3963377774 * a + 0.2158037573 * b);
    let m = cube(light - 0.1055613458 * a - 0.0638541728 * b);
    let s = cube(light - 0.0894841775 * a - 1.2914855480 * b);
    Rgb(
        encoded(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
        encoded(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
        encoded(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s),
    )
}

/// Linear light of an sRGB byte.
fn linear(byte: u8) -> f64 {
    let share = f64::from(byte) / 255.0;
    if share <= 0.04045 { share / 12.92 } else { power((share + 0.055) / 1.055, 2.4) }
}

/// The sRGB byte of linear light.
fn encoded(light: f64) -> u8 {
    let light = light.clamp(0.0, 1.0);
    let share =
        if light <= 0.0031308 { light * 12.92 } else { 1.055 * power(light, 1.0 / 2.4) - 0.055 };
    (share * 255.0).round() as u8
}

/// `value^exponent` for a value that is not negative: close enough for colors, by functions that the
/// page holds anyway.
fn power(value: f64, exponent: f64) -> f64 {
    if value > 0.0 { libm::exp(exponent * libm::log(value)) } else { 0.0 }
}
