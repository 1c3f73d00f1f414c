//! Pictures worth a look: driven by how many of the cells shown, and the spikes to them.

use serde::{Deserialize, Serialize};

use crate::{
    config::Presentation,
    experiment::{
        natural::{
            Beside, Setting, Subject,
            comparison::{SeenPatches, answers, predictions},
            responder::{Responder, poisson},
        },
        recorded::times,
    },
    rng::{Random, Stream},
};

/// Expected spikes to a picture from which on a cell counts as answering.
const ANSWERING: f32 = 1.0;
/// Pictures shown in a row (paper: Fig. 10A).
const NUM_SEQUENCE: u32 = 50;

/// Spikes to one picture, trial by trial: moments with a spike, once for each spike.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PictureRaster {
    /// Of what stands beside the network.
    pub beside: Vec<Vec<u32>>,
    /// Drawn from the network's prediction, as Poisson counts.
    pub network: Vec<Vec<u32>>,
}

/// Pictures to look at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Examples {
    /// How many of the cells shown answer each picture, by their networks where nobody knows the answers.
    pub num_answering: Vec<u32>,
    /// Pictures that are offered: of each number of answering cells the first that there is, most
    /// cells first, then a second one of each until there are five.
    pub offered: Vec<u32>,
    /// Spikes of each cell shown to each picture offered, `[shown][offered]`.
    pub rasters: Vec<Vec<PictureRaster>>,
    /// Spikes of the first cell shown to the first pictures, one after the other.
    pub sequence: Vec<PictureRaster>,
}

impl Examples {
    /// Pictures are flashed here, whatever the setting says: spikes need time.
    ///
    /// # Shapes
    /// - `known`: `[cells][num_pictures]`, what the cells of a recording answered
    pub(super) fn new(
        setting: &Setting,
        (subjects, patches): (&[Subject], &[Vec<f32>]),
        known: &[Vec<f32>],
    ) -> Self {
        let setting = &Setting { presentation: Presentation::Flashed, ..setting.clone() };
        let shown = setting.shown.iter().map(|&cell| cell as usize);
        let shown: Vec<_> = shown.filter(|&cell| cell < subjects.len()).collect();
        let seen = SeenPatches::new(setting, subjects, patches);
        let counts = shown.iter().map(|&cell| {
            let subject = &subjects[cell];
            if setting.is_own && cell < known.len() {
                return known[cell].clone();
            }
            match subject.beside() {
                Beside::Cell => answers(setting, subject, &seen.cells[cell]),
                Beside::OneFilter => {
                    predictions(setting, subject.network(), (subject, &seen.networks[cell]))
                }
            }
        });
        let num_answering =
            counts.fold(vec![0; num_pictures(subjects, patches)], |sums, counts| {
                let answers = counts.into_iter().map(|count| u32::from(count >= ANSWERING));
                sums.into_iter().zip(answers).map(|(sum, answers)| sum + answers).collect()
            });
        let offered = offered(&num_answering, shown.len() as u32);
        let draw = |cell: usize, pictures: &[u32]| {
            RasterMaker::new(setting, &subjects[cell]).rasters(&seen, cell, pictures)
        };
        let sequence: Vec<u32> = (0..NUM_SEQUENCE.min(num_answering.len() as u32)).collect();
        Self {
            rasters: shown.iter().map(|&cell| draw(cell, &offered)).collect(),
            sequence: shown.first().map(|&cell| draw(cell, &sequence)).unwrap_or_default(),
            num_answering,
            offered,
        }
    }

    /// Share of the pictures that drive so many of the cells shown.
    pub fn share(&self, num_answering: u32) -> f64 {
        let found = self.num_answering.iter().filter(|&&found| found == num_answering).count();
        found as f64 / self.num_answering.len().max(1) as f64
    }
}

fn num_pictures(subjects: &[Subject], patches: &[Vec<f32>]) -> usize {
    patches[0].len() / subjects[0].config().num_checkers()
}

fn offered(num_answering: &[u32], most: u32) -> Vec<u32> {
    const NUM_OFFERED: usize = 5;
    let mut offered = Vec::new();
    for round in 0..NUM_OFFERED {
        for wanted in (0..=most).rev() {
            let mut found = (0..).zip(num_answering).filter(|(_, found)| **found == wanted);
            if let Some((picture, _)) = found.nth(round).filter(|_| offered.len() < NUM_OFFERED) {
                offered.push(picture);
            }
        }
    }
    offered
}

/// One cell and its network, and where their chance comes from.
struct RasterMaker<'a> {
    subject: &'a Subject,
    beside: Responder<'a>,
    gains: Vec<f32>,
    setting: &'a Setting,
}

impl<'a> RasterMaker<'a> {
    fn new(setting: &'a Setting, subject: &'a Subject) -> Self {
        let courses = setting.courses(subject.temporal(), subject.timing());
        let gains = subject.gains(&setting.courses(subject.input_filter(), subject.timing()));
        Self { beside: Responder::new(subject, &courses), gains, setting, subject }
    }

    fn rasters(&self, shown: &SeenPatches, cell: usize, pictures: &[u32]) -> Vec<PictureRaster> {
        let (seed, number) = (self.setting.seed, self.subject.number());
        let mut of_beside = Random::new(seed, Stream::PictureSpikes, number);
        let mut of_network = Random::new(seed, Stream::PicturePrediction, number);
        let checkers = self.subject.config().num_checkers();
        let patch =
            |all: &[f32], picture: u32| all[picture as usize * checkers..][..checkers].to_vec();
        let raster = |&picture: &u32| {
            let drives = self.beside.drives(&patch(&shown.cells[cell], picture));
            let rates = self.subject.predict(&self.gains, &patch(&shown.networks[cell], picture));
            let trials = 0..self.setting.num_trials;
            PictureRaster {
                beside: trials
                    .clone()
                    .map(|_| times(&self.beside.spikes(&drives, &mut of_beside)))
                    .collect(),
                network: trials.map(|_| times(&poisson(&rates, &mut of_network))).collect(),
            }
        };
        pictures.iter().map(raster).collect()
    }
}
