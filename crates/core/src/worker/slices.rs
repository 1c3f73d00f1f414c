//! How a training is cut into slices between which commands are looked for, and what of it has been told.

use crate::{
    network::{NetworkId, Parameters},
    protocol::{Event, RunId},
    training::{Engine, Training},
    worker::Port,
};

/// Seconds between two snapshots, and between two reports of progress.
pub(super) const REPORT_SECS: f64 = 0.1;
/// Seconds of work between two looks for commands: well below what a person notices.
pub(super) const SLICE_SECS: f64 = 0.02;

/// Steps between two looks for commands, adapted to the speed of the machine.
pub(super) struct Slice {
    pub(super) num_steps: u32,
}

impl Slice {
    pub(super) fn new(num_steps: u32) -> Self {
        Self { num_steps }
    }

    pub(super) fn adapt(&mut self, secs: f64) {
        if secs > 1.5 * SLICE_SECS {
            self.num_steps = (self.num_steps / 2).max(1);
        } else if secs < 0.5 * SLICE_SECS {
            self.num_steps = (self.num_steps * 2).min(1_000);
        }
    }
}

/// What of a training has been told to the page.
pub(super) struct Snapshots {
    run: RunId,
    networks: Vec<NetworkId>,
    last_secs: f64,
    num_points: usize,
}

impl Snapshots {
    pub(super) fn new(run: RunId, networks: &[NetworkId]) -> Self {
        Self { run, networks: networks.to_vec(), last_secs: 0.0, num_points: 0 }
    }

    pub(super) fn is_due(&self, port: &impl Port) -> bool {
        port.now_secs() - self.last_secs >= REPORT_SECS
    }

    pub(super) fn send(&mut self, port: &impl Port, parameters: &[Parameters]) {
        self.last_secs = port.now_secs();
        for (network, parameters) in self.networks.iter().zip(parameters) {
            self.send_last(port, *network, parameters);
        }
    }

    pub(super) fn send_last(&self, port: &impl Port, network: NetworkId, parameters: &Parameters) {
        port.send(Event::Snapshot { run: self.run, network, parameters: parameters.clone() });
    }

    pub(super) fn send_points<E: Engine>(&mut self, port: &impl Port, training: &Training<E>) {
        let num_points = training.curves().first().map_or(0, Vec::len);
        for (network, curve) in self.networks.iter().zip(training.curves()) {
            for point in &curve[self.num_points..] {
                port.send(Event::Point { run: self.run, network: *network, point: *point });
            }
        }
        self.num_points = num_points;
    }
}
