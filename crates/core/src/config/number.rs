//! Decimal numbers as people and links write them.
//!
//! The parser of std brings a table of 10 kB that does not compress, for numbers of any length; the
//! settings have a few digits.

/// Largest whole number below which all are exact.
const EXACT: u64 = 1 << 53;

/// Reads a decimal number such as `-0.05`, `1e-3` or `40000`.
///
/// With up to fifteen digits and an exponent within 22 places, as all settings have, the result is
/// the number nearest to the decimal; beyond, its last digits may be off.
pub fn read_number(text: &str) -> Option<f64> {
    let (number, _) = read(text)?;
    Some(number)
}

/// The same in single precision.
pub fn read_short_number(text: &str) -> Option<f32> {
    const MIDDLE: u64 = 1 << 28;
    let (number, rest) = read(text)?;
    // Rounded twice, a decimal beside the middle of two numbers would fall on the wrong one.
    let bits = number.to_bits();
    let is_middle = bits & (2 * MIDDLE - 1) == MIDDLE;
    let away =
        if (rest > 0.0) == (number > 0.0) { bits.wrapping_add(1) } else { bits.wrapping_sub(1) };
    Some(if is_middle && rest != 0.0 { f64::from_bits(away) } else { number } as f32)
}

/// The nearest number, and of what sign the decimal less this number is.
fn read(text: &str) -> Option<(f64, f64)> {
    let (sign, text) = match text.strip_prefix('-') {
        Some(text) => (-1.0, text),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    let (digits, exponent) = match text.find(['e', 'E']) {
        Some(at) => (&text[..at], text[at + 1..].parse().ok()?),
        None => (text, 0_i32),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let (mut mantissa, mut places, mut is_number) = (0_u64, 0_i32, false);
    for byte in whole.bytes().chain(fraction.bytes()) {
        if !byte.is_ascii_digit() {
            return None;
        }
        is_number = true;
        if mantissa < EXACT / 10 {
            mantissa = 10 * mantissa + u64::from(byte - b'0');
        } else {
            // Digits that a number cannot hold.
            places += 1;
        }
    }
    let power = exponent.checked_add(places)?.checked_sub(i32::try_from(fraction.len()).ok()?)?;
    let (number, rest) = scaled(mantissa as f64, power);
    is_number.then_some((sign * number, sign * rest))
}

/// `mantissa * 10^power`, with the sign of what was rounded away.
fn scaled(mantissa: f64, power: i32) -> (f64, f64) {
    if power < 0 {
        let divisor = ten_to(power.unsigned_abs());
        let number = mantissa / divisor;
        (number, -libm::fma(number, divisor, -mantissa))
    } else {
        let factor = ten_to(power.unsigned_abs());
        let number = mantissa * factor;
        (number, libm::fma(mantissa, factor, -number))
    }
}

/// Exact up to the 22nd power; infinite beyond the 308th.
fn ten_to(power: u32) -> f64 {
    (0..power.min(400)).fold(1.0, |product, _| 10.0 * product)
}
