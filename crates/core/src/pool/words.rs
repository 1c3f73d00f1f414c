//! What the page says about a run, as plain functions of numbers.

use crate::{
    pool::{EngineKind, Progress, RunState},
    protocol::Stage,
    t, tn,
};

/// `3 s left`, `2 min left`.
pub fn time_left(secs: f64) -> String {
    if secs < 1.0 {
        t!("less than 1 s left").to_owned()
    } else {
        t!("{time} left", time = duration(secs))
    }
}

/// `4 s`, `2 min`, `3 h`: as long as something will take, about.
pub fn duration(secs: f64) -> String {
    match secs {
        secs if secs < 90.0 => format!("{:.0} s", secs.ceil().max(1.0)),
        secs if secs < 5_400.0 => format!("{:.0} min", (secs / 60.0).ceil()),
        secs => format!("{:.0} h", (secs / 3_600.0).ceil()),
    }
}

/// `1.8M samples/s`, `210k samples/s`.
pub fn speed(samples_per_sec: f64) -> String {
    t!("{speed} samples/s", speed = short(samples_per_sec))
}

fn short(number: f64) -> String {
    match number {
        number if number >= 1e7 => format!("{:.0}M", number / 1e6),
        number if number >= 1e6 => format!("{:.1}M", number / 1e6),
        number if number >= 1e3 => format!("{:.0}k", number / 1e3),
        number => format!("{number:.0}"),
    }
}

/// `.8 s`, `4.1 s`, `75 s`.
pub fn seconds(secs: f64) -> String {
    if secs < 10.0 { format!("{secs:.1} s") } else { format!("{secs:.0} s") }
}

/// What runs on what: `CPU, 3 workers`, `WebGPU, SwiftShader`.
pub fn engine(progress: &Progress) -> String {
    match (progress.engine, progress.num_workers) {
        (None, _) if progress.stage.is_none() => String::new(),
        (None, _) => t!("Measuring CPU and WebGPU").to_owned(),
        (Some(EngineKind::Cpu), 0) => "CPU".to_owned(),
        (Some(EngineKind::Cpu), workers) => tn!(workers, "CPU, {n} worker", "CPU, {n} workers"),
        (Some(EngineKind::Gpu), _) if progress.adapter.is_empty() => "WebGPU".to_owned(),
        (Some(EngineKind::Gpu), _) => format!("WebGPU, {}", progress.adapter),
    }
}

/// What `Auto` found: `CPU 2.1M, WebGPU 4.0M samples/s`.
pub fn measured((cpu, gpu): (f64, f64)) -> String {
    t!("measured: CPU {cpu}, WebGPU {gpu} samples/s", cpu = short(cpu), gpu = short(gpu))
}

/// The state of a run in a few words, for the eye.
pub fn status(state: &RunState, progress: &Progress) -> String {
    match state {
        RunState::Idle => t!("Ready").to_owned(),
        RunState::Running => running(progress),
        RunState::Paused => t!("Paused").to_owned(),
        RunState::Cancelled => t!("Stopped; what was learned so far stays").to_owned(),
        RunState::Finished => t!("Finished").to_owned(),
        RunState::Failed(_) => t!("Failed").to_owned(),
    }
}

fn running(progress: &Progress) -> String {
    match (progress.stage, progress.secs_left) {
        (Some(Stage::Computing), _) => t!("Comparing").to_owned(),
        (_, Some(secs)) => time_left(secs),
        (None, None) => t!("Starting").to_owned(),
        (Some(Stage::Recording), None) => t!("Recording spikes").to_owned(),
        (Some(Stage::Checking), None) => t!("Checking the engine").to_owned(),
        (Some(Stage::Training), None) => t!("Training").to_owned(),
    }
}

/// The same for a screen reader: changes of state only, never a countdown.
pub fn announcement(state: &RunState) -> String {
    match state {
        RunState::Idle => String::new(),
        RunState::Running => t!("Training has started.").to_owned(),
        RunState::Paused => t!("Paused.").to_owned(),
        RunState::Cancelled => t!("Stopped. What was learned so far stays.").to_owned(),
        RunState::Finished => t!("Finished. The results are complete.").to_owned(),
        RunState::Failed(failure) => t!("Failed. {message}", message = failure.message),
    }
}

/// Word for the `data-state` of the page.
pub fn data_state(state: &RunState) -> &'static str {
    match state {
        RunState::Idle | RunState::Cancelled => "idle",
        RunState::Running | RunState::Paused => "running",
        RunState::Finished => "finished",
        RunState::Failed(_) => "failed",
    }
}
