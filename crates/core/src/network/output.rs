//! The last nonlinearity and its loss.

use crate::{config::OutputUnit, network::Parameters};

/// Added to every predicted count, so that its logarithm exists.
pub const FLOOR: f32 = 1e-7;

/// The last nonlinearity of one network.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Output {
    unit: OutputUnit,
    a: f32,
    b: f32,
}

/// What one frame adds to the loss, and its derivatives.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Slope {
    /// Loss, nats.
    pub loss: f32,
    /// Derivative by the generator signal `z`.
    pub by_z: f32,
    /// Derivatives by the two numbers of a trained softplus.
    pub by_softplus: [f32; 2],
}

impl Output {
    /// The output of a network with these parameters.
    pub fn new(unit: OutputUnit, parameters: &Parameters) -> Self {
        match parameters.values[parameters.shape.softplus()] {
            [a, b] => Self { unit, a, b },
            _ => Self { unit, a: 1.0, b: 1.0 },
        }
    }

    /// Expected count for a generator signal.
    pub fn predict(self, z: f32) -> f32 {
        match self.unit {
            OutputUnit::Sigmoid => softplus_and_sigmoid(z).1,
            OutputUnit::Softplus | OutputUnit::Parametric => {
                self.a * softplus_and_sigmoid(self.b * z).0 + FLOOR
            }
        }
    }

    /// Loss of a prediction when `count` spikes were seen, with its derivatives.
    ///
    /// ```text
    /// Poisson loss           m - n ln m,          m = a ln(1 + e^(b z)) + 1e-7
    /// cross-entropy          ln(1 + e^z) - n z,   n = 0 or 1
    /// ```
    pub fn slope(self, z: f32, count: u16) -> Slope {
        match self.unit {
            OutputUnit::Sigmoid => {
                let (softplus, sigmoid) = softplus_and_sigmoid(z);
                let spiked = f32::from(count.min(1));
                Slope { loss: softplus - spiked * z, by_z: sigmoid - spiked, by_softplus: [0.0; 2] }
            }
            OutputUnit::Softplus | OutputUnit::Parametric => {
                let (softplus, sigmoid) = softplus_and_sigmoid(self.b * z);
                let m = self.a * softplus + FLOOR;
                let n = f32::from(count);
                let by_m = 1.0 - n / m;
                Slope {
                    // Most frames have no spike, and a logarithm takes a third of the time of a frame.
                    loss: if count == 0 { m } else { m - n * libm::logf(m) },
                    by_z: by_m * self.a * self.b * sigmoid,
                    by_softplus: [by_m * softplus, by_m * self.a * z * sigmoid],
                }
            }
        }
    }
}

/// `ln(1 + e^z)` and `1 / (1 + e^-z)`, from one exponential, without overflow.
fn softplus_and_sigmoid(z: f32) -> (f32, f32) {
    let e = libm::expf(-z.abs());
    // Not `max`, which wasm calls a function for.
    let (positive, part) = if z >= 0.0 { (z, 1.0) } else { (0.0, e) };
    let softplus = positive + libm::log1pf(e);
    let sigmoid = part / (1.0 + e);
    (softplus, sigmoid)
}
